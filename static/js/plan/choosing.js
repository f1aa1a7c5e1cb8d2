// Long lists of people to tick: searched while typing, all that are shown ticked at once.
for (const box of document.querySelectorAll("[data-choosing]")) {
  const tools = box.querySelector("[data-tools]"), rows = [...box.querySelectorAll("label")];
  tools.hidden = rows.length < 4;
  const shown = () => rows.filter((row) => !row.hidden);
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase();
  box.querySelector("[data-filter]").addEventListener("input", (event) => {
    const asked = plain(event.target.value.trim());
    for (const row of rows) row.hidden = !plain(row.textContent).includes(asked);
  });
  box.querySelector("[data-filter]").addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
  box.querySelector("[data-all]").addEventListener("click", () => shown().forEach((row) => { row.querySelector("input").checked = true; }));
  box.querySelector("[data-none]").addEventListener("click", () => shown().forEach((row) => { row.querySelector("input").checked = false; }));
}
