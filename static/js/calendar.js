// <plan-calendar>: what the calendar does beyond links and forms. The server draws it anew after each act, so what is
// seen is always what is kept; until it answers, things stand where they were put.
import { Acts } from "./calendar/acts.js";
import { Carry } from "./calendar/carry.js";
import { Choice } from "./calendar/choice.js";
import { Drag } from "./calendar/drag.js";
import { Focus } from "./calendar/focus.js";
import { watchKeys } from "./calendar/keys.js";
import { Sides } from "./calendar/sides.js";

class PlanCalendar extends HTMLElement {
  connectedCallback() {
    if (this.acts) return;
    this.acts = new Acts(this);
    this.choice = new Choice(this);
    this.focusing = new Focus(this);
    this.carry = new Carry(this);
    this.sides = new Sides(this);
    this.drag = new Drag(this);
    watchKeys(this);
    for (const hidden of this.querySelectorAll("[data-drawer], [data-help]")) hidden.hidden = false;
    this.addEventListener("click", (event) => this.clicked(event));
    this.addEventListener("input", (event) => this.filter(event));
    document.body.addEventListener("calendar-changed", () => this.acts.refresh());
    document.body.addEventListener("htmx:afterSettle", (event) => { if (event.detail.target?.id === "calendar-warnings") this.markWarned(); });
    this.watchReturn();
    this.showDay();
  }

  // Where an address names a day, that day; a phone, whose days stand one under the other, begins with today.
  showDay() {
    const asked = this.grid.querySelector(`#day-${new URLSearchParams(location.search).get("on")}`);
    if (asked) this.focusing.key = `#${asked.id}`;
    this.focusing.settle();
    const isPhone = matchMedia("(max-width: 47.99rem)").matches;
    const day = asked ?? (isPhone ? this.grid.querySelector(".cal-day.today:not(.outside)") : null);
    if (day && !location.hash && scrollY === 0) day.scrollIntoView({ block: isPhone ? "start" : "nearest" });
  }

  get grid() {
    return this.querySelector("#calendar-grid");
  }

  get mayPlan() {
    return Boolean(this.grid?.dataset.act);
  }

  tell(text) {
    this.querySelector("[data-said]").textContent = text;
  }

  clicked(event) {
    if (event.defaultPrevented) return;
    const go = event.target.closest("[data-go]");
    if (go && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      this.go(go.dataset.go);
    } else if (event.target.closest("[data-help]")) this.help();
  }

  // To the month before, the week after, today. What is carried is carried along.
  async go(where) {
    const link = this.querySelector(`[data-go="${where}"]`);
    if (!link) return;
    history.pushState({}, "", link.href);
    await this.acts.draw(link.href);
    this.tell(this.querySelector("h1").textContent);
  }

  help() {
    this.querySelector("#calendar-help").showModal();
  }

  // A sign on each day that something speaks against.
  markWarned() {
    for (const old of this.grid.querySelectorAll(".cal-warned")) old.remove();
    const drawn = this.querySelector(".cal-warnings summary svg");
    for (const warning of this.querySelectorAll("[data-warns]")) {
      const head = this.grid.querySelector(`#day-${warning.dataset.warns} .cal-day-head time`), text = warning.querySelector("p").textContent.trim();
      if (!head || !drawn) continue;
      const sign = head.parentElement.querySelector(".cal-warned") ?? head.parentElement.insertBefore(Object.assign(document.createElement("span"), { className: "cal-warned" }), head.nextSibling);
      if (!sign.firstChild) sign.append(drawn.cloneNode(true));
      sign.title = [sign.title, text].filter(Boolean).join("\n");
    }
  }

  filter(event) {
    if (!event.target.matches("[data-filter]")) return;
    const wanted = event.target.value.trim().toLocaleLowerCase();
    for (const link of event.target.parentElement.querySelectorAll("[data-athlete]")) {
      link.hidden = !link.textContent.toLocaleLowerCase().includes(wanted);
    }
  }

  drawn() {
    for (const hidden of this.querySelectorAll("[data-drawer], [data-help]")) hidden.hidden = false;
    this.choice.paint();
    this.focusing.settle();
    this.carry.paint();
    this.sides.paint();
  }

  // Whoever comes back to the window after a while sees what others have planned meanwhile.
  watchReturn() {
    let left = 0;
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) left = Date.now();
      else if (Date.now() - left > 20_000 && !this.drag.isOn && !this.carry.isOn) this.acts.refresh();
    });
    window.addEventListener("popstate", () => location.reload());
  }
}

customElements.define("plan-calendar", PlanCalendar);
