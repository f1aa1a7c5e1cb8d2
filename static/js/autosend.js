// A form that asks for what it shows is sent by choosing; its button is for those without script.
for (const form of document.querySelectorAll("form[data-autosend]")) {
  form.querySelector("[type=submit]").hidden = true;
  form.addEventListener("change", () => form.requestSubmit());
}
