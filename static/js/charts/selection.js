// What a stretch of a session amounts to. Counted on seconds; a hole longer than a few seconds is a pause.
const LONGEST_STEP_S = 10, ROLLING_S = 30, SMOOTHED_S = 10, HYSTERESIS_M = 0.4;

export function nearest(sorted, value) {
  let low = 0, high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1; else high = middle;
  }
  return low > 0 && value - sorted[low - 1] < sorted[low] - value ? low - 1 : low;
}

export function bounds(sorted, from, to) {
  let first = nearest(sorted, from), last = nearest(sorted, to);
  while (first < sorted.length - 1 && sorted[first] < from) first++;
  while (last > first && sorted[last] > to) last--;
  return [first, last];
}

export function statistics(values, times, first, last) {
  let sum = 0, weight = 0, highest = -Infinity, lowest = Infinity;
  for (let i = first; i <= last; i++) {
    const value = values[i];
    if (value == null) continue;
    const step = i > first ? Math.min(times[i] - times[i - 1], LONGEST_STEP_S) : 1;
    sum += value * step;
    weight += step;
    if (value > highest) highest = value;
    if (value < lowest) lowest = value;
  }
  return weight ? { mean: sum / weight, highest, lowest } : null;
}

// Distance is the sum of its steps forward: devices jump back, and start anew.
export function covered(distances, first, last) {
  let sum = 0, before = null;
  for (let i = first; i <= last; i++) {
    const value = distances[i];
    if (value == null) continue;
    if (before != null && value > before) sum += value - before;
    before = value;
  }
  return sum;
}

// Ten seconds' mean, then only rises beyond 0.4 m count.
export function climbed(altitudes, times, first, last) {
  let gain = 0, reference = null, sum = 0, count = 0, tail = first;
  for (let i = first; i <= last; i++) {
    if (altitudes[i] == null) continue;
    sum += altitudes[i];
    count++;
    for (; times[i] - times[tail] >= SMOOTHED_S; tail++) {
      if (altitudes[tail] != null) { sum -= altitudes[tail]; count--; }
    }
    const height = sum / count;
    reference ??= height;
    if (height > reference + HYSTERESIS_M) { gain += height - reference; reference = height; }
    else if (height < reference - HYSTERESIS_M) reference = height;
  }
  return gain;
}

// The fourth root of the mean fourth power of half a minute's mean; needs half a minute.
export function weighted(power, times, first, last) {
  const seconds = perSecond(power, times, first, last);
  if (seconds.length < ROLLING_S) return null;
  let rolling = 0, sum = 0, count = 0;
  for (let i = 0; i < seconds.length; i++) {
    rolling += seconds[i] - (i >= ROLLING_S ? seconds[i - ROLLING_S] : 0);
    if (i < ROLLING_S - 1) continue;
    sum += (rolling / ROLLING_S) ** 4;
    count++;
  }
  return (sum / count) ** 0.25;
}

function perSecond(values, times, first, last) {
  const seconds = [];
  for (let i = first; i <= last; i++) {
    const step = i > first ? Math.round(times[i] - times[i - 1]) : 1;
    const lasts = step > LONGEST_STEP_S ? 1 : step;
    for (let n = 0; n < lasts; n++) seconds.push(values[i] ?? 0);
  }
  return seconds;
}

// A running mean over some seconds; what was not recorded stays so.
export function smooth(values, times, seconds) {
  if (!seconds) return values;
  const half = seconds / 2, smoothed = new Array(values.length).fill(null);
  let sum = 0, count = 0, head = 0, tail = 0;
  for (let i = 0; i < values.length; i++) {
    for (; head < values.length && times[head] <= times[i] + half; head++) {
      if (values[head] != null) { sum += values[head]; count++; }
    }
    for (; times[tail] < times[i] - half; tail++) {
      if (values[tail] != null) { sum -= values[tail]; count--; }
    }
    if (values[i] != null && count) smoothed[i] = sum / count;
  }
  return smoothed;
}
