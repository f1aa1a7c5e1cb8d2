// Single keys, wherever nobody is typing.
export function watchKeys(calendar) {
  const { acts, carry, choice, focusing, sides } = calendar;
  const plain = {
    m: () => carry.pickUp("move"),
    x: () => carry.pickUp("move"),
    c: () => carry.pickUp("copy"),
    u: () => acts.undo(),
    n: () => sides.plan(focusing.day?.dataset.on),
    l: () => sides.toggleDrawer(),
    t: () => calendar.go("today"),
    v: () => calendar.go(calendar.grid.dataset.view === "month" ? "week" : "month"),
    j: () => sides.otherAthlete(1),
    k: () => sides.otherAthlete(-1),
    "?": () => calendar.help(),
    PageUp: () => calendar.go("before"),
    PageDown: () => calendar.go("after"),
    Home: () => calendar.go("today"),
  };
  const inGrid = {
    " ": () => { if (focusing.item?.dataset.movable !== undefined) choice.toggle(focusing.item); },
    Delete: () => removeHere(calendar),
    Backspace: () => removeHere(calendar),
    Enter: () => sides.openHere(),
    e: () => sides.openHere(),
  };
  const carrying = { Enter: () => carry.putDown(), " ": () => carry.putDown(), Escape: () => carry.letBe(), PageUp: () => carry.to(pageOn(calendar, -1)), PageDown: () => carry.to(pageOn(calendar, 1)) };

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || isTyping(event.target) || document.querySelector("dialog[open]")) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if ((event.ctrlKey || event.metaKey) && key === "z" && !event.shiftKey) return run(event, () => acts.undo());
    if (event.ctrlKey || event.metaKey || event.altKey) return undefined;
    const isArrow = key.startsWith("Arrow");
    if (carry.isOn) return isArrow ? run(event, () => carry.step(key)) : carrying[key] && run(event, carrying[key]);
    if (key === "Escape") return sides.close() || choice.clear();
    if (focusing.place && isArrow) return run(event, () => focusing.move(key));
    if (focusing.place && inGrid[key]) return run(event, inGrid[key]);
    if (!isPlanning(calendar, key)) return undefined;
    return plain[key] && isOurs(event.target) ? run(event, plain[key]) : undefined;
  });
}

function run(event, act) {
  event.preventDefault();
  act();
}

const isTyping = (element) => element.closest?.("input, textarea, select, [contenteditable]");

// Anywhere on the page, but not on buttons and links of other things, which have keys of their own.
function isOurs(element) {
  return element === document.body || Boolean(element.closest("plan-calendar, main"));
}

function isPlanning(calendar, key) {
  return calendar.mayPlan || !"mxcunl".includes(key);
}

function removeHere(calendar) {
  const { choice, focusing } = calendar, item = focusing.item;
  if (item?.dataset.movable === undefined && !choice.items.length) return;
  if (item && !choice.keys.size) choice.only(item);
  if (item) focusing.await(item.closest(".cal-day").dataset.on);
  choice.remove();
}

// The same weekday four weeks on.
function pageOn(calendar, step) {
  const { on } = calendar.carry.load, day = new Date(`${on}T12:00:00Z`);
  day.setUTCDate(day.getUTCDate() + step * 28);
  return day.toISOString().slice(0, 10);
}
