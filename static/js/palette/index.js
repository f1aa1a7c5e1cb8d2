// What the palette knows, and which of it fits what was typed. Everything fits in memory: no letter waits for the server.
import { daysIn } from "./days.js";
import { fit, isGood } from "./fuzzy.js";

const MOST_EACH = 7, FIRST = { action: 6, person: 6, page: 8 };

export class Index {
  constructor(told) {
    this.told = told;
    this.people = told.people.map((person) => ({ ...person, kind: "person", label: person.name, icon: "user", url: this.chapter(person, 0) }));
    this.entries = told.entries;
  }

  chapter(person, number) {
    return this.told.chapters[number][1].replace("{id}", person.id);
  }

  // Before anything is typed: what was used last, then what there is.
  first(recent) {
    const all = [...this.entries, ...this.people], known = recent.map((url) => all.find((one) => one.url === url)).filter(Boolean);
    const rest = (kind) => all.filter((one) => one.kind === kind && !one.isLate && !known.includes(one)).slice(0, FIRST[kind]);
    return [["recent", known], ...Object.keys(FIRST).map((kind) => [kind, rest(kind)])].filter(([, rows]) => rows.length);
  }

  find(asked, athlete) {
    const groups = [["day", this.days(asked, athlete)], ["person", this.persons(asked)]];
    for (const kind of ["action", "page"]) groups.push([kind, best(this.entries.filter((one) => one.kind === kind), asked)]);
    return groups.filter(([, rows]) => rows.length).sort(([, a], [, b]) => top(b) - top(a));
  }

  // In the calendar of whoever the page is about.
  days(asked, athlete) {
    const calendar = this.calendarOf(athlete);
    if (!calendar) return [];
    return daysIn(asked, this.told.language, this.told.today).map((day) => ({
      kind: "day", label: day.label, hint: day.hint, icon: "calendar", url: `${calendar}?on=${day.on}`, score: 40, places: [],
    }));
  }

  calendarOf(athlete) {
    const person = this.told.people.find((one) => one.id === athlete);
    const number = this.told.chapters.findIndex(([, url]) => /\/calendar$/.test(url));
    return person?.may.includes(number) ? this.chapter(person, number) : this.told.calendar;
  }

  // "ada fit" leads to Ada's fitness.
  persons(asked) {
    const people = best(this.people, asked), words = asked.trim().split(/\s+/), pages = [];
    for (let cut = 1; cut < words.length; cut++) {
      const [head, tail] = [words.slice(0, cut).join(" "), words.slice(cut).join(" ")];
      for (const person of best(this.people, head)) pages.push(...this.chapters(person, tail));
    }
    return [...people, ...pages].sort((a, b) => b.score - a.score).slice(0, MOST_EACH);
  }

  chapters(person, asked) {
    const rows = person.may.map((number) => ({
      ...person, url: this.chapter(person, number), label: this.told.chapters[number][0], whose: person.name, hint: "",
    }));
    return best(rows, asked).map((row) => ({ ...row, label: `${row.whose} › ${row.label}`, places: [], score: row.score + person.score }));
  }
}

function best(rows, asked) {
  return rows.map((row) => suited(row, asked)).filter(Boolean).sort((a, b) => b.score - a.score).slice(0, MOST_EACH);
}

// Other words count less than the name itself.
function suited(row, asked) {
  const own = fit(asked, row.label);
  if (own && isGood(own, asked)) return { ...row, ...own };
  const other = row.words && fit(asked, row.words);
  return other && isGood(other, asked) && { ...row, score: other.score * 0.5, places: [] };
}

const top = (rows) => Math.max(...rows.map((row) => row.score ?? 0));
