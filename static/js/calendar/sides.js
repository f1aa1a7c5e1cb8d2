// What opens beside and over the calendar: a workout to read and edit, the library, where to move something.
export class Sides {
  constructor(calendar) {
    this.calendar = calendar;
    this.panel = calendar.querySelector("#calendar-panel");
    this.drawer = calendar.querySelector("#calendar-drawer");
    this.dialog = calendar.querySelector("#calendar-dialog");
    calendar.addEventListener("click", (event) => this.clicked(event));
    calendar.addEventListener("submit", (event) => this.submitted(event));
    calendar.addEventListener("keydown", (event) => this.escaped(event));
    calendar.addEventListener("keydown", (event) => this.pressed(event));
    addEventListener("pageshow", () => { this.ahead = 0; });
    if (this.panel.dataset.open) this.open(this.panel.dataset.open);
  }

  get isOpen() {
    return !this.panel.hidden && this.panel.contains(document.activeElement);
  }

  clicked(event) {
    if (event.defaultPrevented || event.button) return;
    const isPlain = !(event.ctrlKey || event.metaKey || event.shiftKey), link = event.target.closest("a[data-panel], a[data-dialog]");
    if (link && isPlain) {
      event.preventDefault();
      if (link.matches("[data-dialog]")) this.ask(link.href);
      else this.open(link.href, link);
    } else if (event.target.closest("[data-close]")) this.closeAround(event.target);
    else if (event.target.closest("[data-drawer]")) this.toggleDrawer();
    else if (event.target.closest("[data-library]")) this.shelve(event.target.closest("[data-library]").dataset.library);
  }

  // Without dragging: a day is asked for.
  shelve(library) {
    const url = new URL(this.calendar.grid.dataset.to, location.href);
    url.searchParams.set("library", library);
    url.searchParams.set("to_on", this.calendar.focusing.lastDay ?? this.calendar.carry.firstDay());
    this.ask(url);
  }

  // --- the panel ---
  async open(url, from) {
    this.back = from?.dataset.key ? `[data-key="${from.dataset.key}"]` : this.back;
    const waiting = setTimeout(() => this.wait(this.panel), 150);
    await this.fill(this.panel, url);
    clearTimeout(waiting);
  }

  // Something is on its way, and its place is here.
  wait(box) {
    const bars = [1, 2, 3].map(() => Object.assign(document.createElement("div"), { className: "skeleton cal-skeleton" }));
    box.replaceChildren(...bars);
    box.hidden = false;
  }

  openHere() {
    const { place, day } = this.calendar.focusing;
    if (place?.matches(".cal-card")) place.click();
    else if (day) this.plan(day.dataset.on);
  }

  plan(on) {
    const base = this.calendar.grid.dataset.new;
    if (!base) return;
    this.back = on ? `#day-${on}` : null;
    this.open(on ? `${base}&on=${on}` : this.calendar.querySelector(".cal-new").href);
  }

  async submitted(event) {
    const form = event.target.closest("[data-panel-form]");
    if (!form) return;
    event.preventDefault();
    const body = new FormData(form, event.submitter);
    await this.fill(this.panel, form.getAttribute("action"), { method: "POST", body: new URLSearchParams(body) });
  }

  async fill(box, url, options = {}) {
    box.setAttribute("aria-busy", "true");
    const headers = { "HX-Request": "true", "HX-Target": box.id, "X-CSRFToken": document.querySelector("meta[name=csrf-token]").content };
    try {
      const response = await fetch(url, { ...options, headers, redirect: "manual" });
      if (!response.ok) throw new Error(String(response.status));
      this.filled(box, await response.text(), response.headers.get("HX-Trigger-After-Swap") ?? "");
    } catch {
      if (box.querySelector(".cal-skeleton")) box.hidden = true;
      this.calendar.acts.failed();
    }
    box.removeAttribute("aria-busy");
  }

