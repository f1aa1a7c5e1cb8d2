// Sends what was done and swaps in the calendar as it is then. Nothing is kept here: a failure draws the truth again.
import { say } from "./words.js";

export class Acts {
  constructor(calendar) {
    this.calendar = calendar;
    this.queue = Promise.resolve();
    calendar.addEventListener("submit", (event) => this.submitted(event));
    document.addEventListener("click", (event) => this.undone(event));
  }

  // One after the other: an act may build upon the one before.
  send(act, fields, items = []) {
    const body = new URLSearchParams({ act, ...fields });
    for (const item of items) body.append("item", item);
    return this.post(this.calendar.grid.dataset.act, body);
  }

  post(url, body) {
    this.queue = this.queue.then(() => this.ask(url, { method: "POST", body }));
    return this.queue;
  }

  undo(act = "") {
    if (!this.calendar.mayPlan) return;
    this.post(this.calendar.grid.dataset.undo, new URLSearchParams({ act })).then(() => this.calendar.sides.forget());
  }

  draw(url) {
    this.queue = this.queue.then(() => this.ask(url, {}));
    return this.queue;
  }

  refresh() {
    return this.draw(location.href);
  }

  async ask(url, options) {
    const grid = this.calendar.grid;
    grid.setAttribute("aria-busy", "true");
    const headers = { "HX-Request": "true", "HX-Target": "calendar-main", "X-CSRFToken": document.querySelector("meta[name=csrf-token]").content };
    try {
      const response = await fetch(url, { ...options, headers, redirect: "manual" });
      if (!response.ok) throw new Error(String(response.status));
      this.swap(await response.text());
    } catch {
      this.failed();
    }
    this.calendar.grid.removeAttribute("aria-busy");
  }

  swap(html) {
    const main = this.calendar.querySelector("#calendar-main");
    htmx.swap(main, html, { swapStyle: "innerHTML" });
    this.calendar.drawn();
  }

  // What was put somewhere goes back to where it was.
  failed() {
    const main = this.calendar.querySelector("#calendar-main");
    for (const item of main.querySelectorAll(".arriving")) item.remove();
    for (const item of main.querySelectorAll(".away, .gone")) item.classList.remove("away", "gone");
    toast(say("not_sent"), "error");
  }

  // Forms of dialogs and panels send acts as well.
  submitted(event) {
    const form = event.target.closest("[data-act-form], [data-undo]");
    if (!form || form.id === "calendar-grid") return;
    event.preventDefault();
    const body = new URLSearchParams(new FormData(form, event.submitter));
    this.post(form.getAttribute("action"), body).then(() => this.calendar.sides.acted(form));
  }

  undone(event) {
    const button = event.target.closest("[data-undo-act]");
    if (!button) return;
    button.closest(".toast")?.remove();
    this.undo(button.dataset.undoAct);
  }
}

export function toast(text, kind = "") {
  const box = document.createElement("div"), words = document.createElement("span"), close = document.createElement("button");
  box.className = `toast ${kind}`;
  words.textContent = text;
  close.type = "button";
  close.className = "button quiet";
  close.dataset.dismiss = "";
  close.textContent = say("close");
  box.append(words, close);
  document.querySelector(".toasts").append(box);
}
