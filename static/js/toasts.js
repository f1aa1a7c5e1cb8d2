// Good news leaves by itself, at the latest when there is other news; errors stay until they are put away. What can be undone stays longer.
const STAY_MS = 6000, UNDOABLE_MS = 15_000;

export function watchToasts() {
  document.addEventListener("click", (event) => {
    event.target.closest("[data-dismiss]")?.closest(".toast")?.remove();
  });
  const box = document.querySelector(".toasts");
  for (const toast of box?.children ?? []) leaveLater(toast);
  if (box) new MutationObserver((changes) => changes.flatMap((change) => [...change.addedNodes]).forEach(leaveLater)).observe(box, { childList: true });
}

function leaveLater(toast) {
  if (!(toast instanceof HTMLElement)) return;
  for (const older of toast.parentElement?.querySelectorAll(".success") ?? []) if (older !== toast && !older.contains(document.activeElement)) older.remove();
  if (toast.matches(".error, .warning")) return;
  const stay = toast.dataset.undoable === undefined ? STAY_MS : UNDOABLE_MS;
  let timer = setTimeout(() => toast.remove(), stay);
  const hold = () => clearTimeout(timer);
  const go = () => { timer = setTimeout(() => toast.remove(), stay); };
  toast.addEventListener("pointerenter", hold);
  toast.addEventListener("focusin", hold);
  toast.addEventListener("pointerleave", go);
}
