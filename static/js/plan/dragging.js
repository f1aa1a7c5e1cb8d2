// With a mouse: drag onto another day; with Ctrl or Alt held a copy is put there.
export function drags(plan) {
  let chip = null;
  plan.grid.addEventListener("dragstart", (event) => {
    chip = event.target.closest?.(".plan-chip");
    if (!chip) return;
    event.dataTransfer.effectAllowed = "copyMove";
    event.dataTransfer.setData("text/plain", chip.querySelector(".plan-chip-title").textContent);
    requestAnimationFrame(() => chip?.classList.add("dragged"));
  });
  plan.grid.addEventListener("dragover", (event) => {
    const day = event.target.closest("[data-day]");
    if (!chip || !day) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = isCopy(event) ? "copy" : "move";
    for (const one of plan.days) one.classList.toggle("over", one === day);
  });
  plan.grid.addEventListener("drop", (event) => {
    const day = event.target.closest("[data-day]");
    if (!chip || !day) return;
    event.preventDefault();
    const dragged = chip, before = event.target.closest(".plan-chip"), number = plan.days.indexOf(day), copied = isCopy(event);
    end();
    if (before === dragged && !copied) return;
    plan.change(() => plan.put(copied ? plan.copyOf(dragged) : dragged, plan.days[number], copied ? null : before));
  });
  plan.grid.addEventListener("dragend", end);

  function end() {
    chip?.classList.remove("dragged");
    chip = null;
    for (const day of plan.days) day.classList.remove("over");
  }
}

const isCopy = (event) => event.ctrlKey || event.altKey || event.metaKey;
