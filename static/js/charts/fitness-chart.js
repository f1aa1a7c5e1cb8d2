// <fitness-chart>: fitness, fatigue and form day by day, what was planned ahead, and the way to ask why.
import { ChartElement, fetchJson, make, segments, writeTable } from "./element.js";
import { day, daySeconds, dayText, isRightToLeft, number, signed } from "./format.js";
import { dayAxis, drawBars, drawBuilding, drawFormZones, drawToday } from "./fitness-parts.js";
import { axisStyle, followFingers, fontOf, valueAxis } from "./panels.js";
import { palette } from "./palette.js";
import { nearest } from "./selection.js";
import { say } from "./words.js";

const DAY_S = 86400, AHEAD_DAYS = 14;
const RANGES = [[42, "six_weeks"], [91, "three_months"], [365, "one_year"], [0, "all"]];
const UPPER_PX = { narrow: 230, wide: 320 }, LOWER_PX = { narrow: 120, wide: 150 };

class FitnessChart extends ChartElement {
  async load() {
    this.take(await fetchJson(this.dataset.src));
    this.days = Number(this.dataset.days || 91);
  }

  take({ data }) {
    this.rows = data;
    const list = (key) => data.map((row) => row[key] ?? null);
    this.xs = data.map((row) => daySeconds(row.on));
    this.today = daySeconds(this.dataset.today);
    const past = (values) => values.map((value, i) => (this.xs[i] <= this.today ? value : null));
    const ahead = (values) => values.map((value, i) => (this.xs[i] >= this.today ? value : null));
    this.series = {
      load: past(list("load")), planned: list("planned_load"),
      fitness: past(list("fitness")), fatigue: past(list("fatigue")), form: past(list("form")),
      expected: ahead(data.map((row) => (daySeconds(row.on) === this.today ? row.fitness : row.expected_fitness) ?? null)),
      expectedForm: ahead(data.map((row) => (daySeconds(row.on) === this.today ? row.form : row.expected_form) ?? null)),
    };
    this.hasExpected = data.some((row) => row.expected_fitness != null && daySeconds(row.on) > this.today);
  }

  build() {
    this.plots = make("div", { class: "plots", dir: "ltr" });
    this.upper = make("div", { class: "plot-place" });
    this.lower = make("div", { class: "plot-place" });
    const drawing = make("div", { class: "plots-canvas", role: "img", "aria-label": this.dataset.label, "aria-describedby": this.dataset.describedby }, this.upper, make("p", { class: "plot-head", dir: isRightToLeft ? "rtl" : "ltr" }, make("span", { class: "plot-key chart-form" }), say("form")), this.lower);
    this.handle = make("div", { class: "plots-handle", role: "slider", tabindex: "0", "aria-label": say("day"), "aria-valuemin": "0", "aria-valuenow": "0" });
    this.plots.append(drawing, this.handle);
    this.readout = make("dl", { class: "readout" });
    const ranges = segments(say("range"), RANGES.map(([days, word]) => [days, say(word)]), this.days, (days) => this.choose(days));
    const bar = make("div", { class: "chart-bar" }, ranges, make("span", { class: "spring" }), this.offerTable(this.plots, () => this.table()));
    this.prepend(bar, this.readout);
    this.append(this.plots, make("p", { class: "muted chart-hint" }, say("fitness_keys")));
    this.handle.addEventListener("keydown", (event) => this.press(event));
    this.listen(drawing);
    followFingers(drawing, { move: (x) => this.point(this.at(x)), zoom: () => {} });
    this.tell(this.todayIndex());
  }

  todayIndex() {
    return nearest(this.xs, this.today);
  }

  async choose(days) {
    this.days = days;
    if (this.dataset.all && !this.isAll && (days === 0 || days > this.xs.length)) {
      this.isAll = true;
      this.take(await fetchJson(this.dataset.all));
    }
    this.draw();
    this.refreshTable();
  }

