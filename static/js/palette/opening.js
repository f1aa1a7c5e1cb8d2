// Ctrl or Command with K opens the palette on every page; what it does is loaded when it is first wanted.
const isApple = /Mac|iPhone|iPad/.test(navigator.platform);

export function openPaletteByKey() {
  const dialog = document.getElementById("palette");
  if (!dialog) return;
  showShortcut(dialog);
  let made;
  const open = async () => {
    made ??= import("./dialog.js").then(({ Palette }) => new Palette(dialog));
    (await made).open();
  };
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || event.altKey || event.shiftKey || !(isApple ? event.metaKey : event.ctrlKey)) return;
    event.preventDefault();
    if (dialog.open) dialog.close();
    else open();
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-palette]") || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open();
  });
}

function showShortcut(dialog) {
  const name = isApple ? "⌘" : "Ctrl";
  for (const key of document.querySelectorAll(".palette-shortcut")) {
    key.textContent = isApple ? "⌘K" : "Ctrl K";
    key.hidden = false;
  }
  dialog.querySelector("[data-new-tab] kbd").textContent = name;
  document.querySelector("[data-palette]")?.setAttribute("aria-keyshortcuts", isApple ? "Meta+K" : "Control+K");
}