  filled(box, html, news) {
    htmx.swap(box, html, { swapStyle: "innerHTML" });
    if (news.includes("calendar-changed")) this.calendar.acts.refresh();
    if (news.includes("calendar-close")) return this.close();
    for (const button of box.querySelectorAll("[data-close]")) button.hidden = false;
    box.hidden = false;
    this.cover(box);
    box.scrollTop = 0;
    const fault = box.querySelector("[aria-invalid=true], .cal-merge input[type=radio]");
    const first = fault ?? box.querySelector(".cal-form [name=title]") ?? box.querySelector("h2");
    first?.focus();
    if (first?.matches("[name=title]")) first.setSelectionRange(first.value.length, first.value.length);
    return undefined;
  }

  // On a phone it covers everything, and nothing under it is reached.
  cover(box) {
    const covers = !box.hidden && box !== this.dialog && matchMedia("(max-width: 47.99rem)").matches;
    this.calendar.querySelector("#calendar-main").inert = covers;
  }

  // A row of the library is pressed like a button.
  pressed(event) {
    const row = event.target.closest("[data-library]");
    if (!row || !["Enter", " "].includes(event.key) || this.calendar.carry.isOn) return;
    event.preventDefault();
    this.shelve(row.dataset.library);
  }

  escaped(event) {
    if (event.key !== "Escape" || !event.target.closest(".cal-panel, .cal-drawer") || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    this.closeAround(event.target);
  }

  closeAround(element) {
    if (element.closest("dialog")) this.dialog.close();
    else if (element.closest(".cal-drawer")) this.toggleDrawer();
    else this.close();
  }

  close() {
    if (this.panel.hidden) return false;
    const place = this.whence, read = this.read;
    this.panel.hidden = true;
    this.panel.replaceChildren();
    this.cover(this.panel);
    place?.focus();
    if (read) this.calendar.focusing.key = read;  // it may not be drawn yet
    return true;
  }

  get read() {
    const key = this.panel.querySelector("[data-workout]")?.dataset.workout;
    return key && `[data-key="${key}"]`;
  }

  // The workout that was read or has come into being, else where the panel was opened from.
  get whence() {
    const { grid } = this.calendar, card = this.read && grid.querySelector(this.read);
    return card || (this.back && this.calendar.querySelector(this.back)) || grid.querySelector('[tabindex="0"]');
  }

  // What is read there may be another one by now, or gone.
  forget() {
    if (this.panel.querySelector(".cal-read")) this.close();
  }

  // --- the dialog ---
  async ask(url) {
    await this.fill(this.dialog, url);
    if (!this.dialog.open) this.dialog.showModal();
    this.dialog.querySelector("input[type=date], button.wide")?.focus();
  }

  chooseDay() {
    const url = new URL(this.calendar.grid.dataset.to, location.href);
    for (const item of this.calendar.choice.told) url.searchParams.append("item", item);
    this.ask(url);
  }

  // An act was sent from here.
  acted(form) {
    if (this.dialog.open) this.dialog.close();
    this.calendar.choice.clear();
    if (form.closest(".cal-panel")) this.close();
  }

  // --- the library ---
  async toggleDrawer() {
    if (!this.drawer) return;
    const opens = this.drawer.hidden;
    if (opens && !this.drawer.childElementCount) await this.fill(this.drawer, this.calendar.querySelector("[data-drawer]").dataset.drawer);
    this.drawer.hidden = !opens;
    this.cover(this.drawer);
    this.paint();
    if (opens) (this.drawer.querySelector(".cal-library .cal-card") ?? this.drawer.querySelector("input"))?.focus();
    else this.calendar.querySelector("[data-drawer]").focus();
  }

  paint() {
    this.calendar.querySelector("[data-drawer]")?.setAttribute("aria-expanded", String(!this.drawer.hidden));
  }

  // --- other athletes ---
  // Pressed again before the page has come, one goes on from where it leads.
  otherAthlete(step) {
    const all = [...this.calendar.querySelectorAll("[data-athlete]")], here = all.findIndex((link) => link.ariaCurrent);
    const next = all[here + (this.ahead ?? 0) + step];
    if (!next) return;
    this.ahead = (this.ahead ?? 0) + step;
    this.calendar.tell(next.textContent);
    next.click();
  }
}
