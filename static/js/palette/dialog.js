// The palette: a combobox in a modal dialog. The dialog keeps the focus inside and gives it back when it closes.
import { Index } from "./index.js";

const FRESH_MS = 60_000, PAUSE_MS = 160, SAY_MS = 600, RECENT = 6;

export class Palette {
  constructor(dialog) {
    this.dialog = dialog;
    this.input = dialog.querySelector("input");
    this.list = dialog.querySelector("[role=listbox]");
    this.said = dialog.querySelector("[data-said]");
    this.words = dialog.querySelector("[data-words]").dataset;
    this.options = [];
    this.at = 0;
    this.input.addEventListener("input", () => this.ask());
    this.input.addEventListener("keydown", (event) => this.steer(event));
    this.list.addEventListener("click", (event) => this.follow(event));
    this.list.addEventListener("pointermove", (event) => this.point(event));
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
    dialog.addEventListener("close", () => this.asking?.abort());
  }

  async open() {
    if (this.dialog.open) return;
    this.input.value = "";
    this.dialog.showModal();
    this.input.focus();
    if (this.index) this.ask();
    if (!this.index || Date.now() - this.loadedAt > FRESH_MS) await this.load();
  }

  async load() {
    const failed = this.dialog.querySelector("[data-failed]");
    failed.hidden = true;
    try {
      this.index = new Index(await this.fetch(""));
      this.loadedAt = Date.now();
    } catch {
      failed.hidden = Boolean(this.index);
      return;
    }
    this.index.entries.push(...this.themes());
    this.ask();
  }

  async fetch(asked, signal) {
    const response = await fetch(`${this.dialog.dataset.url}${asked ? `?q=${encodeURIComponent(asked)}` : ""}`, { headers: { Accept: "application/json" }, signal });
    if (!response.ok || !response.headers.get("Content-Type").startsWith("application/json")) throw new Error(String(response.status));
    return response.json();
  }

  // The buttons of the account menu, a few letters away.
  themes() {
    return [...document.querySelectorAll("form[data-theme-form] button[name=theme]")].map((button) => ({
      kind: "action", label: `${this.words.theme}: ${button.textContent.trim()}`, icon: "eye", url: `#theme-${button.value}`, press: button, isLate: true,
    }));
  }

  // Asking ------------------------------------------------------------------------------------------------------
  ask() {
    if (!this.index) return;
    const asked = this.input.value.trim();
    this.asking?.abort();
    clearTimeout(this.timer);
    this.groups = asked ? this.index.find(asked, athleteOf(location.pathname)) : this.index.first(this.recent());
    this.draw();
    if (asked.length > 1) this.timer = setTimeout(() => this.search(asked), PAUSE_MS);
  }

  async search(asked) {
    this.asking = new AbortController();
    const found = await this.fetch(asked, this.asking.signal).then((told) => told.found, () => []);
    if (asked !== this.input.value.trim() || !found.length) return;
    const kinds = Object.groupBy ? Object.groupBy(found, (one) => one.kind) : grouped(found);
    this.groups = [...this.groups, ...Object.entries(kinds)];
    this.draw(this.options[this.at]?.dataset.key);
  }

  // Drawing -----------------------------------------------------------------------------------------------------
  draw(kept) {
    this.options = [];
    this.list.replaceChildren(...this.groups.map(([kind, rows], number) => this.group(kind, rows, number)));
    this.dialog.querySelector("[data-none]").hidden = this.options.length > 0;
    this.select(Math.max(this.options.findIndex((one) => one.dataset.key === kept), 0));
    clearTimeout(this.sayTimer);
    this.sayTimer = setTimeout(() => this.say(), SAY_MS);
  }

  group(kind, rows, number) {
    const head = node("p", { class: "palette-head", id: `palette-group-${number}`, role: "presentation" }, this.words[kind] ?? "");
    const box = node("div", { role: "group", "aria-labelledby": head.id }, head);
    for (const row of rows) box.append(this.option(row));
    return box;
  }

