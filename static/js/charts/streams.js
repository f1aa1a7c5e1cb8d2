// The samples of a session as the charts need them: with holes where it was paused, along time or along the way.
import { smooth } from "./selection.js";

const SHORTEST_PAUSE_S = 30;

export function prepare(answer) {
  const channels = { ...answer.channels };
  const hasTime = Boolean(channels.time_s?.length);
  // A way without times can still be looked at along its length.
  channels.time_s ??= (channels.distance_m ?? []).map((_metres, i) => i);
  const times = channels.time_s;
  const steps = times.slice(1).map((time, i) => time - times[i]).sort((a, b) => a - b);
  const usual = steps[steps.length >> 1] ?? 1;
  const holes = new Set();
  const longest = Math.max(SHORTEST_PAUSE_S, 12 * usual), pauses = answer.pauses ?? [];
  const isPause = (from, to) => to - from > longest || pauses.some(([start, end]) => from <= start + 1 && to >= end - 1 && end - start > 10);
  times.forEach((time, i) => { if (i && hasTime && time - times[i - 1] > 10 && isPause(times[i - 1], time)) holes.add(i); });
  const opened = Object.fromEntries(Object.entries(channels).map(([key, values]) => [key, open(key, values, holes)]));
  return { channels: opened, hasTime, isWhole: answer.original_size == null || times.length >= answer.original_size };
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
