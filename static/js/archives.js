// A whole archive takes minutes to send: the page tells how far it is, and goes on to the report.
import { make } from "./charts/element.js";
import { Lot } from "./lots.js";

const words = JSON.parse(document.getElementById("upload-words").textContent);
const form = document.querySelector("form[data-archive]");
const bar = make("progress", { max: "100", value: "0" }), told = make("p", { role: "status" });

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = form.querySelector("[type=submit]"), lot = new Lot();
  lot.add(form.elements.file.files[0]);
  button.disabled = true;
  form.append(bar, told);
  const hold = (leaving) => leaving.preventDefault();
  window.addEventListener("beforeunload", hold);
  const { status, body } = await lot.send(form.dataset.archive, (share) => {
    bar.value = share * 100;
    told.textContent = words.sending.replace("{percent}", Math.round(share * 100));
  });
  window.removeEventListener("beforeunload", hold);
  button.disabled = false;
  if (status === 202) location.assign(form.dataset.result.replace("00000000-0000-0000-0000-000000000000", body.id));
  else told.textContent = body?.error?.message ?? words.not_sent;
});
