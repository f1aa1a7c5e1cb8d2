// A session in the hand: arrows choose the day, Enter puts it down, Escape lets it be. Also after "Move" under a finger, by tapping a day.
const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

export function carry(plan, chip, isCopy) {
  const from = plan.days.indexOf(chip.closest("[data-day]")), rtl = getComputedStyle(plan).direction === "rtl" ? -1 : 1;
  let at = from;
  const stop = new AbortController(), { signal } = stop;
  chip.classList.add("carried");
  plan.bar.hidden = false;
  plan.said.textContent = plan.said.dataset.moving;
  mark();
  chip.focus();

  function mark() {
    plan.days.forEach((day, number) => day.classList.toggle("over", number === at));
    plan.days[at].scrollIntoView({ block: "nearest", inline: "nearest" });
    if (at !== from) plan.said.textContent = plan.days[at].getAttribute("aria-label");
  }

  function end() {
    stop.abort();
    chip.classList.remove("carried");
    plan.days.forEach((day) => day.classList.remove("over"));
    plan.tell();
  }

  function putDown() {
    end();
    if (at === from && !isCopy) return chip.focus();
    const moved = isCopy ? plan.copyOf(chip) : chip;
    plan.change(() => plan.put(moved, plan.days[at]));
    moved.focus();
  }

  document.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    if (step) {
      const next = at + (Math.abs(step) === 1 ? step * rtl : step);
      if (next >= 0 && next < plan.days.length) at = next;
      mark();
    } else if (event.key === "Enter" || event.key === " ") putDown();
    else if (event.key === "Escape") {
      end();
      chip.focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }, { signal, capture: true });

  // The tap that chose "Move" is still on its way.
  setTimeout(() => plan.grid.addEventListener("click", (event) => {
    const day = event.target.closest("[data-day]");
    if (!day) return;
    event.preventDefault();
    event.stopPropagation();
    at = plan.days.indexOf(day);
    putDown();
  }, { signal, capture: true }), 0);
}
