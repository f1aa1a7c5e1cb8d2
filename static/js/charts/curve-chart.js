// <curve-chart>: the best mean over every duration, several curves over one another.
import { isPaced, pace, paceLength } from "./channels.js";
import { ChartElement, fetchJson, make, writeTable } from "./element.js";
import { number, span } from "./format.js";
import { axisStyle, followFingers, fontOf, paceSplits, valueAxis } from "./panels.js";
import { palette } from "./palette.js";
import { nearest } from "./selection.js";
import { say } from "./words.js";

const MARKS_S = [1, 5, 15, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 10800, 18000, 36000];
const COLOURS = ["chart-power", "chart-cadence", "chart-temperature", "chart-heart"];
const HEIGHT_PX = { narrow: 240, wide: 300 };

class CurveChart extends ChartElement {
  async load() {
    this.metric = this.dataset.metric;
    const sources = JSON.parse(this.dataset.sources);
    const answers = await Promise.all(sources.map((source) => (source.data ? { data: source.data } : fetchJson(source.src))));
    this.curves = sources.map((source, i) => ({ label: source.label, points: this.pointsOf(answers[i].data) })).filter((curve) => curve.points.size);
    if (!this.curves.length) throw new Error("empty");
    this.xs = [...new Set(this.curves.flatMap((curve) => [...curve.points.keys()]))].sort((a, b) => a - b);
  }

  pointsOf(data) {
    const key = { power: "power_w", heart_rate: "hr_bpm", speed: "speed_mps" }[this.metric];
    return new Map(data.map((point) => [point.duration_s, { ...point, value: point.value ?? point[key] }]).filter(([, point]) => point.value != null));
  }

  write(value) {
    const { sport, units } = this.dataset;
    if (this.metric !== "speed") return number(value);
    return isPaced(sport) ? pace(value, sport, units) : number(value * (units === "imperial" ? 3600 / 1609.344 : 3.6), 1);
  }

  build() {
    this.plots = make("div", { class: "plots", dir: "ltr" });
    this.place = make("div", { class: "plot-place plots-canvas", role: "img", "aria-label": this.dataset.label, "aria-describedby": this.dataset.describedby });
    this.handle = make("div", { class: "plots-handle", role: "slider", tabindex: "0", "aria-label": say("duration"), "aria-valuemin": "0", "aria-valuenow": "0" });
    this.plots.append(this.place, this.handle);
    this.readout = make("dl", { class: "readout" });
    this.prepend(make("div", { class: "chart-bar" }, this.readout, make("span", { class: "spring" }), this.offerTable(this.plots, () => this.table())));
    this.append(this.plots);
    this.handle.addEventListener("keydown", (event) => this.press(event));
    followFingers(this.place, { move: (x) => this.point(nearest(this.xs, this.plot.posToVal(x - this.plot.over.getBoundingClientRect().left, "x"))), zoom: () => {} });
    this.tell(nearest(this.xs, 1200));
  }

  draw() {
    if (!this.width || this.plots.hidden) return;
    this.plot?.destroy();
    const colours = palette(this), style = axisStyle(colours, fontOf(this));
    const values = this.curves.map((curve) => this.xs.map((seconds) => curve.points.get(seconds)?.value ?? null));
    const all = values.flat().filter((value) => value != null), [low, high] = [Math.min(...all), Math.max(...all)];
    const { sport, units } = this.dataset;
    this.place.replaceChildren();
    this.plot = new uPlot({
      width: this.width,
      height: HEIGHT_PX[this.width < 600 ? "narrow" : "wide"],
      padding: [8, 12, 0, 0],
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false }, points: { size: 8 } },
      scales: { x: { time: false, distr: 3, range: () => [this.xs[0], this.xs.at(-1)] }, y: { range: () => (this.metric === "power" ? [0, high * 1.05] : [low * 0.94, high * 1.04]) } },
      series: [{}, ...this.curves.map((_curve, i) => ({ stroke: colours.colour(COLOURS[i]), width: i ? 1.5 : 2, dash: i ? [6, 3] : undefined, spanGaps: true, points: { show: false }, fill: i ? undefined : colours.faded(COLOURS[0], 0.1) }))],
      axes: [
        { ...style, size: 28, splits: (plot) => this.marks(plot), filter: (_plot, splits) => splits, values: (_plot, splits) => splits.map(span) },
        valueAxis(style, (value) => this.write(value), this.metric === "speed" && isPaced(sport) ? { splits: paceSplits(paceLength(sport, units)) } : {}),
      ],
      hooks: { setCursor: [(plot) => plot.cursor.idx != null && this.tell(plot.cursor.idx)] },
    }, [this.xs, ...values], this.place);
  }

  marks(plot) {
    const { min, max } = plot.scales.x;
    let before = -Infinity;
    return MARKS_S.filter((seconds) => {
      if (seconds < min || seconds > max) return false;
      const x = plot.valToPos(seconds, "x");
      if (x - before < 48) return false;
      before = x;
      return true;
    });
  }

  tell(index) {
    this.index = index;
    const seconds = this.xs[index];
    this.readout.replaceChildren(
      make("div", { class: "readout-day" }, make("dt", { class: "visually-hidden" }, say("duration")), make("dd", {}, span(seconds))),
      ...this.curves.map((curve, i) => make("div", {}, make("dt", {}, make("span", { class: `plot-key ${COLOURS[i]}` }), curve.label), this.value(curve.points.get(seconds)))),
    );
  }

  value(point) {
    if (!point) return make("dd", {}, "–");
    const text = `${this.write(point.value)} ${this.dataset.unit}`;
    return make("dd", {}, point.activity_id ? make("a", { href: this.dataset.activity.replace("00000000-0000-0000-0000-000000000000", point.activity_id) }, text) : text);
  }

  point(index) {
    this.plot.setCursor({ left: this.plot.valToPos(this.xs[index], "x"), top: 4 });
    this.tell(index);
    this.handle.setAttribute("aria-valuemax", this.xs.length - 1);
    this.handle.setAttribute("aria-valuenow", index);
    this.handle.setAttribute("aria-valuetext", [...this.readout.children].map((part) => part.textContent.trim()).join(", "));
  }

  press(event) {
    const here = this.index ?? 0, last = this.xs.length - 1;
    const goes = { ArrowRight: here + 1, ArrowLeft: here - 1, Home: 0, End: last }[event.key];
    if (goes == null || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.point(Math.min(Math.max(goes, 0), last));
  }

  table() {
    return writeTable(this.dataset.label, [say("duration"), ...this.curves.map((curve) => `${curve.label} (${this.dataset.unit})`)], this.xs.map((seconds) => [
      span(seconds), ...this.curves.map((curve) => this.value(curve.points.get(seconds)).firstChild.cloneNode(true)),
    ]));
  }
}

customElements.define("curve-chart", CurveChart);
