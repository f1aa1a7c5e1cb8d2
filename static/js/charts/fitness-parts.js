// What lies behind and on the lines of the fitness chart.
import { day } from "./format.js";
import { say } from "./words.js";

const DAY_S = 86400;
const DAY_STEPS = [1, 2, 7, 14].map((days) => days * DAY_S);

// Days while there is room for them, then the first days of months, then of quarters and years.
export function dayAxis(style, isShown) {
  return {
    ...style,
    show: isShown,
    size: 28,
    splits: (plot, _axis, min, max) => splitsOf(min, max, plot.bbox.width / devicePixelRatio),
    values: (_plot, splits) => splits.map((seconds, i) => label(seconds, splits[i + 1] - seconds || seconds - splits[i - 1])),
  };
}

function splitsOf(min, max, width) {
  const most = Math.max(2, Math.floor(width / 72)), step = DAY_STEPS.find((one) => (max - min) / one <= most);
  if (step) return steps(Math.ceil(min / step) * step, max, step);
  const months = [1, 2, 3, 6, 12, 24].find((count) => (max - min) / (count * 30.4 * DAY_S) <= most) ?? 48;
  const first = new Date(min * 1000), marks = [];
  for (let month = Math.ceil(first.getUTCMonth() / months) * months; ; month += months) {
    const mark = Date.UTC(first.getUTCFullYear(), month, 1) / 1000;
    if (mark > max) return marks;
    if (mark >= min) marks.push(mark);
  }
}

function steps(from, to, step) {
  const marks = [];
  for (let mark = from; mark <= to; mark += step) marks.push(mark);
  return marks;
}

function label(seconds, gap) {
  if (!(gap > 20 * DAY_S)) return day(seconds, "short");
  return new Date(seconds * 1000).getUTCMonth() === 0 || gap > 300 * DAY_S ? day(seconds, "year") : day(seconds, "month");
}

export function drawBars(plot, xs, loads, planned, colours, today) {
  const { ctx, bbox } = plot, { min, max } = plot.scales.x;
  const wide = Math.max(1, (DAY_S / (max - min)) * bbox.width * 0.62);
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.lineWidth = devicePixelRatio;
  ctx.fillStyle = colours.faded("chart-load", 0.65);
  ctx.strokeStyle = colours.colour("chart-load");
  xs.forEach((seconds, i) => {
    const isAhead = seconds > today, load = isAhead ? planned[i] : loads[i];
    if (!load || seconds < min || seconds > max) return;
    const x = plot.valToPos(seconds, "x", true) - wide / 2, y = plot.valToPos(load, "load", true);
    if (isAhead) ctx.strokeRect(x, y, wide, bbox.top + bbox.height - y);
    else ctx.fillRect(x, y, wide, bbox.top + bbox.height - y);
  });
  ctx.restore();
}

export function drawToday(plot, today, colours) {
  const { ctx, bbox } = plot, { min, max } = plot.scales.x;
  if (today < min || today > max) return;
  const x = plot.valToPos(today, "x", true);
  ctx.save();
  ctx.strokeStyle = colours.colour("line-strong");
  ctx.setLineDash([2 * devicePixelRatio, 3 * devicePixelRatio]);
  ctx.lineWidth = devicePixelRatio;
  ctx.beginPath();
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.stroke();
  ctx.restore();
}

// The weeks in which the numbers don't mean much yet.
export function drawBuilding(plot, rows, xs, colours) {
  const last = rows.findLastIndex((row) => row.state === "building");
  const { ctx, bbox } = plot, { min, max } = plot.scales.x;
  if (last < 0 || xs[last] < min) return;
  const right = plot.valToPos(Math.min(xs[last], max), "x", true);
  ctx.save();
  ctx.fillStyle = colours.faded("warning", 0.1);
  ctx.fillRect(bbox.left, bbox.top, right - bbox.left, bbox.height);
  if (right - bbox.left > 70 * devicePixelRatio) write(ctx, say("building"), bbox.left + 6 * devicePixelRatio, bbox.top + 14 * devicePixelRatio, colours.colour("warning"));
  ctx.restore();
}

const ZONES = [
  [5, Infinity, "form_fresh", "info"], [-10, 5, "form_grey", "line-strong"],
  [-30, -10, "form_productive", "success"], [-Infinity, -30, "form_heavy", "danger"],
];

export function drawFormZones(plot, colours) {
  const { ctx, bbox } = plot, { min, max } = plot.scales.y;
  ctx.save();
  for (const [from, to, word, colour] of ZONES) {
    const top = plot.valToPos(Math.min(to, max), "y", true), bottom = plot.valToPos(Math.max(from, min), "y", true);
    if (bottom <= top) continue;
    ctx.fillStyle = colours.faded(colour, 0.1);
    ctx.fillRect(bbox.left, top, bbox.width, bottom - top);
    if (bottom - top > 15 * devicePixelRatio) {
      write(ctx, say(word), bbox.left + 6 * devicePixelRatio, top + 13 * devicePixelRatio, colours.colour(colour === "line-strong" ? "text-muted" : colour));
    }
  }
  ctx.restore();
}

function write(ctx, text, x, y, colour) {
  ctx.fillStyle = colour;
  ctx.font = `${11 * devicePixelRatio}px ${getComputedStyle(document.body).fontFamily}`;
  ctx.textAlign = "left";
  ctx.fillText(text, x, y);
}
