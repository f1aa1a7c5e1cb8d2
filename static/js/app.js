// What pages do beyond HTML. Everything here is an extra: without it the same is done by plain forms and links.
import { watchThemes } from "./theme.js";
import { watchToasts } from "./toasts.js";
import { offerCopies } from "./copy.js";
import { closeMenusOutside } from "./menus.js";
import { fillTimeZones } from "./zone.js";
import { sendCsrfToken } from "./csrf.js";
import { openPaletteByKey } from "./palette/opening.js";

watchThemes();
watchToasts();
closeMenusOutside();
sendCsrfToken();
openPaletteByKey();

function enhance(root) {
  offerCopies(root);
  fillTimeZones(root);
}
enhance(document);
document.body.addEventListener("htmx:load", (event) => enhance(event.detail.elt));
