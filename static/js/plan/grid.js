// <plan-grid>: weeks by days. Sessions are dragged, or carried with the arrows; everything can be undone until it is saved.
import { carry } from "./carrying.js";
import { drags } from "./dragging.js";
import { numbered, sums } from "./weeks.js";

const DAYS = 7, NOBODY = "00000000-0000-0000-0000-000000000000";

class PlanGrid extends HTMLElement {
  connectedCallback() {
    this.grid = this.querySelector(".plan-grid");
    this.bar = this.querySelector("[data-bar]");
    if (!this.bar || this.dataset.ready !== undefined) return;
    this.said = this.querySelector("[data-said]");
    this.adding = this.querySelector("[data-dialog]");
    this.asking = this.querySelector("[data-chip-dialog]");
    this.history = [];
    this.dataset.ready = "";
    this.prepare();
    drags(this);
    this.grid.addEventListener("click", (event) => this.clicked(event));
    this.grid.addEventListener("keydown", (event) => this.pressed(event));
    this.bar.querySelector("[data-undo]").addEventListener("click", () => this.undo());
    this.bar.querySelector("[data-save-button]").addEventListener("click", () => this.save());
    this.adding.addEventListener("click", (event) => this.chosen(event));
    this.asking.addEventListener("click", (event) => this.asked(event));
    this.asking.querySelector("[data-to]").addEventListener("submit", (event) => this.sentTo(event));
    for (const close of this.querySelectorAll("[data-close]")) close.addEventListener("click", () => close.closest("dialog").close());
    window.addEventListener("beforeunload", (event) => { if (this.history.length && !this.isLeaving) event.preventDefault(); });
  }

  get days() {
    return [...this.grid.querySelectorAll("[data-day]")];
  }

  prepare() {
    numbered(this.grid, this.said.dataset.place);
    for (const chip of this.grid.querySelectorAll(".plan-chip")) {
      chip.tabIndex = 0;
      chip.draggable = true;
      chip.setAttribute("role", "button");
      chip.setAttribute("aria-haspopup", "dialog");
    }
    sums(this.grid);
  }

  // Changes -----------------------------------------------------------------------------------------------------
  change(act) {
    this.history.push(this.grid.innerHTML);
    act();
    this.prepare();
    this.tell();
  }

  undo() {
    const before = this.history.pop();
    if (before !== undefined) this.grid.innerHTML = before;
    this.prepare();
    this.tell();
    if (!this.history.length) this.grid.querySelector(".plan-chip, [data-add]")?.focus();
  }

  tell() {
    const many = this.history.length;
    this.bar.hidden = !many;
    this.said.textContent = many === 1 ? this.said.dataset.one : this.said.dataset.changes.replace("{n}", many);
  }

  put(chip, day, before = null) {
    day.insertBefore(chip, before ?? day.querySelector("[data-add]"));
  }

  copyOf(chip) {
    const copy = chip.cloneNode(true);
    copy.dataset.source = chip.dataset.source || chip.dataset.item;
    copy.dataset.item = crypto.randomUUID();
    copy.classList.remove("carried", "dragged");
    copy.classList.add("is-new");
    return copy;
  }

  // Weeks -------------------------------------------------------------------------------------------------------
  weekAct(week, name) {
    this.change(() => {
      const chips = [...week.querySelectorAll(".plan-chip")];
      if (name === "clear") chips.forEach((chip) => chip.remove());
      else if (name === "remove") {
        if (this.grid.querySelectorAll("[data-week]").length > 1) week.remove();
        else chips.forEach((chip) => chip.remove());
      } else this.addWeek(week, name === "copy");
    });
  }

  addWeek(after, isFilled) {
    const week = after.cloneNode(true);
    for (const chip of week.querySelectorAll(".plan-chip")) {
      if (isFilled) chip.replaceWith(this.copyOf(chip));
      else chip.remove();
    }
    week.querySelector("details").open = false;
    after.after(week);
    return week;
  }

  dayAt(week, day) {
    while (this.grid.querySelectorAll("[data-week]").length < week) this.addWeek(this.grid.lastElementChild, false);
    return this.days[(week - 1) * DAYS + day - 1];
  }

  // Dialogs -----------------------------------------------------------------------------------------------------
  clicked(event) {
    const add = event.target.closest("[data-add]"), act = event.target.closest("[data-week-act]"), chip = event.target.closest(".plan-chip");
    if (add) this.openLibrary(add.closest("[data-day]"));
    else if (act) {
      event.preventDefault();  // without a script it is a form
      this.weekAct(act.closest("[data-week]"), act.dataset.weekAct);
    }
    else if (chip) this.openChip(chip);
  }

