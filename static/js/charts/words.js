// What charts say, in the language of the page. The server writes the words into the page as JSON.
const box = document.getElementById("chart-words");
const words = box ? JSON.parse(box.textContent) : {};

export function say(key, values = {}) {
  return (words[key] ?? key).replace(/\{(\w+)\}/g, (_whole, name) => values[name] ?? "");
}
