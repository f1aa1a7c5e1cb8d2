// Days as people write them: 2026-05-12, 12 May, 12.5., tomorrow, Friday, next week – in the language of the page or in English.
// The names come from the browser, so every language of the site is understood without a list of words.
import { plain } from "./fuzzy.js";

const DAY_MS = 86_400_000, FILLERS = new Set(["de", "del", "of", "the", "le", "el", "den", "der", "am", "st", "nd", "rd", "th", "er", "on"]);
const MOST = 3;

export function daysIn(text, language, today) {
  const asked = plain(digits(text)).replace(/\s+/g, " ").trim();
  if (!asked) return [];
  const now = Date.parse(`${today}T00:00:00Z`), languages = [...new Set([language, "en"])];
  const found = [...written(asked, languages, now), ...languages.flatMap((one) => [...named(asked, one, now), ...weekdays(asked, one, now)])];
  return [...new Set(found)].filter((day) => Math.abs(day - now) < 40_000 * DAY_MS).slice(0, MOST).map((day) => told(day, language, now));
}

function told(day, language, now) {
  const shown = new Intl.DateTimeFormat(language, { weekday: "long", day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
  const away = Math.round((day - now) / DAY_MS);
  const hint = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  return { on: new Date(day).toISOString().slice(0, 10), label: shown.format(day), hint: Math.abs(away) < 60 ? hint.format(away, "day") : "" };
}

// Numbers and months ----------------------------------------------------------------------------------------------
function* written(asked, languages, now) {
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(asked);
  if (iso) return yield* real(+iso[1], +iso[2], +iso[3]);
  const offset = /^([+-]\d{1,3})$/.exec(asked);
  if (offset) return yield now + Number(offset[1]) * DAY_MS;
  const dotted = /^(\d{1,2})\.\s?(\d{1,2})\.?\s?(\d{2,4})?$/.exec(asked);
  if (dotted) return yield* near(+dotted[2], +dotted[1], dotted[3], now);
  const slashed = /^(\d{1,2})[/-](\d{1,2})(?:[/-](\d{2,4}))?$/.exec(asked);
  if (slashed) return yield* inOrder(slashed, languages[0], now);
  for (const language of languages) yield* withMonth(asked, language, now);
}

function* inOrder([, first, second, year], language, now) {
  const parts = new Intl.DateTimeFormat(language).formatToParts(now).map((part) => part.type);
  const isDayFirst = parts.indexOf("day") < parts.indexOf("month"), orders = [[second, first], [first, second]];
  for (const [month, day] of isDayFirst ? orders : orders.reverse()) yield* near(+month, +day, year, now);
}

function* withMonth(asked, language, now) {
  const words = asked.replace(/[.,،]/g, " ").split(" ").filter((word) => word && !FILLERS.has(word)).map((word) => word.replace(/^(\d+)(st|nd|rd|th|er)$/, "$1"));
  const months = monthNames(language), numbers = words.filter((word) => /^\d+$/.test(word));
  const names = words.filter((word) => !/^\d+$/.test(word));
  if (names.length !== 1 || numbers.length > 2 || names[0].length < 3) return;
  const month = months.findIndex((known) => known.some((name) => name.startsWith(names[0]))) + 1;
  if (!month) return;
  const year = numbers.find((number) => number.length === 4), day = numbers.find((number) => number.length <= 2);
  if (numbers.length === (year ? 1 : 0) + (day ? 1 : 0)) yield* near(month, day ? +day : 1, year, now);
}

function monthNames(language) {
  return Array.from({ length: 12 }, (_none, month) => ["long", "short"].map((length) => (
    plain(new Intl.DateTimeFormat(language, { month: length, timeZone: "UTC" }).format(Date.UTC(2026, month, 15)).replace(".", ""))
  )));
}

// Without a year the one that is nearest.
function* near(month, day, year, now) {
  if (year) return yield* real(year.length === 2 ? 2000 + Number(year) : Number(year), month, day);
  const around = new Date(now).getUTCFullYear();
  const days = [around, around + 1, around - 1].flatMap((one) => [...real(one, month, day)]);
  if (days.length) yield days.reduce((best, one) => (Math.abs(one - now) < Math.abs(best - now) ? one : best));
}

function* real(year, month, day) {
  const found = new Date(Date.UTC(year, month - 1, day));
  if (year > 1900 && year < 2200 && found.getUTCMonth() === month - 1 && found.getUTCDate() === day) yield found.getTime();
}

// Words -----------------------------------------------------------------------------------------------------------
function* named(asked, language, now) {
  if (asked.length < 3) return;
  const auto = new Intl.RelativeTimeFormat(language, { numeric: "auto" }), always = new Intl.RelativeTimeFormat(language, { numeric: "always" });
  for (const unit of ["day", "week", "month"]) {
    for (const away of [0, 1, -1, 2, -2]) {
      const name = auto.format(away, unit);
      if (name !== always.format(away, unit) && plain(name).startsWith(asked)) yield moved(now, unit, away);
    }
  }
}

function moved(now, unit, away) {
  const day = new Date(now);
  if (unit === "day") return now + away * DAY_MS;
  if (unit === "week") return now + (away * 7 - ((day.getUTCDay() + 6) % 7)) * DAY_MS;
  return Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + away, 1);
}

// The coming one, and the last one.
function* weekdays(asked, language, now) {
  if (asked.length < 2) return;
  for (let ahead = 0; ahead < 7; ahead++) {
    const day = now + ahead * DAY_MS;
    const names = ["long", "short"].map((length) => plain(new Intl.DateTimeFormat(language, { weekday: length, timeZone: "UTC" }).format(day)));
    if (!names.some((name) => name.startsWith(asked))) continue;
    yield day;
    yield day - 7 * DAY_MS;
  }
}

// Arabic and Persian digits are digits.
function digits(text) {
  return text.replace(/[٠-٩]/g, (sign) => sign.charCodeAt(0) - 0x660).replace(/[۰-۹]/g, (sign) => sign.charCodeAt(0) - 0x6f0);
}
