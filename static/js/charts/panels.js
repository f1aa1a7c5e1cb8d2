// Options of uPlot that all our charts share. The library is loaded by the page before this module.
import { clock } from "./format.js";

const TIME_STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 28800];
const AXIS_PX = 52;

export const axisWidth = AXIS_PX;

export function axisStyle(colours, font) {
  return {
    stroke: colours.colour("text-muted"),
    grid: { stroke: colours.faded("line-strong", 0.28), width: 1 },
    ticks: { show: false },
    font,
    gap: 6,
  };
}

export function timeAxis(style, isShown) {
  return { ...style, show: isShown, size: 28, incrs: TIME_STEPS, space: 64, values: (_u, splits) => splits.map(clock) };
}

export function lengthAxis(style, isShown, write) {
  return { ...style, show: isShown, size: 28, space: 56, values: (_u, splits) => splits.map(write) };
}

export function valueAxis(style, write, more = {}) {
  return { ...style, size: AXIS_PX, space: 28, values: (_u, splits) => splits.map((value) => (value == null ? "" : write(value))), ...more };
}

// Axis marks at whole paces, which lie unevenly on a scale of speed.
export function paceSplits(length) {
  return (_plot, _axis, lowest, highest) => {
    const fastest = length / highest, slowest = length / Math.max(lowest, length / 3600);
    const step = [5, 10, 15, 30, 60, 120, 300, 600].find((s) => (slowest - fastest) / s <= 4) ?? 1200;
    const marks = [];
    for (let pace = Math.ceil(fastest / step) * step; pace <= slowest; pace += step) marks.push(length / pace);
    return marks.reverse();
  };
}

export const fontOf = (element, size = 11) => `${size}px ${getComputedStyle(element).fontFamily}`;

// Fingers: one moves the cursor, two zoom. Scrolling the page up and down stays the browser's.
export function followFingers(area, { move, zoom }) {
  const fingers = new Map();
  let spread = 0;
  area.addEventListener("pointerdown", (event) => {
    if (event.pointerType !== "touch") return;
    fingers.set(event.pointerId, event.clientX);
    spread = spreadOf(fingers);
    if (fingers.size === 1) move(event.clientX);
  });
  area.addEventListener("pointermove", (event) => {
    if (!fingers.has(event.pointerId)) return;
    fingers.set(event.pointerId, event.clientX);
    if (fingers.size === 1) return move(event.clientX);
    const now = spreadOf(fingers);
    if (Math.abs(now - spread) < 12) return;
    const middle = [...fingers.values()].reduce((sum, x) => sum + x, 0) / fingers.size;
    zoom(spread / Math.max(now, 1), middle);
    spread = now;
  });
  for (const end of ["pointerup", "pointercancel", "pointerleave"]) {
    area.addEventListener(end, (event) => fingers.delete(event.pointerId));
  }
}

function spreadOf(fingers) {
  const places = [...fingers.values()];
  return places.length > 1 ? Math.max(...places) - Math.min(...places) : 0;
}
