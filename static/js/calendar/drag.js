// Dragging by mouse, pen or finger: what stands in days, whole weeks, and from the library. A finger holds first.
import { daysBetween } from "./days.js";

const HOLD_MS = 350, SLACK_PX = 6, EDGE_PX = 64, TURN_MS = 700;

export class Drag {
  constructor(calendar) {
    this.calendar = calendar;
    calendar.addEventListener("pointerdown", (event) => this.pressed(event));
    document.addEventListener("pointermove", (event) => this.moved(event));
    document.addEventListener("pointerup", (event) => this.released(event));
    document.addEventListener("pointercancel", () => this.end());
    // Asked before the browser decides to scroll, which it then does not.
    document.addEventListener("touchmove", (event) => { if (this.isOn && event.cancelable) event.preventDefault(); }, { passive: false });
    document.addEventListener("contextmenu", (event) => { if (this.isOn || this.waits) event.preventDefault(); });
    calendar.addEventListener("dragstart", (event) => event.preventDefault());
    calendar.addEventListener("click", (event) => this.swallow(event), true);
    for (const kind of ["keydown", "keyup"]) document.addEventListener(kind, (event) => this.keyed(event));
  }

  get isOn() {
    return Boolean(this.load);
  }

  pressed(event) {
    if (event.button !== 0 || this.isOn || !this.calendar.mayPlan || this.calendar.carry.isOn) return;
    if (event.shiftKey || event.target.closest("button, input, select, .cal-add")) return;
    const source = event.target.closest("[data-movable]") ?? weekOf(event.target);
    if (!source) return;
    this.start = { source, x: event.clientX, y: event.clientY, isTouch: event.pointerType === "touch" };
    this.hasDragged = false;
    if (this.start.isTouch) this.waits = setTimeout(() => this.begin(), HOLD_MS);
  }

  moved(event) {
    if (this.isOn) return this.follow(event);
    if (!this.start) return undefined;
    const far = Math.hypot(event.clientX - this.start.x, event.clientY - this.start.y) > SLACK_PX;
    if (far && this.start.isTouch) this.end();
    else if (far) {
      this.begin();
      this.follow(event);
    }
    return undefined;
  }

  begin() {
    const { source } = this.start;
    this.waits = null;
    this.chosenBefore = new Set(this.calendar.choice.keys);
    this.load = this.loadOf(source);
    this.ghost = ghostOf(source, this.load.n);
    document.body.append(this.ghost);
    document.documentElement.classList.add("dragging-cal");
    this.place(this.start.x, this.start.y);
    this.paint();
    if (this.start.isTouch) navigator.vibrate?.(12);
    this.scrolling = requestAnimationFrame(() => this.scroll());
  }

  loadOf(source) {
    const { choice } = this.calendar;
    if (source.dataset.library) return { library: source.dataset.library, n: 1 };
    if (source.dataset.week) return { week: source.dataset.week, last: source.closest(".cal-week").dataset.to, from: source.dataset.week, n: source.closest(".cal-week").querySelectorAll("[data-state]").length };
    if (!choice.keys.has(source.dataset.item)) {
      choice.clear();
      choice.only(source);
    }
    return { keys: [...choice.keys], items: choice.told, from: source.closest(".cal-day").dataset.on, n: choice.keys.size };
  }

  follow(event) {
    this.at = { x: event.clientX, y: event.clientY };
    this.isCopy = event.altKey || event.ctrlKey || event.metaKey;
    this.place(this.at.x, this.at.y);
    this.aim();
    this.paint();
  }

  keyed(event) {
    if (!this.isOn) return;
    if (event.key === "Escape" && event.type === "keydown") {
      event.preventDefault();
      this.end();
      return;
    }
    this.isCopy = event.altKey || event.ctrlKey || event.metaKey;
    this.paint();
  }

  aim() {
    const under = document.elementFromPoint(this.at.x, this.at.y);
    const target = this.load.week ? under?.closest("#calendar-grid .cal-week") : under?.closest("#calendar-grid .cal-day");
    this.target = target ?? null;
    const turn = under?.closest('[data-go="before"], [data-go="after"]');
    if (turn && !this.turning) this.turning = setTimeout(() => this.turn(turn.dataset.go), TURN_MS);
    if (!turn) this.stopTurning();
  }

  // Held over an arrow the month turns, and what is dragged stays in the hand.
  async turn(where) {
    this.turning = null;
    await this.calendar.go(where);
    if (this.isOn) this.aim();
  }

  stopTurning() {
    clearTimeout(this.turning);
    this.turning = null;
  }

  paint() {
    for (const old of this.calendar.querySelectorAll(".target")) old.classList.remove("target");
    this.target?.classList.add("target");
    this.ghost?.classList.toggle("copies", Boolean(this.isCopy));
    for (const key of this.load?.keys ?? []) for (const item of this.calendar.choice.findAll(key)) item.classList.toggle("away", !this.isCopy);
  }

