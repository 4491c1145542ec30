// The list of displays that live at this gateway, and what each shows. All texts of theirs are set as text, never as markup.

const EVERY_MS = 5_000;
const said = document.getElementById("said");
const rows = document.getElementById("rows");
const table = document.getElementById("table");
/** What a display may be told to show, by the configuration beside this page: `[value, label]`. */
let choices = [];

await look();
setInterval(look, EVERY_MS);

async function look() {
  if (document.visibilityState === "hidden") return;
  try {
    const [list, configuration] = await Promise.all([ask("api/displays"), ask("mullion.json").catch(() => ({}))]);
    choices = chosenFrom(configuration);
    show(list);
  } catch (error) {
    say(error.message || "The gateway does not answer. This page asks again.");
  }
}

async function ask(path) {
  const response = await fetch(path, { cache: "no-store" });
  const answer = await response.json().catch(() => undefined);
  if (!response.ok) throw new Error(answer?.message ? `${answer.message} ${answer.hint}` : `The gateway answers ${response.status}.`);
  return answer;
}

function chosenFrom(configuration) {
  const names = (kind) => Object.keys(configuration?.[kind] ?? {});
  return [
    ...names("walls").map((name) => [`wall ${name}`, `Wall ${title(configuration.walls[name], name)}`]),
    ...names("tours").map((name) => [`tour ${name}`, `Tour ${title(configuration.tours[name], name)}`]),
    ...names("cameras").map((name) => [`camera ${name}`, `Camera ${title(configuration.cameras[name], name)}`]),
  ];
}

function title(entry, name) {
  return typeof entry?.title === "string" ? entry.title : name;
}

function show({ displays, may_choose: mayChoose, build }) {
  say(displays.length ? "" : "No display has said that it lives. A kiosk with a name does so within a minute.");
  table.hidden = displays.length === 0;
  const known = new Set(displays.map(({ name }) => name));
  for (const row of [...rows.children]) if (!known.has(row.dataset.name)) row.remove();
  for (const display of displays) fill(rowOf(display.name), display, mayChoose, build);
}

function rowOf(name) {
  const found = [...rows.children].find((row) => row.dataset.name === name);
  if (found) return found;
  const row = document.createElement("tr");
  row.dataset.name = name;
  const head = document.createElement("th");
  head.scope = "row";
  row.append(head, ...Array.from({ length: 4 }, () => document.createElement("td")));
  rows.append(row);
  return row;
}

function fill(row, display, mayChoose, build) {
  const [name, state, tiles, shown, acts] = row.children;
  name.textContent = display.name;
  state.replaceChildren(display.is_live ? "Live" : `Silent for ${age(display.silent_seconds)}`);
  state.className = display.is_live ? "live" : "silent";
  const notes = [];
  if (display.recording) notes.push("records");
  if (build && display.build && display.build !== build) notes.push("older build");
  if (display.report) notes.push(display.report);
  for (const text of notes) {
    const note = document.createElement("small");
    note.textContent = text;
    state.append(note);
  }
  tiles.textContent = `${display.live} of ${display.tiles}`;
  if (!mayChoose) {
    shown.textContent = label(display.show) || "Its own configuration";
    return;
  }
  if (!shown.firstChild) {
    const select = document.createElement("select");
    select.ariaLabel = `Shown on ${display.name}`;
    select.addEventListener("change", () => order(display.name, { show: parse(select.value) }));
    shown.append(select);
    const reload = document.createElement("button");
    reload.textContent = "Load again";
    reload.addEventListener("click", () => order(display.name, { reload: true }));
    acts.append(reload);
  }
  const select = shown.firstChild;
  const value = display.chosen ? write(display.chosen) : "";
  const options = [["", "Its own configuration"], ...choices];
  // Chosen before the configuration changed.
  if (!options.some(([known]) => known === value)) options.push([value, label(display.chosen)]);
  const now = JSON.stringify(options);
  // A list that a person has open stays as it is.
  if (select.dataset.options !== now && document.activeElement !== select) {
    select.dataset.options = now;
    select.replaceChildren(...options.map(([known, text]) => new Option(text, known)));
  }
  if (document.activeElement !== select) select.value = value;
}

async function order(name, wish) {
  try {
    const response = await fetch(`api/displays/${encodeURIComponent(name)}/order`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(wish),
    });
    if (!response.ok) throw new Error((await response.json()).message);
    say(`${name} follows with its next heartbeat, within half a minute.`);
    document.activeElement?.blur();
  } catch (error) {
    say(error.message);
  }
}

const write = (choice) => Object.entries(choice)[0].join(" ");
const label = (choice) => (choice ? write(choice).replace(/^./, (first) => first.toUpperCase()) : "");
const parse = (value) => (value ? Object.fromEntries([value.split(" ")]) : null);
const age = (seconds) => (seconds < 120 ? `${seconds} s` : seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`);

function say(text) {
  if (said.textContent !== text) said.textContent = text;
}
