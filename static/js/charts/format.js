// Numbers, times and days as the page's language writes them. Digits stay the ones the server uses.
import { say } from "./words.js";

export const language = document.documentElement.lang || "en";
export const isRightToLeft = document.documentElement.dir === "rtl";
const latin = { numberingSystem: "latn" };
const numbers = new Map();

export function number(value, digits = 0) {
  if (value == null || !Number.isFinite(value)) return "–";
  if (!numbers.has(digits)) {
    const exact = { minimumFractionDigits: digits, maximumFractionDigits: digits };
    numbers.set(digits, new Intl.NumberFormat(language, { ...latin, ...exact }));
  }
  return numbers.get(digits).format(Object.is(Math.round(value * 10 ** digits), -0) ? 0 : value).replace("-", "−");
}

export function signed(value, digits = 0) {
  return value > 0 ? `+${number(value, digits)}` : number(value, digits);
}

export function clock(seconds) {
  if (seconds == null || !Number.isFinite(seconds)) return "–";
  const whole = Math.round(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  const end = `${String(minutes).padStart(hours ? 2 : 1, "0")}:${String(rest).padStart(2, "0")}`;
  return hours ? `${hours}:${end}` : end;
}

// Durations of a curve: short ones in words, for "1:00" may be a minute or an hour.
export function span(seconds) {
  if (seconds < 60) return say("seconds_short", { n: number(seconds) });
  if (seconds < 3600) {
    return seconds % 60 ? clock(seconds) : say("minutes_short", { n: number(seconds / 60) });
  }
  return seconds % 3600 ? clock(seconds) : say("hours_short", { n: number(seconds / 3600) });
}

const dayFormats = {
  long: new Intl.DateTimeFormat(language, { ...latin, weekday: "short", day: "numeric", month: "long", year: "numeric", timeZone: "UTC" }),
  short: new Intl.DateTimeFormat(language, { ...latin, day: "numeric", month: "short", timeZone: "UTC" }),
  month: new Intl.DateTimeFormat(language, { ...latin, month: "short", timeZone: "UTC" }),
  year: new Intl.DateTimeFormat(language, { ...latin, month: "short", year: "numeric", timeZone: "UTC" }),
};

// Local dates have no zone: they are counted in whole days of UTC, and written from there.
export const daySeconds = (text) => Date.parse(`${text}T00:00:00Z`) / 1000;
export const dayText = (seconds) => new Date(seconds * 1000).toISOString().slice(0, 10);
export const day = (seconds, style = "long") => dayFormats[style].format(new Date(seconds * 1000));
