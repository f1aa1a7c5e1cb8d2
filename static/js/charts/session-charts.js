// <session-charts>: every channel of a session under one another, with one cursor, one zoom and one table.
import { channelsOf, isPaced, paceLength } from "./channels.js";
import { ChartElement, fetchJson, make, segments, writeTable } from "./element.js";
import { clock, number } from "./format.js";
import { drawLaps } from "./laps.js";
import { axisStyle, followFingers, fontOf, lengthAxis, paceSplits, timeAxis, valueAxis } from "./panels.js";
import { palette } from "./palette.js";
import { bounds, nearest } from "./selection.js";
import { describe, tableRows } from "./stretch.js";
import { along, has, prepare, smoothed } from "./streams.js";
import { say } from "./words.js";

const PANEL_PX = 108, AXIS_PX = 28;
const SMOOTHINGS = [0, 5, 15, 30, 60];

class SessionCharts extends ChartElement {
  async load() {
    this.streams = prepare(await fetchJson(this.dataset.streams));
    if (!this.streams.channels.time_s?.length) throw new Error("empty");
    this.laps = JSON.parse(this.dataset.laps || "[]");
    const { sport, units } = this.dataset;
    this.channels = channelsOf(sport, units).filter((channel) => has(this.streams, channel.key));
    this.length = units === "imperial" ? 1609.344 : 1000;
    this.isAlong = !this.streams.hasTime;
    this.smoothing = isPaced(sport) ? 15 : 5;
    this.plotted = [];
  }

  build() {
    this.plots = make("div", { class: "plots", dir: "ltr" });
    this.panels = this.channels.map((channel) => this.panel(channel));
    this.drawing = make("div", { class: "plots-canvas", role: "img", "aria-label": this.dataset.label, "aria-describedby": this.dataset.describedby });
    this.drawing.append(...this.panels.map((panel) => panel.box));
    this.handle = make("div", {
      class: "plots-handle", role: "slider", tabindex: "0", "aria-label": say("cursor"), "aria-valuemin": "0", "aria-valuenow": "0",
    });
    this.plots.append(this.drawing, this.handle);
    this.selection = make("div", { class: "selection", role: "status" });
    this.selection.hidden = true;
    this.hint = make("p", { class: "muted chart-hint" }, say("session_keys"));
    this.append(this.selection, this.plots, this.hint);
    this.prepend(this.bar());
    this.handle.addEventListener("keydown", (event) => this.press(event));
    followFingers(this.drawing, {
      move: (x) => this.pointAt(x),
      zoom: (factor, x) => this.scale(factor, this.valueAt(x)),
    });
    document.addEventListener("lap-chosen", (event) => this.zoomTo(...event.detail));
  }

  bar() {
    const bar = make("div", { class: "chart-bar" });
    if (has(this.streams, "distance_m") && this.streams.hasTime) {
      bar.append(segments(say("along"), [[false, say("time")], [true, say("distance")]], this.isAlong, (value) => this.turn(value)));
    }
    bar.append(this.smoothingChoice(), make("span", { class: "spring" }));
    const zoom = make("span", { class: "chart-zoom" });
    for (const [word, sign, act] of [["zoom_in", "+", () => this.scale(0.5)], ["zoom_out", "−", () => this.scale(2)]]) {
      const button = make("button", { type: "button", class: "button quiet icon-button", "aria-label": say(word) }, sign);
      button.addEventListener("click", act);
      zoom.append(button);
    }
    this.whole = make("button", { type: "button", class: "button quiet", disabled: "" }, say("whole"));
    this.whole.addEventListener("click", () => this.reset());
    zoom.append(this.whole);
    bar.append(zoom, this.offerTable(this.plots, () => this.table()));
    return bar;
  }

  smoothingChoice() {
    const options = SMOOTHINGS.map((seconds) => make("option", { value: seconds, selected: seconds === this.smoothing ? "" : null },
      seconds ? say("smoothed", { n: number(seconds) }) : say("unsmoothed")));
    const select = make("select", { "aria-label": say("smoothing") }, ...options);
    select.addEventListener("change", () => {
      this.smoothing = Number(select.value);
      this.refill();
    });
    return select;
  }

  panel(channel) {
    const value = make("b", {}, "");
    const head = make("div", { class: "plot-head" }, make("span", { class: `plot-key ${channel.colour}` }), make("span", {}, channel.name), make("span", { class: "muted" }, channel.unit), value);
    const place = make("div", { class: "plot-place" });
    return { channel, value, place, box: make("div", { class: "plot" }, head, place) };
  }