  option(row) {
    const number = this.options.length, icon = node("span", { class: "palette-icon", "aria-hidden": "true" });
    icon.innerHTML = row.icon.startsWith("<") ? row.icon : this.index.told.icons[row.icon] ?? "";
    const label = node("span", { class: "palette-label" }, ...marked(row.label, row.places));
    const option = node("a", { role: "option", id: `palette-option-${number}`, href: row.url, tabindex: "-1", "aria-selected": "false" }, icon, label);
    if (row.hint) option.append(node("small", { class: "muted" }, row.hint));
    option.dataset.key = `${row.url} ${row.label}`;
    option.row = row;
    this.options.push(option);
    return option;
  }

  select(number, isScrolled = true) {
    this.options[this.at]?.setAttribute("aria-selected", "false");
    this.at = number;
    const option = this.options[number];
    if (!option) return this.input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    this.input.setAttribute("aria-activedescendant", option.id);
    if (isScrolled) (number === 0 ? option.parentNode : option).scrollIntoView({ block: "nearest" });
  }

  say() {
    const many = this.options.length;
    this.said.textContent = !many ? this.dialog.querySelector("[data-none]").textContent : many === 1 ? this.said.dataset.one : this.said.dataset.many.replace("{n}", many);
  }

  // Choosing ----------------------------------------------------------------------------------------------------
  steer(event) {
    if (event.isComposing) return;
    const many = this.options.length, step = { ArrowDown: 1, ArrowUp: -1, PageDown: 6, PageUp: -6 }[event.key];
    if (step && many) {
      event.preventDefault();
      const next = this.at + step, isFar = Math.abs(step) > 1;
      this.select(isFar ? Math.min(Math.max(next, 0), many - 1) : (next + many) % many);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (this.options[this.at]) this.go(this.options[this.at], event.ctrlKey || event.metaKey);
    }
  }

  point(event) {
    const number = this.options.indexOf(event.target.closest("[role=option]"));
    if (number >= 0 && number !== this.at && (event.movementX || event.movementY)) this.select(number, false);
  }

  follow(event) {
    const option = event.target.closest("[role=option]");
    if (!option) return;
    this.remember(option.row);
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    this.go(option, false);
  }

  go(option, isNewTab) {
    const { row } = option;
    this.remember(row);
    this.dialog.close();
    if (row.press) row.press.click();
    else if (isNewTab) window.open(row.url, "_blank", "noopener");
    else location.assign(row.url);
  }

  // Addresses only; what they are called is known by whoever may still see them.
  get key() {
    return `palette-recent-${this.index.told.me}`;
  }

  recent() {
    try {
      return JSON.parse(localStorage.getItem(this.key) ?? "[]").slice(0, RECENT);
    } catch {
      return [];
    }
  }

  remember(row) {
    if (!["person", "page", "action"].includes(row.kind)) return;
    try {
      localStorage.setItem(this.key, JSON.stringify([row.url, ...this.recent().filter((url) => url !== row.url)].slice(0, RECENT)));
    } catch {
      // a browser that keeps nothing
    }
  }
}

const athleteOf = (path) => /^\/athletes\/([0-9a-f-]{36})(?:\/|$)/.exec(path)?.[1] ?? new URLSearchParams(location.search).get("athlete");

function grouped(found) {
  const kinds = {};
  for (const one of found) (kinds[one.kind] ??= []).push(one);
  return kinds;
}

function marked(label, places = []) {
  const letters = new Set(places), parts = [];
  [...label].forEach((sign, at) => {
    const last = parts.at(-1), isMarked = letters.has(at);
    if (last && last.isMarked === isMarked) last.text += sign;
    else parts.push({ isMarked, text: sign });
  });
  return parts.map(({ isMarked, text }) => (isMarked ? node("mark", {}, text) : text));
}

function node(name, attributes, ...content) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...content);
  return made;
}
