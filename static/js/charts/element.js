// What all charts have in common: they fetch, draw, draw again when room or colours change, and can be read as a table.
import { watchColours } from "./palette.js";
import { say } from "./words.js";

let counter = 0;

export class ChartElement extends HTMLElement {
  connectedCallback() {
    if (this.isStarted) return;
    this.isStarted = true;
    this.number = ++counter;
    this.width = 0;
    this.start();
  }

  disconnectedCallback() {
    this.stopColours?.();
    this.observer?.disconnect();
  }

  async start() {
    this.dataset.state = "loading";
    this.setAttribute("aria-busy", "true");
    try {
      await this.load();
    } catch {
      return this.fail();
    }
    this.dataset.state = "ready";
    this.removeAttribute("aria-busy");
    this.querySelector(".chart-fallback")?.remove();
    this.build();
    this.observer = new ResizeObserver(() => this.fit());
    this.observer.observe(this);
    this.stopColours = watchColours(() => this.draw());
    this.fit();
  }

  fit() {
    const width = Math.floor(this.room());
    if (width < 40 || width === this.width) return;
    this.width = width;
    this.draw();
  }

  room() {
    return (this.plots ?? this).clientWidth;
  }

  fail() {
    this.dataset.state = "failed";
    this.removeAttribute("aria-busy");
    const note = make("p", { class: "notice warning", role: "status" }, say("chart_failed"));
    const again = make("button", { type: "button", class: "button" }, say("try_again"));
    again.addEventListener("click", () => {
      note.remove();
      this.start();
    });
    note.append(" ", again);
    this.append(note);
  }

  // A button that trades the drawing for a table, made when it is first asked for.
  offerTable(drawing, write) {
    const button = make("button", { type: "button", class: "button quiet", "aria-pressed": "false" }, say("as_table"));
    const table = make("div", { class: "scroll chart-table", tabindex: "0", role: "region", "aria-label": say("table") });
    table.hidden = true;
    drawing.after(table);
    this.refreshTable = () => {
      if (!table.hidden) table.replaceChildren(write());
    };
    button.addEventListener("click", () => {
      const isTable = table.hidden;
      table.hidden = !isTable;
      drawing.hidden = isTable;
      button.setAttribute("aria-pressed", String(isTable));
      this.refreshTable();
    });
    return button;
  }
}

export async function fetchJson(address) {
  const response = await fetch(address, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(String(response.status));
  return response.json();
}

export function make(name, attributes = {}, ...content) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value != null) node.setAttribute(key, value);
  node.append(...content);
  return node;
}

export function writeTable(caption, heads, rows) {
  const headRow = make("tr", {}, ...heads.map((head, index) => make("th", { scope: "col", class: index ? "number" : null }, head)));
  const body = rows.map((cells) => make("tr", {}, ...cells.map((cell, index) => (
    index ? make("td", { class: "number" }, cell) : make("th", { scope: "row" }, cell)
  ))));
  return make("table", {}, make("caption", { class: "visually-hidden" }, caption), make("thead", {}, headRow), make("tbody", {}, ...body));
}

// Buttons of which one is pressed.
export function segments(label, choices, chosen, choose) {
  const group = make("div", { class: "segments", role: "group", "aria-label": label });
  for (const [value, text] of choices) {
    const button = make("button", { type: "button", "aria-pressed": String(value === chosen) }, text);
    button.addEventListener("click", () => {
      for (const other of group.children) other.setAttribute("aria-pressed", String(other === button));
      choose(value);
    });
    group.append(button);
  }
  return group;
}
