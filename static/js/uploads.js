// <upload-zone>: files and whole folders are dropped or chosen, sent in small lots, and each tells what became of it.
import { make } from "./charts/element.js";
import { filesOf } from "./dropped.js";
import { lotsOf } from "./lots.js";

const words = JSON.parse(document.getElementById("upload-words")?.textContent ?? "{}");
const say = (key, values = {}) => (words[key] ?? key).replace(/\{(\w+)\}/g, (_whole, name) => values[name] ?? "");
const LARGEST = 25 * 1024 * 1024, POLL_MS = 1500, MOST_SHOWN = 1000;
const KNOWN = /\.(fit|tcx|gpx)(\.gz)?$|\.zip$/i;

class UploadZone extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.input = this.form.querySelector("input[type=file]");
    this.drop = this.querySelector(".drop");
    this.rows = new Map();
    this.lots = [];
    this.counts = { done: 0, duplicate: 0, partial: 0, failed: 0 };
    this.form.querySelector("[type=submit]").hidden = true;
    this.offerFolder();
    this.buildProgress();
    this.listen();
  }

  offerFolder() {
    const folder = make("input", { type: "file", class: "visually-hidden", tabindex: "-1", "aria-hidden": "true", webkitdirectory: "", multiple: "" });
    const button = this.querySelector("[data-folder]");
    button.hidden = !("webkitdirectory" in folder);
    button.after(folder);
    button.addEventListener("click", () => folder.click());
    folder.addEventListener("change", () => this.take([...folder.files], folder));
  }

  buildProgress() {
    this.sum = make("p", { role: "status" });
    this.bar = make("progress", { max: "1", value: "0", "aria-label": this.dataset.progress });
    this.results = make("p", { class: "muted" });
    this.list = make("ul", { class: "files", tabindex: "0", "aria-label": this.dataset.files });
    this.panel = make("section", { class: "card upload-sum" }, this.sum, this.bar, this.results, this.list);
    this.panel.hidden = true;
    this.append(this.panel);
  }

  listen() {
    this.input.addEventListener("change", () => this.take([...this.input.files], this.input));
    this.form.addEventListener("submit", (event) => event.preventDefault());
    for (const kind of ["dragenter", "dragover"]) {
      this.drop.addEventListener(kind, (event) => {
        event.preventDefault();
        this.drop.classList.add("over");
      });
    }
    for (const kind of ["dragleave", "drop"]) this.drop.addEventListener(kind, () => this.drop.classList.remove("over"));
    this.drop.addEventListener("drop", async (event) => {
      event.preventDefault();
      this.take(await filesOf(event.dataTransfer));
    });
    window.addEventListener("beforeunload", (event) => {
      if (this.isSending) event.preventDefault();
    });
  }

  // Taking in ---------------------------------------------------------------------------------------------------
  take(files, input) {
    const chosen = files.filter((file) => !/^\.|\/\.|^__MACOSX|^Thumbs\.db$/.test(file.webkitRelativePath || file.name));
    if (!chosen.length) return;
    this.panel.hidden = false;
    const fit = chosen.filter((file) => this.admit(file));
    this.lots.push(...lotsOf(fit));
    this.tell();
    if (input) input.value = "";
    this.send();
  }

  admit(file) {
    const row = this.addRow(file);
    const fault = !KNOWN.test(file.name) ? "wrong_kind" : file.size > LARGEST ? "too_large" : null;
    if (fault) this.settle(row, "failed", say(fault));
    return !fault;
  }

  addRow(file, key = file) {
    const state = make("span", { class: "muted" }, say("waiting")), row = { state, node: make("li", { class: "file" }, make("span", { title: file.name }, file.name), state) };
    this.rows.set(key, row);
    if (this.list.childElementCount < MOST_SHOWN) this.list.append(row.node);
    return row;
  }

  // Sending -----------------------------------------------------------------------------------------------------
  async send() {
    if (this.isSending) return;
    this.isSending = true;
    for (let lot = this.nextLot("waiting"); lot; lot = this.nextLot("waiting")) await this.sendLot(lot);
    this.isSending = false;
    this.watch();
  }

  nextLot(state) {
    return this.lots.find((lot) => lot.state === state);
  }

  async sendLot(lot) {
    lot.state = "sending";
    const { status, body, retryAfter } = await lot.send(this.dataset.send, (share) => {
      for (const file of lot.files) this.mark(file, say("sending", { percent: Math.round(share * 100) }));
    });
    if (status === 202) return this.sent(lot, body);
    if (status === 429 || status === 503) return this.wait(lot, retryAfter || 30);
    lot.state = "over";
    const message = status === 401 || status === 403 ? say("signed_out") : body?.error?.message ?? say("not_sent");
    for (const file of lot.files) this.settle(this.rows.get(file), "failed", message);
    this.tell();
  }

  async wait(lot, seconds) {
    lot.state = "waiting";
    for (let left = seconds; left > 0; left--) {
      this.sum.textContent = say("slow_down", { n: left });
      await new Promise((done) => setTimeout(done, 1000));
    }
    this.tell();
  }

  sent(lot, body) {
    lot.state = "reading";
    lot.id = body.id;
    for (const file of lot.files) this.mark(file, say("reading"));
    this.watch();
  }

  // Following up ------------------------------------------------------------------------------------------------
  async watch() {
    if (this.isWatching) return;
    this.isWatching = true;
    for (let lot = this.nextLot("reading"); lot; lot = this.nextLot("reading")) {
      await new Promise((done) => setTimeout(done, POLL_MS));
      for (const one of this.lots.filter((each) => each.state === "reading")) await this.ask(one);
    }
    this.isWatching = false;
  }

  async ask(lot) {
    const response = await fetch(`${this.dataset.send}/${lot.id}`, { headers: { Accept: "application/json" } }).catch(() => null);
    if (!response?.ok) return;
    const told = await response.json(), isOver = !["queued", "processing"].includes(told.state);
    const { byFile, others } = assigned(lot.files, told.items);
    for (const file of lot.files) this.report(this.rows.get(file), byFile.get(file) ?? []);
    for (const [name, items] of others) this.report(this.rowInside(lot, name), items);
    if (isOver) this.close(lot, byFile);
    this.tell();
  }

  // What lay in a zip has rows of its own.
  rowInside(lot, name) {
    const key = `${lot.id}/${name}`;
    return this.rows.get(key) ?? this.addRow({ name }, key);
  }

  close(lot, byFile) {
    lot.state = "over";
    for (const file of lot.files) {
      const row = this.rows.get(file);
      if (row.isSettled || byFile.get(file)?.length) continue;
      row.node.remove();
      this.rows.delete(file);
    }
  }

  // One file may hold several sessions.
  report(row, items) {
    if (row.isSettled || !items.length || items.some((item) => ["queued", "processing"].includes(item.state))) return;
    const states = items.map((item) => (item.state === "failed" ? "failed" : item.duplicate_of ? "duplicate" : item.state));
    const worst = ["failed", "partial", "duplicate", "done"].find((state) => states.includes(state));
    const best = states.every((state) => state === "failed") ? "failed" : worst === "failed" ? "partial" : worst;
    const faults = [...new Set(items.map((item) => item.error).filter(Boolean))];
    this.settle(row, best, faults.join(" "), items.find((item) => item.activity_id)?.activity_id);
  }

  settle(row, state, message, activity) {
    row.isSettled = true;
    this.counts[state]++;
    row.state.textContent = say(state);
    row.state.className = `badge ${{ done: "success", partial: "warning", failed: "danger" }[state] ?? ""}`;
    if (activity) row.state.replaceWith(make("span", {}, row.state.cloneNode(true), " ", make("a", { href: this.dataset.activity.replace("00000000-0000-0000-0000-000000000000", activity) }, say("open"))));
    if (message) row.node.append(make("small", { class: state === "failed" ? "fault" : "muted" }, message));
    if (state === "failed") this.list.prepend(row.node);
  }

  mark(file, text) {
    const row = this.rows.get(file);
    if (!row.isSettled) row.state.textContent = text;
  }

  tell() {
    const total = this.rows.size, settled = [...this.rows.values()].filter((row) => row.isSettled).length;
    this.bar.max = total;
    this.bar.value = settled;
    this.sum.textContent = settled === total ? say("all_read") : say("summary", { settled, total });
    this.results.textContent = say("results", this.counts);
    const next = this.querySelector(".what-next");
    if (next) next.hidden = !(this.counts.done + this.counts.duplicate + this.counts.partial);
  }
}

// Items come in the order of the files and carry their names; files of one name take theirs in turn.
function assigned(files, items) {
  const byName = new Map();
  for (const item of items) byName.set(item.filename, [...(byName.get(item.filename) ?? []), item]);
  const byFile = new Map();
  for (const file of files) {
    const found = byName.get(file.name);
    if (!found) continue;
    const namesakes = files.filter((other) => other.name === file.name);
    byFile.set(file, namesakes.length === 1 ? found : found.filter((_item, i) => i % namesakes.length === namesakes.indexOf(file)));
  }
  const sent = new Set(files.map((file) => file.name));
  return { byFile, others: [...byName].filter(([name]) => !sent.has(name)) };
}

customElements.define("upload-zone", UploadZone);
