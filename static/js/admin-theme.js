// Before the first paint: the admin's page has no place of its own for the theme its reader chose.
document.documentElement.dataset.theme = document.currentScript.dataset.theme;
