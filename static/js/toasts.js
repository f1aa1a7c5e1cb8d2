// Good news leaves by itself; errors stay until they are put away.
const STAY_MS = 6000;

export function watchToasts() {
  document.addEventListener("click", (event) => {
    event.target.closest("[data-dismiss]")?.closest(".toast")?.remove();
  });
  for (const toast of document.querySelectorAll(".toast:not(.error):not(.warning)")) leaveLater(toast);
}

function leaveLater(toast) {
  let timer = setTimeout(() => toast.remove(), STAY_MS);
  const hold = () => clearTimeout(timer);
  const go = () => { timer = setTimeout(() => toast.remove(), STAY_MS); };
  toast.addEventListener("pointerenter", hold);
  toast.addEventListener("focusin", hold);
  toast.addEventListener("pointerleave", go);
}
