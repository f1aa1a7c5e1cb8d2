// Colours come from the tokens of the stylesheet. A canvas can't read `light-dark()`, so an element reads it for us.
export function palette(element) {
  const probe = element.querySelector(":scope > .chart-probe") ?? document.createElement("i");
  probe.className = "chart-probe";
  probe.hidden = true;
  element.append(probe);
  const known = new Map();
  return {
    colour(name) {
      if (!known.has(name)) {
        probe.style.color = `var(--${name})`;
        known.set(name, getComputedStyle(probe).color);
      }
      return known.get(name);
    },
    faded(name, share) {
      const parts = this.colour(name).match(/[\d.]+/g) ?? [0, 0, 0];
      return `rgba(${parts.slice(0, 3).join(",")},${share})`;
    },
  };
}

const QUERIES = ["(prefers-color-scheme: light)", "(prefers-contrast: more)", "(forced-colors: active)"];

// Calls back whenever colours may have become others; returns what stops that.
export function watchColours(changed) {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  const media = QUERIES.map((query) => matchMedia(query));
  for (const one of media) one.addEventListener("change", changed);
  return () => {
    observer.disconnect();
    for (const one of media) one.removeEventListener("change", changed);
  };
}
