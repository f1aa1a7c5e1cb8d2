// The samples of a session as the charts need them: with holes where it was paused, along time or along the way.
import { smooth } from "./selection.js";

const SHORTEST_PAUSE_S = 30;

export function prepare(answer) {
  const channels = answer.channels;
  const times = channels.time_s ?? [];
  const steps = times.slice(1).map((time, i) => time - times[i]).sort((a, b) => a - b);
  const usual = steps[steps.length >> 1] ?? 1;
  const holes = new Set();
  times.forEach((time, i) => { if (i && time - times[i - 1] > Math.max(SHORTEST_PAUSE_S, 12 * usual)) holes.add(i); });
  const opened = Object.fromEntries(Object.entries(channels).map(([key, values]) => [key, open(key, values, holes)]));
  return { channels: opened, isWhole: answer.original_size == null || times.length >= answer.original_size };
}

function open(key, values, holes) {
  if (!holes.size) return values;
  const opened = [];
  values.forEach((value, i) => {
    if (holes.has(i)) opened.push(between(key, values[i - 1]));
    opened.push(value);
  });
  return opened;
}

function between(key, before) {
  if (key === "time_s") return before + 1;
  return key === "distance_m" ? before : null;
}

export const has = (streams, key) => streams.channels[key]?.some((value) => value != null) ?? false;

// uPlot wants what lies along the bottom to grow; a device's distance may stand still or jump back.
export function along(streams, length) {
  if (!length) return streams.channels.time_s;
  let farthest = 0;
  return streams.channels.distance_m.map((metres) => {
    if (metres != null && metres / length > farthest) farthest = metres / length;
    return farthest;
  });
}

export function smoothed(streams, key, seconds) {
  return smooth(streams.channels[key], streams.channels.time_s, seconds);
}
