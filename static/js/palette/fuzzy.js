// How well typed letters fit a name: all of them in order, best at the beginnings of words and beside each other.
const WORD = 12, FIRST = 8, BESIDE = 6, PLAIN = 1, GAP = 0.4;

export function plain(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase();
}

// The score, and the places of the letters that were found; null where a letter is missing.
export function fit(asked, name) {
  const letters = [...plain(asked).replace(/\s+/g, "")], text = [...name].map((sign) => plain(sign) || sign);
  if (!letters.length) return { score: 0, places: [] };
  let best = null;
  for (let start = 0; start < text.length; start++) {
    if (text[start] !== letters[0]) continue;
    const found = from(letters, text, start);
    if (found && (!best || found.score > best.score)) best = found;
  }
  return best && { ...best, score: best.score - text.length * 0.05 };
}

function from(letters, text, start) {
  const places = [];
  let score = 0, at = start;
  for (const letter of letters) {
    const next = place(letter, text, at, places.length > 0);
    if (next < 0) return null;
    score += worth(text, next, places.at(-1));
    places.push(next);
    at = next + 1;
  }
  return { score: score - start * GAP, places };
}

// Beside the last letter if it is there, else where a word begins, else anywhere.
function place(letter, text, at, isInside) {
  if (text[at] === letter) return at;
  if (!isInside) return -1;
  for (let next = at; next < text.length; next++) if (text[next] === letter && isBegin(text, next)) return next;
  return text.indexOf(letter, at);
}

function worth(text, at, last) {
  const begin = isBegin(text, at) ? (at === 0 ? WORD + FIRST : WORD) : PLAIN;
  if (last === undefined) return begin;
  return at === last + 1 ? BESIDE + (isBegin(text, at) ? PLAIN : 0) : begin - (at - last) * GAP;
}

const isBegin = (text, at) => at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1]);

// A fit worth showing: letters strewn over a long name mean nothing.
export function isGood({ score }, asked) {
  return score >= [...asked.replace(/\s+/g, "")].length * 3;
}
