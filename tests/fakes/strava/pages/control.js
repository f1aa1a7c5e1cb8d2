const at = (id) => document.getElementById(id);
let athlete = null;

async function act(name, body) {
  const answer = await fetch(`/control/${name}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  const told = await answer.json();
  at("said").textContent = answer.ok ? `${name}: ${told.result}` : `${name}: ${told.message}`;
  at("said").classList.toggle("bad", !answer.ok);
  await show();
}

const ofAthlete = (element) => ("ofAthlete" in element.dataset ? { athlete: Number(athlete) } : {});

function value(field) {
  if (field.type === "checkbox") return field.checked;
  if (field.type === "number") return field.value === "" ? null : Number(field.value);
  if ("pair" in field.dataset) return field.value.split(",").map(Number);
  return field.value;
}

function body(form) {
  const fields = [...form.elements].filter((field) => field.name && value(field) !== null);
  const told = Object.fromEntries(fields.map((field) => [field.name, value(field)]));
  const trouble = told.trouble ? JSON.parse(told.trouble) : {};
  delete told.trouble;
  return { ...told, ...trouble, ...ofAthlete(form) };
}

function cell(text, className = "") {
  const made = document.createElement("td");
  made.textContent = text;
  made.className = className;
  return made;
}

function rows(id, items, cells) {
  at(id).replaceChildren(...items.map((item) => {
    const row = document.createElement("tr");
    row.append(...cells(item));
    return row;
  }));
}

function facts(id, pairs) {
  at(id).replaceChildren(...pairs.flatMap(([name, text]) => {
    const [term, description] = [document.createElement("dt"), document.createElement("dd")];
    term.textContent = name;
    description.textContent = text;
    return [term, description];
  }));
}

function options(select, pairs, chosen) {
  if (select.options.length !== pairs.length) select.replaceChildren(...pairs.map(([id, text]) => new Option(text, id)));
  if (chosen !== undefined) select.value = chosen;
}

function button(text, click) {
  const made = document.createElement("button");
  made.className = "small";
  made.textContent = text;
  made.addEventListener("click", click);
  return made;
}

function activityCells(one) {
  const last = cell("", "actions");
  const other = one.visibility === "only_me" ? "everyone" : "only_me";
  const rename = () => {
    const name = prompt("New name", one.name);
    if (name) act("edit", { number: one.id, name });
  };
  last.append(
    button("Rename", rename), " ",
    button(other === "only_me" ? "Make private" : "Make public", () => act("edit", { number: one.id, visibility: other })), " ",
    button("Delete", () => act("delete", { number: one.id })),
  );
  const km = one.km || "–";
  return [cell(one.start), cell(one.name), cell(one.sport_type), cell(one.minutes), cell(km), cell(one.visibility), last];
}

function showLimits(limits) {
  at("limits").replaceChildren(...Object.entries(limits).flatMap(([name, { limit, used }]) => [0, 1].map((place) => {
    const label = document.createElement("label");
    const meter = document.createElement("meter");
    Object.assign(meter, { max: limit[place] || 1, high: (limit[place] || 1) * 0.9, value: used[place] });
    label.className = "field";
    label.append(`${name}, ${place ? "day" : "15 min"}: ${used[place]} of ${limit[place]}`, meter);
    return label;
  })));
  for (const name of ["overall", "read"]) {
    const field = document.querySelector(`[name=${name}]`);
    if (field !== document.activeElement && !field.dataset.touched) field.value = limits[name].limit.join(", ");
  }
}

function faultText({ calls, path, status, slow_s, half, drop, trickle_s }) {
  const what = status || (half && "half an answer") || (drop && "hang up") || (slow_s && `${slow_s} s late`)
    || `${trickle_s} s for the body`;
  return `${what}, ${calls} calls${path ? ` of ${path}` : ""}`;
}

function showApp(state) {
  const mine = state.athletes.find((one) => one.id === state.athlete);
  facts("athlete-facts", [
    ["allows", mine.scopes ? mine.scopes.join(", ") : "nothing: not connected"],
    ["access token until", mine.ends || "–"],
  ]);
  facts("trouble", [
    ["ordered", state.faults.map(faultText).join("; ") || "none"],
    ["application", state.lapsed ? "inactive: every call is refused" : "active"],
  ]);
  facts("subscription", [
    ["sent to", state.subscription ? `${state.subscription.callback_url} (${state.subscription.id})` : "nobody"],
    ["held back", state.held === null ? "no" : `${state.held} events`],
    ["clock", state.clock],
    ["connected", `${state.athletes.filter((one) => one.scopes).length} of ${state.capacity} athletes`],
  ]);
}

async function show() {
  const state = await (await fetch(`/control/state${athlete ? `?athlete=${athlete}` : ""}`)).json();
  athlete = String(state.athlete);
  options(at("athlete"), state.athletes.map((one) => [one.id, one.name]), athlete);
  options(at("sports"), state.sports.map((name) => [name, name]), at("sports").options.length ? undefined : "Run");
  showApp(state);
  showLimits(state.limits);
  at("count").textContent = `${state.activities.count}, newest first`;
  if (!at("activities").contains(document.activeElement)) rows("activities", state.activities.newest, activityCells);
  rows("deliveries", state.deliveries, ({ event, attempts, is_delivered: isDelivered }) => [
    cell(`${event.object_type} ${event.aspect_type}`), cell(event.object_id), cell(JSON.stringify(event.updates)),
    cell(attempts.join(", ") || "waiting", isDelivered ? "" : "bad"),
  ]);
  at("calls-count").textContent = state.calls_count;
  rows("calls", state.calls, (call) => [
    cell(call.at), cell(`${call.method} ${call.path}`), cell(call.athlete_id ?? "–"),
    cell(call.status, call.status >= 400 ? "bad" : ""),
  ]);
}

for (const form of document.querySelectorAll("form")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    act(form.dataset.act, body(form));
  });
}
for (const one of document.querySelectorAll("button[data-act]")) {
  one.addEventListener("click", () => act(one.dataset.act, { ...JSON.parse(one.dataset.body ?? "{}"), ...ofAthlete(one) }));
}
for (const field of document.querySelectorAll("[data-pair]")) {
  field.addEventListener("input", () => { field.dataset.touched = "1"; });
}
at("athlete").addEventListener("change", (event) => { athlete = event.target.value; show(); });
await show();
setInterval(() => document.hidden || show(), 2000);