  openLibrary(day) {
    this.target = day;
    const number = this.days.indexOf(day);
    this.adding.querySelector("[data-dialog-title]").textContent = day.getAttribute("aria-label");
    const write = this.adding.querySelector("[data-new-here]");
    write.href = `${this.dataset.new}?day=${number}`;
    write.hidden = this.history.length > 0;
    this.adding.showModal();
    window.htmx?.trigger(this.adding, "load-library");
  }

  chosen(event) {
    const choice = event.target.closest("[data-choose]")?.querySelector(".plan-chip");
    if (!choice) return;
    this.adding.close();
    const chip = this.copyOf(choice), number = this.days.indexOf(this.target);
    this.change(() => this.put(chip, this.days[number]));
    this.grid.querySelector(`[data-item="${chip.dataset.item}"]`).focus();
  }

  openChip(chip) {
    this.chip = chip;
    const at = this.days.indexOf(chip.closest("[data-day]")), edit = this.asking.querySelector("[data-edit]"), form = this.asking.querySelector("[data-to]");
    this.asking.querySelector("[data-chip-title]").textContent = chip.querySelector(".plan-chip-title").textContent;
    edit.href = edit.dataset.base.replace(NOBODY, chip.dataset.item);
    edit.hidden = chip.classList.contains("is-new") || this.history.length > 0;
    form.elements.week.value = Math.floor(at / DAYS) + 1;
    form.elements.day.value = (at % DAYS) + 1;
    this.asking.querySelector('[data-chip-act="key"]').setAttribute("aria-pressed", String(chip.classList.contains("is-key")));
    this.asking.showModal();
  }

  asked(event) {
    const name = event.target.closest("[data-chip-act]")?.dataset.chipAct;
    if (!name) return;
    this.asking.close();
    if (name === "remove") this.change(() => this.chip.remove());
    else if (name === "key") this.change(() => this.chip.classList.toggle("is-key"));
    else carry(this, this.chip, name === "copy");
  }

  sentTo(event) {
    event.preventDefault();
    const form = event.target, isCopy = event.submitter?.value === "copy", moved = isCopy ? this.copyOf(this.chip) : this.chip;
    this.asking.close();
    this.change(() => this.put(moved, this.dayAt(Number(form.elements.week.value), Number(form.elements.day.value))));
    moved.focus();
  }

  pressed(event) {
    const chip = event.target.closest(".plan-chip");
    if (!chip || event.target !== chip || chip.classList.contains("carried")) return;
    const act = { Enter: () => this.openChip(chip), " ": () => this.openChip(chip), m: () => carry(this, chip, false), c: () => carry(this, chip, true), Delete: () => this.removeAt(chip) }[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act();
  }

  removeAt(chip) {
    const day = this.days.indexOf(chip.closest("[data-day]"));
    this.change(() => chip.remove());
    this.days[day].querySelector(".plan-chip, [data-add]").focus();
  }

  // Saving ------------------------------------------------------------------------------------------------------
  arrangement() {
    const items = this.days.flatMap((day, number) => [...day.querySelectorAll(".plan-chip")].map((chip) => ({
      id: chip.dataset.item, day: number, source: chip.dataset.source, key: chip.classList.contains("is-key"),
    })));
    return { version: Number(this.dataset.version), weeks: this.days.length / DAYS, items };
  }

  async save() {
    const button = this.bar.querySelector("[data-save-button]");
    button.disabled = true;
    const headers = { "Content-Type": "application/json", "X-CSRFToken": document.querySelector("meta[name=csrf-token]").content };
    const answer = await fetch(this.dataset.save, { method: "POST", headers, body: JSON.stringify(this.arrangement()) }).catch(() => null);
    button.disabled = false;
    if (answer?.ok) {
      this.isLeaving = true;
      return location.reload();
    }
    const told = await answer?.json().catch(() => null);
    if (answer?.status !== 412) this.said.textContent = told?.message ?? this.said.dataset.failed;
    else this.conflict(told.message);
  }

  conflict(message) {
    const box = this.querySelector("[data-conflict]");
    box.querySelector("[data-conflict-text]").textContent = message;
    box.hidden = false;
    box.querySelector("a").addEventListener("click", () => { this.isLeaving = true; });
    box.scrollIntoView({ block: "center" });
  }
}

customElements.define("plan-grid", PlanGrid);
