// A stretch of a session in figures, and as rows of a table.
import { distance, height } from "./channels.js";
import { clock, number } from "./format.js";
import { climbed, covered, statistics, weighted } from "./selection.js";
import { has } from "./streams.js";
import { say } from "./words.js";

const MOST_ROWS = 60;

export function describe(streams, channels, first, last, { units }) {
  const { channels: streamed } = streams, times = streamed.time_s;
  // A record stands for the second that ends with it, so the first one counts as well.
  const told = streams.hasTime ? [[say("duration"), clock(times[last] - times[first] + 1)]] : [];
  const before = first > 0 && times[first] - times[first - 1] <= 10 ? first - 1 : first;
  if (has(streams, "distance_m")) told.push([say("distance"), distance(covered(streamed.distance_m, before, last), units, 2)]);
  if (has(streams, "altitude_m")) told.push([say("ascent"), height(climbed(streamed.altitude_m, times, first, last), units)]);
  for (const channel of channels) {
    if (channel.key === "grade_pct") continue;
    const found = statistics(streamed[channel.key], times, first, last);
    if (found) told.push([channel.name, averages(channel, found)]);
    const np = channel.key === "power_w" && weighted(streamed.power_w, times, first, last);
    if (np) told.push([say("normalized_power"), `${number(np)} ${channel.unit}`]);
  }
  return told;
}

function averages(channel, { mean, lowest, highest }) {
  return say("average_of", { mean: channel.show(mean), low: channel.show(lowest), high: channel.show(highest), unit: channel.unit });
}

export function tableRows({ channels: streamed, ...rest }, channels, first, last, units) {
  const step = Math.max(1, Math.ceil((last - first + 1) / MOST_ROWS)), rows = [];
  const isAlong = has({ channels: streamed, ...rest }, "distance_m");
  for (let i = first; i <= last; i += step) {
    const cells = channels.map((one) => (streamed[one.key][i] == null ? "–" : one.show(streamed[one.key][i])));
    rows.push([clock(streamed.time_s[i]), ...(isAlong ? [distance(streamed.distance_m[i], units, 2)] : []), ...cells]);
  }
  return rows;
}
