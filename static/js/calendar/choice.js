// What is chosen, to be moved, copied or deleted together.
import { say } from "./words.js";

export class Choice {
  constructor(calendar) {
    this.calendar = calendar;
    this.keys = new Set();
    this.buildBar();
    calendar.addEventListener("click", (event) => this.clicked(event), true);
  }

  get items() {
    return [...this.keys].map((key) => this.find(key)).filter(Boolean);
  }

  find(key) {
    return this.calendar.querySelector(`#calendar-grid [data-item="${key}"]`);
  }

  // A note stands on each of its days.
  findAll(key) {
    return this.calendar.querySelectorAll(`#calendar-grid [data-item="${key}"]`);
  }

  // With the versions that are seen here: what somebody else has changed since is left alone.
  get told() {
    return this.items.map((item) => `${item.dataset.item}:${item.dataset.version}`);
  }

  clicked(event) {
    const item = event.target.closest("#calendar-grid [data-item][data-movable]");
    if (!item || !(event.ctrlKey || event.metaKey || event.shiftKey)) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.shiftKey) this.reach(item);
    else this.toggle(item);
    item.querySelector("a").focus();
  }

  toggle(item) {
    const key = item.dataset.item;
    if (!this.keys.delete(key)) this.keys.add(key);
    this.last = key;
    this.paint();
  }

  // From the last one to this one, in the order of the days.
  reach(item) {
    const all = [...this.calendar.grid.querySelectorAll("[data-item][data-movable]")];
    const from = all.findIndex((each) => each.dataset.item === this.last), to = all.indexOf(item);
    const [first, last] = from < 0 ? [to, to] : [Math.min(from, to), Math.max(from, to)];
    for (const each of all.slice(first, last + 1)) this.keys.add(each.dataset.item);
    this.last = item.dataset.item;
    this.paint();
  }

  only(item) {
    this.keys = new Set([item.dataset.item]);
    this.last = item.dataset.item;
  }

  clear() {
    if (!this.keys.size) return false;
    this.keys.clear();
    this.paint();
    return true;
  }

  paint() {
    for (const key of this.keys) if (!this.find(key)) this.keys.delete(key);
    for (const item of this.calendar.querySelectorAll("#calendar-grid [data-item]")) {
      const isChosen = this.keys.has(item.dataset.item);
      item.classList.toggle("chosen", isChosen);
      name(item.querySelector("a"), isChosen);
    }
    this.tellCount();
  }

  tellCount() {
    const hint = this.hint ?? "";
    this.bar.classList.toggle("hint", Boolean(hint));
    this.bar.hidden = !hint && !this.keys.size;
    this.count.textContent = hint || say("chosen", { n: this.keys.size });
  }

  // What the keys do while something is carried, for who sees it; it is also said.
  explain(hint) {
    this.hint = hint;
    this.tellCount();
  }

  buildBar() {
    this.bar = document.createElement("div");
    this.bar.className = "cal-choice-bar";
    this.bar.setAttribute("role", "toolbar");
    this.bar.setAttribute("aria-label", say("chosen", { n: "" }));
    this.bar.hidden = true;
    this.count = document.createElement("b");
    this.count.setAttribute("role", "status");
    this.bar.append(this.count, button("move_to", () => this.calendar.sides.chooseDay()), button("delete", () => this.remove()), button("clear", () => this.clear()));
    this.calendar.append(this.bar);
  }

  remove() {
    const items = this.told;
    for (const key of this.keys) for (const item of this.findAll(key)) item.classList.add("away");
    this.keys.clear();
    return this.calendar.acts.send("remove", {}, items);
  }
}

// What it is called by whoever hears it; where nothing else was said, by its words.
function name(card, isChosen) {
  const label = (card.dataset.label ??= card.getAttribute("aria-label") ?? "");
  const words = label || card.textContent.trim().replace(/\s+/g, " ");
  if (isChosen) card.setAttribute("aria-label", `${words}, ${say("is_chosen")}`);
  else if (label) card.setAttribute("aria-label", label);
  else card.removeAttribute("aria-label");
}

function button(word, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button";
  made.textContent = say(word);
  made.addEventListener("click", act);
  return made;
}