  span() {
    const first = this.days ? this.today - this.days * DAY_S : this.xs[0];
    const ahead = this.hasExpected ? Math.max(AHEAD_DAYS, Math.round(this.days / 8)) : 1;
    return [Math.max(first, this.xs[0]), Math.min(this.today + ahead * DAY_S, this.xs.at(-1))];
  }

  draw() {
    if (!this.width || this.plots.hidden) return;
    this.upperPlot?.destroy();
    this.lowerPlot?.destroy();
    const colours = palette(this), kind = this.width < 600 ? "narrow" : "wide";
    this.upperPlot = this.plot(this.upper, colours, UPPER_PX[kind], this.above(colours));
    this.lowerPlot = this.plot(this.lower, colours, LOWER_PX[kind], this.below(colours));
  }

  plot(place, colours, height, { data, series, scales, hooks, axis, isLast }) {
    const [min, max] = this.span(), style = axisStyle(colours, fontOf(this));
    place.replaceChildren();
    return new uPlot({
      width: this.width,
      height,
      padding: [8, 18, isLast ? 0 : 8, 0],
      legend: { show: false },
      cursor: { y: false, sync: { key: `fitness-${this.number}`, setSeries: false }, drag: { x: true, y: false, setScale: false, dist: 6 }, points: { size: 8 } },
      scales: { x: { time: false, range: () => [min, max] }, ...scales },
      series: [{}, ...series],
      axes: [dayAxis(style, isLast), valueAxis(style, (value) => number(value), axis)],
      hooks,
    }, [this.xs, ...data], place);
  }

  above(colours) {
    const { fitness, fatigue, expected, load, planned } = this.series;
    const line = (name, more) => ({ stroke: colours.colour(name), width: 2, points: { show: false }, ...more });
    const visible = this.highest([fitness, fatigue, expected]);
    return {
      data: [fitness, fatigue, expected, load],
      series: [
        line("chart-fitness", { fill: colours.faded("chart-fitness", 0.14) }),
        line("chart-fatigue", { width: 1.5 }),
        line("chart-fitness", { dash: [5, 4] }),
        { scale: "load", paths: () => null, points: { show: false } },
      ],
      scales: { y: { range: () => [0, visible * 1.12 || 10] }, load: { range: () => [0, this.highest([load, planned]) * 4.2 || 100] } },
      hooks: {
        drawClear: [(plot) => drawBuilding(plot, this.rows, this.xs, colours), (plot) => drawBars(plot, this.xs, load, planned, colours, this.today)],
        draw: [(plot) => drawToday(plot, this.today, colours)],
        setCursor: [(plot) => plot.cursor.idx != null && this.tell(plot.cursor.idx)],
      },
      isLast: false,
    };
  }

  below(colours) {
    const { form, expectedForm } = this.series, [low, high] = this.reach([form, expectedForm]);
    return {
      data: [form, expectedForm],
      series: [
        { stroke: colours.colour("chart-form"), width: 2, points: { show: false } },
        { stroke: colours.colour("chart-form"), width: 2, dash: [5, 4], points: { show: false } },
      ],
      scales: { y: { range: () => [Math.min(low * 1.1, -35), Math.max(high * 1.1, 15)] } },
      hooks: { drawClear: [(plot) => drawFormZones(plot, colours)], draw: [(plot) => drawToday(plot, this.today, colours)] },
      axis: { splits: () => [-30, -10, 5], filter: (_plot, splits) => splits },
      isLast: true,
    };
  }

  visible(lists) {
    const [min, max] = this.span();
    return lists.flatMap((list) => list.filter((value, i) => value != null && this.xs[i] >= min && this.xs[i] <= max));
  }

  highest(lists) {
    return Math.max(0, ...this.visible(lists));
  }

  reach(lists) {
    const values = this.visible(lists);
    return [Math.min(0, ...values), Math.max(0, ...values)];
  }

