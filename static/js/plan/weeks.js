// Numbers of weeks and what they add up to, after weeks or sessions have come and gone.
export function numbered(grid, place) {
  [...grid.querySelectorAll("[data-week]")].forEach((week, index) => {
    const before = Number(week.dataset.week), number = index + 1;
    week.dataset.week = number;
    week.querySelector(".plan-sum b").textContent = number;
    [...week.querySelectorAll("[data-day]")].forEach((day, at) => {
      const label = place.replace("{week}", number).replace("{day}", at + 1);
      day.setAttribute("aria-label", label);
      day.dataset.name = label.split(", ").at(-1);
      day.querySelector("[data-add]")?.setAttribute("aria-label", `+ ${label}`);
    });
    if (before !== number) week.querySelector("summary")?.setAttribute("aria-label", String(number));
  });
}

export function sums(grid) {
  for (const week of grid.querySelectorAll("[data-week]")) {
    const chips = [...week.querySelectorAll(".plan-chip")], add = (name) => chips.reduce((sum, chip) => sum + Number(chip.dataset[name] || 0), 0);
    week.querySelector("[data-duration]").textContent = clock(add("seconds"));
    week.querySelector(".plan-sum [data-load]").textContent = Math.round(add("load")).toLocaleString(document.documentElement.lang);
  }
}

function clock(seconds) {
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
}
