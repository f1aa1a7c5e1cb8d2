// Moving without a pointer: picked up, carried by the arrows, put down by Enter.
import { dayAfter, daysBetween } from "./days.js";
import { dayName, say } from "./words.js";

export class Carry {
  constructor(calendar) {
    this.calendar = calendar;
    this.load = null;
  }

  get isOn() {
    return Boolean(this.load);
  }

  // What is chosen and what has the focus; on a week all of it; in the drawer one workout of the library.
  pickUp(kind) {
    const { choice, focusing } = this.calendar;
    const shelf = document.activeElement?.closest("[data-library]");
    if (shelf) return this.begin({ kind: "library", library: shelf.dataset.library, on: this.firstDay(), n: 1, step: 1 });
    if (focusing.week) return this.beginWeek(kind, focusing.week.dataset.week);
    const item = focusing.item;
    if (item?.dataset.movable === undefined && !choice.items.length) return this.calendar.tell(say("not_movable"));
    if (item && !choice.keys.has(item.dataset.item)) choice.only(item);
    choice.paint();
    const on = (item ?? choice.items[0]).closest(".cal-day").dataset.on;
    this.begin({ kind, items: choice.told, from: on, on, n: choice.items.length, step: 1 });
  }

  beginWeek(kind, week) {
    const row = this.calendar.grid.querySelector(`.cal-week[data-from="${week}"]`);
    const count = row.querySelectorAll("[data-state]").length;
    this.begin({ kind, week, last: row.dataset.to, from: week, on: week, n: count, step: 7 });
  }

  begin(load) {
    if (!this.calendar.mayPlan) return;
    this.load = load;
    this.calendar.choice.explain(say(load.kind === "copy" ? "copying" : "moving", { n: load.n }));
    this.paint();
    this.target()?.focus();
  }

  firstDay() {
    const grid = this.calendar.grid;
    return grid.querySelector(`#day-${grid.dataset.today}`)?.dataset.on ?? grid.querySelector(".cal-day").dataset.on;
  }

  target() {
    const { on, step } = this.load;
    return this.calendar.grid.querySelector(step === 7 ? `[data-week="${on}"]` : `#day-${on}`);
  }

  async step(key) {
    const rtl = getComputedStyle(this.calendar).direction === "rtl";
    const days = { ArrowLeft: rtl ? 1 : -1, ArrowRight: rtl ? -1 : 1, ArrowUp: -7, ArrowDown: 7 }[key];
    if (this.load.step === 7 && Math.abs(days) === 1) return;
    await this.to(dayAfter(this.load.on, days));
  }

  async to(on) {
    this.load.on = on;
    this.calendar.focusing.await(on);
    if (!this.target()) {
      const first = this.calendar.grid.querySelector(".cal-day").dataset.on;
      await this.calendar.go(on < first ? "before" : "after");
    }
    this.paint();
    this.target()?.focus();
    this.calendar.tell(dayName(on));
  }

  paint() {
    for (const old of this.calendar.grid.querySelectorAll(".target")) old.classList.remove("target");
    if (!this.load) return;
    const target = this.target();
    (this.load.step === 7 ? target?.closest(".cal-week") : target)?.classList.add("target");
  }

  putDown() {
    const load = this.load, by = load.from ? daysBetween(load.from, load.on) : 0;
    this.end();
    const { acts, choice, focusing } = this.calendar;
    focusing.await(load.on);
    choice.clear();
    if (load.kind === "library") return acts.send("library", { library: load.library, to_on: load.on });
    if (!by && load.kind === "move") return this.calendar.tell(say("let_be"));
    if (!load.week) return acts.send(load.kind, { by_days: by }, load.items);
    focusing.key = `[data-week="${load.on}"]`;
    if (load.kind === "copy") return acts.send("copy_week", { from_on: load.week, to_on: load.on });
    return acts.send("shift", { from_on: load.week, last_on: load.last, by_days: by });
  }

  letBe() {
    const from = this.load.from;
    this.end();
    this.calendar.tell(say("let_be"));
    if (from) this.calendar.grid.querySelector(`#day-${from}`)?.focus();
  }

  end() {
    this.load = null;
    this.calendar.choice.explain("");
    this.paint();
  }
}
