// <workout-editor>: a workout typed as text, drawn by the server while it is typed, with mistakes where they are.
// Without script the text is a plain field, and its mistakes are told when the form is sent.
import { offerSnippets, goOn } from "./workout-typing.js";

const PAUSE_MS = 180, SAY_MS = 1200;

class WorkoutEditor extends HTMLElement {
  connectedCallback() {
    if (this.text) return;
    this.text = this.querySelector("textarea");
    this.marks = this.querySelector(".editor-marks");
    this.faults = this.querySelector("[data-faults]");
    this.said = this.querySelector("[data-said]");
    this.drawn = this.querySelector("[data-drawn]");
    this.empty = this.querySelector("[data-empty]");
    this.text.setAttribute("aria-describedby", [this.text.getAttribute("aria-describedby"), this.faults.id].filter(Boolean).join(" "));
    this.text.spellcheck = false;
    this.text.addEventListener("input", () => this.plan());
    this.text.addEventListener("keydown", (event) => goOn(event, this.text));
    this.text.addEventListener("scroll", () => { this.marks.scrollTop = this.text.scrollTop; });
    this.closest("form")?.addEventListener("change", (event) => {
      if (event.target.name === "sport") this.plan(0);
    });
    offerSnippets(this, () => this.sport);
    this.querySelector("[data-tidy]").addEventListener("click", () => this.tidy());
    this.mark([]);
    if (this.text.value.trim()) this.plan(0);
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
    clearTimeout(this.sayTimer);
    this.asking?.abort();
  }

  get sport() {
    return this.closest("form")?.elements.sport?.value || this.dataset.sport || "ride";
  }

  get value() {
    return this.text.value;
  }

  set value(text) {
    this.text.value = text;
    this.plan(0);
  }

  plan(pause = PAUSE_MS) {
    clearTimeout(this.timer);
    this.mark([]);
    this.timer = setTimeout(() => this.ask(), pause);
  }

  async ask() {
    this.asking?.abort();
    this.asking = new AbortController();
    const { signal } = this.asking;
    const body = new URLSearchParams({ text: this.text.value, sport: this.sport, athlete: this.dataset.athlete, on: this.dataset.on });
    const headers = { "X-CSRFToken": document.querySelector("meta[name=csrf-token]").content, Accept: "application/json" };
    try {
      const response = await fetch(this.dataset.preview, { method: "POST", body, headers, signal });
      if (response.headers.get("Content-Type")?.startsWith("application/json")) this.show(await response.json());
    } catch {
      // what was drawn stays until the next letter
    }
  }

  show(told) {
    this.told = told;
    const isOpen = this.drawn.querySelector("details")?.open;
    this.drawn.innerHTML = told.html;
    if (isOpen) this.drawn.querySelector("details")?.setAttribute("open", "");
    this.empty.hidden = Boolean(told.html);
    this.list(told.errors);
    this.mark(told.errors);
    this.dispatchEvent(new CustomEvent("workout-read", { bubbles: true, detail: told }));
  }

  list(errors) {
    this.faults.replaceChildren(...errors.map((error) => this.fault(error)));
    if (errors.length) this.text.setAttribute("aria-invalid", "true");
    else this.text.removeAttribute("aria-invalid");
    clearTimeout(this.sayTimer);
    this.sayTimer = setTimeout(() => this.say(errors), SAY_MS);
  }

  fault(error) {
    const item = document.createElement("li"), button = document.createElement("button"), place = document.createElement("b"), text = document.createElement("span");
    button.type = "button";
    place.textContent = this.place(error);
    text.textContent = error.text;
    button.append(place, text);
    if (error.expected) button.append(Object.assign(document.createElement("small"), { textContent: error.expected }));
    button.addEventListener("click", () => this.goTo(error));
    item.append(button);
    return item;
  }

  place(error) {
    return this.said.dataset.place.replace("{line}", error.line).replace("{column}", error.column);
  }

  say(errors) {
    const had = this.said.textContent, first = errors[0];
    if (first) this.said.textContent = `${this.said.dataset.some} ${errors.length}. ${this.place(first)}: ${first.text}`;
    else if (had) this.said.textContent = had === this.said.dataset.none ? had : this.said.dataset.none;
  }

  // Where a line and column lie in the whole text, and where what stands there ends.
  reach(error) {
    const lines = this.text.value.split("\n");
    const from = lines.slice(0, error.line - 1).reduce((sum, line) => sum + line.length + 1, 0) + error.column - 1;
    const rest = (lines[error.line - 1] ?? "").slice(error.column - 1), word = /^\s*\S+/.exec(rest)?.[0].length ?? 0;
    return [from, from + word];
  }

  goTo(error) {
    const [from, to] = this.reach(error);
    this.text.focus();
    this.text.setSelectionRange(from, to);
  }

  mark(errors) {
    const text = this.text.value, parts = [];
    let at = 0;
    for (const [from, to] of errors.map((error) => this.reach(error)).sort((a, b) => a[0] - b[0])) {
      if (from < at) continue;
      const mark = document.createElement("mark");
      mark.textContent = text.slice(from, to) || " ";
      parts.push(text.slice(at, from), mark);
      at = to;
    }
    this.marks.replaceChildren(...parts, text.slice(at), "\n");
  }

  tidy() {
    if (!this.told || this.told.errors.length || this.told.text === this.text.value) return;
    this.text.focus();
    this.text.select();
    document.execCommand("insertText", false, this.told.text.trimEnd());
  }
}

customElements.define("workout-editor", WorkoutEditor);
