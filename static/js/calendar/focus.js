// One place in the grid has the focus and the arrows move it: days beside each other, and what stands in them.
import { dayAfter } from "./days.js";

export class Focus {
  constructor(calendar) {
    this.calendar = calendar;
    calendar.addEventListener("focusin", (event) => this.entered(event));
  }

  get place() {
    return document.activeElement?.closest?.("#calendar-grid .cal-card, #calendar-grid [role=gridcell]");
  }

  get day() {
    return this.place?.closest(".cal-day");
  }

  get week() {
    return this.place?.closest(".cal-sum");
  }

  get item() {
    return this.place?.closest("[data-item]");
  }

  // After each drawing: only one thing in the grid is reached by Tab, and it is the one that was.
  settle() {
    const grid = this.calendar.grid;
    for (const one of grid.querySelectorAll("a, [role=gridcell]")) one.tabIndex = -1;
    const kept = this.find(this.key) ?? grid.querySelector(".cal-day.today") ?? grid.querySelector(".cal-day:not(.outside)") ?? grid.querySelector(".cal-day");
    if (kept) kept.tabIndex = 0;
    if (this.wasInside && kept && !this.calendar.sides?.isOpen) kept.focus({ preventScroll: true });
  }

  find(key) {
    return key ? this.calendar.grid.querySelector(key) : null;
  }

  entered(event) {
    const isInside = Boolean(event.target.closest("#calendar-grid"));
    this.wasInside = isInside;
    if (!isInside || !this.place) return;
    for (const one of this.calendar.grid.querySelectorAll('[tabindex="0"]')) one.tabIndex = -1;
    this.place.tabIndex = 0;
    this.key = keyOf(this.place);
    this.lastDay = this.day?.dataset.on ?? this.lastDay;
  }

  // Told where the focus has to be once the calendar is drawn again.
  await(on, item) {
    this.key = item ? `[data-item="${item}"] > a` : `#day-${on}`;
    this.wasInside = true;
  }

  move(key) {
    const rtl = getComputedStyle(this.calendar).direction === "rtl";
    const steps = { ArrowLeft: rtl ? 1 : -1, ArrowRight: rtl ? -1 : 1 };
    if (key in steps) return this.sideways(steps[key]);
    return this.upright(key === "ArrowDown" ? 1 : -1);
  }

  sideways(step) {
    const cells = [...this.calendar.grid.querySelectorAll(".cal-day, .cal-sum")].filter(isShown);
    const here = this.place?.closest(".cal-day, .cal-sum"), next = cells[cells.indexOf(here) + step];
    if (next) this.to(next);
    else this.beyond(step);
  }

  // Through the day first, then to the week above or below.
  upright(step) {
    const cell = this.place?.closest("[role=gridcell]"), places = [cell, ...cell.querySelectorAll(".cal-card")];
    const next = places[places.indexOf(this.place) + step];
    if (next) return this.to(next);
    const week = cell.closest(".cal-week"), other = step > 0 ? week.nextElementSibling : week.previousElementSibling;
    const target = other?.matches(".cal-week") ? other.children[[...week.children].indexOf(cell)] : null;
    if (!target) return this.beyond(step * 7);
    return this.to(step > 0 ? target : [...target.querySelectorAll(".cal-card")].at(-1) ?? target);
  }

  async beyond(days) {
    const on = this.day?.dataset.on;
    if (!on) return;
    this.await(dayAfter(on, days));
    await this.calendar.go(days > 0 ? "after" : "before");
  }

  to(place) {
    place.tabIndex = 0;
    place.focus();
    place.scrollIntoView({ block: "nearest" });
  }
}

const isShown = (element) => element.offsetParent !== null;

function keyOf(place) {
  if (place.matches(".cal-day")) return `#${place.id}`;
  if (place.matches(".cal-sum")) return `[data-week="${place.dataset.week}"]`;
  return `[data-key="${place.dataset.key}"]`;
}
