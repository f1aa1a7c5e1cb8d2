// Local days as the server writes them: 2026-11-21. Counted at noon, so that no change of clocks shifts one.
const DAY_MS = 86_400_000;

const at = (on) => Date.parse(`${on}T12:00:00Z`);

export function daysBetween(first, last) {
  return Math.round((at(last) - at(first)) / DAY_MS);
}

export function dayAfter(on, days) {
  return new Date(at(on) + days * DAY_MS).toISOString().slice(0, 10);
}