  draw() {
    if (!this.width || this.plots.hidden) return;
    const range = this.range, colours = palette(this), font = fontOf(this);
    for (const plot of this.plotted) plot.destroy();
    this.xs = along(this.streams, this.isAlong ? this.length : 0);
    this.plotted = this.panels.map((panel, index) => this.plot(panel, colours, font, index));
    if (range) this.show(range);
  }

  plot({ channel, place }, colours, font, index) {
    const isLast = index === this.panels.length - 1, style = axisStyle(colours, font);
    const bottom = this.isAlong ? lengthAxis(style, isLast, (value) => number(value, this.digits())) : timeAxis(style, isLast);
    const stroke = colours.colour(channel.colour);
    const options = {
      width: this.width,
      height: PANEL_PX + (isLast ? AXIS_PX : 0),
      padding: [6, 18, isLast ? 0 : 4, 0],
      legend: { show: false },
      cursor: {
        y: false,
        sync: { key: `session-${this.number}`, setSeries: false },
        drag: { x: true, y: false, setScale: true, dist: 5 },
        points: { size: 8, width: 2, stroke, fill: colours.colour("surface") },
        bind: { dblclick: () => () => { this.reset(); return null; } },
      },
      scales: { x: { time: false }, y: { range: (_plot, low, high) => this.rangeOf(channel, low, high) } },
      series: [{}, { stroke, width: channel.isFilled ? 1 : 1.5, fill: channel.isFilled ? colours.faded(channel.colour, 0.22) : undefined, points: { show: false } }],
      axes: [bottom, this.sideAxis(channel, style)],
      hooks: { drawClear: [(plot) => drawLaps(plot, this.lapsAlong(), colours)] },
    };
    if (index === 0) Object.assign(options.hooks, { setCursor: [(plot) => this.moved(plot.cursor.idx)], setScale: [(plot, key) => key === "x" && this.scaled(plot)] });
    place.replaceChildren();
    return new uPlot(options, [this.xs, smoothed(this.streams, channel.key, this.smoothing)], place);
  }