  place(x, y) {
    this.ghost.style.translate = `${x + 8}px ${y + 8}px`;
  }

  scroll() {
    if (!this.isOn) return;
    const y = this.at?.y ?? innerHeight / 2, down = y - (innerHeight - EDGE_PX), up = EDGE_PX + 56 - y;
    if (down > 0) scrollBy(0, down / 4);
    else if (up > 0) scrollBy(0, -up / 4);
    if ((down > 0 || up > 0) && this.at) this.aim();
    this.scrolling = requestAnimationFrame(() => this.scroll());
  }

  released(event) {
    if (!this.isOn) return this.end();
    this.follow(event);
    const { load, target, isCopy, start } = this;
    const isStill = Math.hypot(event.clientX - start.x, event.clientY - start.y) <= SLACK_PX;
    this.hasDragged = true;
    setTimeout(() => { this.hasDragged = false; }, 50);
    this.end();
    if (isStill) return this.held(start.source);
    return target ? this.drop(load, target, isCopy) : undefined;
  }

  // Held and let go where it was: chosen, together with those that were.
  held(source) {
    if (!source.dataset.item) return;
    this.calendar.choice.keys = this.chosenBefore;
    this.calendar.choice.toggle(source);
  }

  drop(load, target, isCopy) {
    const { acts, choice, focusing } = this.calendar;
    if (load.library) return this.dropLibrary(load, target);
    const on = load.week ? target.dataset.from : target.dataset.on, by = daysBetween(load.from, on);
    if (!by && !isCopy) return undefined;
    if (load.week) {
      if (isCopy) return acts.send("copy_week", { from_on: load.week, to_on: on });
      return acts.send("shift", { from_on: load.week, last_on: load.last, by_days: by });
    }
    this.showAtOnce(load, by, isCopy);
    focusing.await(on, isCopy ? "" : load.keys[0]);
    choice.clear();
    return acts.send(isCopy ? "copy" : "move", { by_days: by }, load.items);
  }

  dropLibrary(load, target) {
    const row = this.calendar.querySelector(`[data-library="${load.library}"]`);
    if (row) listOf(target).append(arriving(row));
    this.calendar.focusing.await(target.dataset.on);
    return this.calendar.acts.send("library", { library: load.library, to_on: target.dataset.on });
  }

  // Where they will be, before the server has said so.
  showAtOnce(load, by, isCopy) {
    for (const item of load.keys.flatMap((key) => [...this.calendar.choice.findAll(key)])) {
      const date = new Date(`${item.closest(".cal-day").dataset.on}T12:00:00Z`);
      date.setUTCDate(date.getUTCDate() + by);
      const day = this.calendar.grid.querySelector(`#day-${date.toISOString().slice(0, 10)}`);
      if (day) listOf(day).append(arriving(item));
      if (!isCopy) item.classList.add("gone");
    }
  }

  end() {
    clearTimeout(this.waits);
    cancelAnimationFrame(this.scrolling);
    this.stopTurning();
    const keys = this.load?.keys ?? [];
    this.start = this.load = this.target = this.at = this.waits = null;
    this.isCopy = false;
    this.ghost?.remove();
    this.ghost = null;
    document.documentElement.classList.remove("dragging-cal");
    for (const old of this.calendar.querySelectorAll(".target")) old.classList.remove("target");
    for (const key of keys) for (const item of this.calendar.choice.findAll(key)) item.classList.remove("away");
  }

  // The click that ends a drag opens nothing.
  swallow(event) {
    if (!this.hasDragged) return;
    event.preventDefault();
    event.stopPropagation();
  }
}

// A week is held by what it adds up to.
function weekOf(element) {
  const sum = element.closest("#calendar-grid .cal-sum");
  return sum?.closest(".cal-week").querySelector("[data-state]") ? sum : null;
}

function ghostOf(source, count) {
  const ghost = document.createElement("div"), card = source.querySelector(".cal-card") ?? source.querySelector(".cal-week-name");
  ghost.className = "cal-ghost";
  ghost.setAttribute("aria-hidden", "true");
  const shown = card.cloneNode(true);
  shown.classList.add("cal-card");
  shown.removeAttribute("href");
  shown.removeAttribute("id");
  ghost.append(shown);
  if (count > 1) ghost.dataset.count = count;
  return ghost;
}

function listOf(day) {
  const found = day.querySelector(".cal-items");
  if (found) return found;
  const made = document.createElement("ul");
  made.className = "cal-items";
  day.append(made);
  return made;
}

function arriving(item) {
  const copy = item.cloneNode(true);
  copy.classList.remove("away", "chosen", "gone");
  copy.classList.add("arriving");
  copy.removeAttribute("data-item");
  return copy;
}
