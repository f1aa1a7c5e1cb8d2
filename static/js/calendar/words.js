// What the calendar says, in the language of the page.
const box = document.getElementById("calendar-words");
const words = box ? JSON.parse(box.textContent) : {};

export function say(key, values = {}) {
  return (words[key] ?? key).replace(/\{(\w+)\}/g, (_whole, name) => values[name] ?? "");
}

export function dayName(on) {
  const day = new Date(`${on}T12:00:00`);
  return day.toLocaleDateString(document.documentElement.lang, { weekday: "long", day: "numeric", month: "long" });
}
