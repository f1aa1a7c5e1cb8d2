// Files dropped anywhere on a form land in its field, and the form is sent.
for (const form of document.querySelectorAll("form[data-file-drop]")) {
  const field = form.querySelector("input[type=file]"), drop = form.querySelector(".drop"), told = form.querySelector("[data-chosen]");
  const tell = () => {
    const many = field.files.length;
    if (many) told.textContent = many === 1 ? told.dataset.one : told.dataset.many.replace("{n}", many);
  };
  field.addEventListener("change", tell);
  for (const kind of ["dragenter", "dragover"]) {
    form.addEventListener(kind, (event) => {
      if (!event.dataTransfer.types.includes("Files")) return;
      event.preventDefault();
      drop.classList.add("over");
    });
  }
  for (const kind of ["dragleave", "drop"]) form.addEventListener(kind, () => drop.classList.remove("over"));
  form.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    field.files = event.dataTransfer.files;
    tell();
    form.requestSubmit();
  });
}