  sideAxis(channel, style) {
    const { sport, units } = this.dataset;
    if (channel.isPace) return valueAxis(style, channel.show, { splits: paceSplits(paceLength(sport, units)) });
    const factor = channel.factor ?? 1;
    const splits = factor === 1 ? {} : { incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000].map((step) => step / factor) };
    return valueAxis(style, (value) => number(value * factor), splits);
  }

  rangeOf(channel, low, high) {
    if (low == null) return [0, 1];
    if (channel.fromZero) return [0, high * 1.06 || 1];
    if (channel.isPace) return [Math.max(0.2, this.slowest(channel) * 0.85), high * 1.04];
    const least = channel.isFilled ? 30 : channel.isCalm ? 8 : 10, rest = Math.max(least - (high - low), (high - low) * 0.16);
    return [low - rest / 2, high + rest / 2];
  }

  // Standing still would press everything else flat: paces are shown from the slowest twentieth up.
  slowest(channel) {
    this.slow ??= (() => {
      const speeds = this.streams.channels[channel.key].filter((value) => value > 0.3).sort((a, b) => a - b);
      return speeds[Math.floor(speeds.length * 0.05)] ?? 0.5;
    })();
    return this.slow;
  }

  refill() {
    this.xs = along(this.streams, this.isAlong ? this.length : 0);
    this.plotted.forEach((plot, index) => {
      plot.setData([this.xs, smoothed(this.streams, this.panels[index].channel.key, this.smoothing)], !this.range);
      if (this.range) plot.setScale("x", { min: this.range[0], max: this.range[1] });
    });
    this.refreshTable();
  }

  turn(isAlong) {
    const times = this.range && this.stretch().map((index) => this.streams.channels.time_s[index]);
    this.isAlong = isAlong;
    this.range = null;
    this.draw();
    if (times) this.zoomTo(...times);
  }

  // Zooming -----------------------------------------------------------------------------------------------------
  scaled(plot) {
    const { min, max } = plot.scales.x, [first, last] = [this.xs[0], this.xs[this.xs.length - 1]];
    const isWhole = min == null || (min <= first && max >= last);
    this.range = isWhole ? null : [min, max];
    this.whole.disabled = isWhole;
    clearTimeout(this.telling);
    this.telling = setTimeout(() => this.tell(), 60);
  }

  show([min, max]) {
    for (const plot of this.plotted) plot.setScale("x", { min, max });
  }

  reset() {
    this.show([this.xs[0], this.xs[this.xs.length - 1]]);
  }

  zoomTo(fromSeconds, toSeconds) {
    const times = this.streams.channels.time_s;
    this.show([fromSeconds, toSeconds].map((seconds) => (this.isAlong ? this.xs[nearest(times, seconds)] : seconds)));
  }

  scale(factor, centre) {
    const [first, last] = [this.xs[0], this.xs[this.xs.length - 1]], [min, max] = this.range ?? [first, last];
    const middle = centre ?? (this.index == null ? (min + max) / 2 : this.xs[this.index]);
    const half = ((max - min) * factor) / 2;
    if (half * 2 >= last - first) return this.reset();
    const start = Math.min(Math.max(middle - half, first), last - 2 * half);
    this.show([start, start + 2 * half]);
  }

  stretch() {
    return bounds(this.xs, ...(this.range ?? [this.xs[0], this.xs[this.xs.length - 1]]));
  }

  async tell() {
    this.selection.hidden = !this.range;
    this.hint.hidden = Boolean(this.range);
    this.refreshTable();
    if (!this.range) return;
    if (!this.streams.isWhole) await this.sharpen();
    if (!this.range) return;
    const [first, last] = this.stretch();
    const told = describe(this.streams, this.channels, first, last, this.dataset);
    const figures = told.map(([term, value]) => make("div", {}, make("dt", {}, term), make("dd", {}, value)));
    this.selection.replaceChildren(make("dl", {}, ...figures), ...this.cropLink(first, last));
  }

  // Whoever may change the session can keep only what is shown.
  cropLink(first, last) {
    const { time_s: times } = this.streams.channels;
    if (!this.dataset.crop || !this.streams.hasTime) return [];
    const address = `${this.dataset.crop}?from_s=${Math.round(times[first])}&to_s=${Math.round(times[last]) + 1}`;
    return [make("a", { class: "button quiet", href: address }, say("keep_only"))];
  }

  // Thinned-out samples will do for the whole; a stretch is counted and drawn from all of them.
  async sharpen() {
    this.sharpening ??= fetchJson(this.dataset.streams.replace(/points=\d+/, "points=all"));
    this.streams = { ...prepare(await this.sharpening), isWhole: true };
    this.index = null;
    this.refill();
  }

  // The cursor --------------------------------------------------------------------------------------------------
  moved(index) {
    this.index = index;
    const { channels } = this.streams;
    for (const { channel, value } of this.panels) value.textContent = index == null ? "" : channel.show(channels[channel.key][index] ?? NaN);
    const detail = index == null ? null : { lat: channels.lat?.[index], lng: channels.lng?.[index] };
    document.dispatchEvent(new CustomEvent("session-cursor", { detail }));
  }

  valueAt(clientX) {
    const plot = this.plotted[0], box = plot.over.getBoundingClientRect();
    return plot.posToVal(Math.min(Math.max(clientX - box.left, 0), box.width), "x");
  }

  pointAt(clientX) {
    this.point(nearest(this.xs, this.valueAt(clientX)));
  }

  point(index) {
    for (const plot of this.plotted) plot.setCursor({ left: plot.valToPos(this.xs[index], "x"), top: 4 });
    this.moved(index);
    this.speak(index);
  }

  speak(index) {
    const { channels } = this.streams;
    const values = this.channels.map((one) => `${one.name} ${one.show(channels[one.key][index] ?? NaN)} ${one.unit}`);
    this.handle.setAttribute("aria-valuemax", Math.round(channels.time_s.at(-1)));
    this.handle.setAttribute("aria-valuenow", Math.round(channels.time_s[index]));
    this.handle.setAttribute("aria-valuetext", [clock(channels.time_s[index]), ...values].join(", "));
  }

  press(event) {
    const [first, last] = this.stretch(), step = Math.max(1, Math.round((last - first) / (event.shiftKey ? 10 : 100)));
    const here = Math.min(Math.max(this.index ?? first, first), last);
    const acts = {
      ArrowRight: () => this.point(Math.min(here + step, last)),
      ArrowLeft: () => this.point(Math.max(here - step, first)),
      Home: () => this.point(first),
      End: () => this.point(last),
      "+": () => this.scale(0.5),
      "=": () => this.scale(0.5),
      "-": () => this.scale(2),
      Escape: () => this.reset(),
    };
    if (!acts[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    acts[event.key]();
  }

  // Words and figures -------------------------------------------------------------------------------------------
  table() {
    const [first, last] = this.stretch();
    const heads = [say("time"), ...(has(this.streams, "distance_m") ? [say("distance")] : []), ...this.channels.map((one) => `${one.name} (${one.unit})`)];
    return writeTable(this.dataset.label, heads, tableRows(this.streams, this.channels, first, last, this.dataset.units));
  }

  digits() {
    return (this.range ? this.range[1] - this.range[0] : this.xs.at(-1)) < 5 ? 1 : 0;
  }

  lapsAlong() {
    if (!this.isAlong) return this.laps;
    const times = this.streams.channels.time_s;
    return this.laps.map((lap) => lap.map((seconds) => this.xs[nearest(times, seconds)]));
  }
}

customElements.define("session-charts", SessionCharts);