  // The day under the cursor ------------------------------------------------------------------------------------
  tell(index) {
    this.index = index;
    const row = this.rows[index];
    if (!row) return;
    const isAhead = this.xs[index] > this.today;
    const told = isAhead
      ? [["planned_load", row.planned_load, "chart-load"], ["expected_fitness", row.expected_fitness, "chart-fitness"]]
      : [["fitness", row.fitness, "chart-fitness"], ["fatigue", row.fatigue, "chart-fatigue"], ["form", row.form, "chart-form"], ["load", row.load, "chart-load"], ["ramp", row.ramp, null]];
    this.readout.replaceChildren(make("div", { class: "readout-day" }, make("dt", { class: "visually-hidden" }, say("day")), make("dd", {}, day(this.xs[index]))),
      ...told.map(([word, value, key]) => make("div", {}, make("dt", {}, ...(key ? [make("span", { class: `plot-key ${key}` })] : []), say(word)), make("dd", {}, this.write(word, value)))),
      ...(row.state === "building" && !isAhead ? [make("div", {}, make("dt", { class: "visually-hidden" }, say("state")), make("dd", { class: "badge warning" }, say("building")))] : []));
  }

  write(word, value) {
    return word === "form" || word === "ramp" ? signed(value, 1) : number(value, word === "load" || word === "planned_load" ? 0 : 1);
  }

  at(clientX) {
    const over = this.upperPlot.over.getBoundingClientRect();
    return nearest(this.xs, this.upperPlot.posToVal(clientX - over.left, "x"));
  }

  point(index) {
    for (const plot of [this.upperPlot, this.lowerPlot]) plot.setCursor({ left: plot.valToPos(this.xs[index], "x"), top: 4 });
    this.tell(index);
    const values = [...this.readout.querySelectorAll("div")].map((part) => part.textContent.trim());
    this.handle.setAttribute("aria-valuemax", this.xs.length - 1);
    this.handle.setAttribute("aria-valuenow", index);
    this.handle.setAttribute("aria-valuetext", values.join(", "));
  }

  press(event) {
    const step = event.shiftKey ? 7 : 1, here = this.index ?? this.todayIndex(), last = this.xs.length - 1;
    const [from, to] = this.span().map((seconds) => nearest(this.xs, seconds));
    const goes = { ArrowRight: here + step, ArrowLeft: here - step, PageUp: here - 30, PageDown: here + 30, Home: from, End: to }[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (goes != null) {
      event.preventDefault();
      this.point(Math.min(Math.max(goes, from), to, last));
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      this.explain(here - 1, here);
    }
  }

  // Asking why --------------------------------------------------------------------------------------------------
  listen(drawing) {
    let from = null;
    drawing.addEventListener("pointerdown", (event) => { from = event.button === 0 ? event.clientX : null; });
    drawing.addEventListener("pointerup", (event) => {
      if (from == null) return;
      const [first, last] = [this.at(Math.min(from, event.clientX)), this.at(Math.max(from, event.clientX))];
      this.explain(Math.abs(event.clientX - from) > 8 ? first : last - 1, last);
      from = null;
    });
  }

  explain(first, last) {
    const [from, to] = [this.xs[Math.max(first, 0)], Math.min(this.xs[last], this.today)];
    if (!this.dataset.explain || to <= from) return;
    const address = new URL(this.dataset.explain, location.href);
    address.searchParams.set("from_on", dayText(from));
    address.searchParams.set("to_on", dayText(to));
    window.htmx.ajax("GET", address.pathname + address.search, { target: this.dataset.target, swap: "innerHTML" });
  }

  table() {
    const [min, max] = this.span(), heads = ["day", "load", "fitness", "fatigue", "form", "ramp", "planned_load", "expected_fitness"];
    const rows = this.rows.filter((_row, i) => this.xs[i] >= min && this.xs[i] <= max).reverse().map((row) => [
      day(daySeconds(row.on)), number(row.load), number(row.fitness, 1), number(row.fatigue, 1), signed(row.form, 1), signed(row.ramp, 1),
      number(row.planned_load), number(row.expected_fitness, 1),
    ]);
    return writeTable(this.dataset.label, heads.map((word) => say(word)), rows);
  }
}

customElements.define("fitness-chart", FitnessChart);
