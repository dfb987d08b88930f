// The search box: tables and columns by any part of their name; arrows choose, Enter opens.

const field = byId("find");
const found = byId("found");
let hits = [];
let marked = 0;

const entries = schema.tables.flatMap((table, number) => [
  { number, text: table.name, column: null },
  ...table.columns.map((column) => ({ number, text: column.name, column: column.name })),
]);

// Tables before columns, beginnings before middles, short names before long ones.
function search(text) {
  const wanted = text.trim().toLowerCase();
  const weight = (entry) => {
    const place = entry.text.toLowerCase().indexOf(wanted);
    return place < 0 ? -1 : (entry.column ? 4 : 0) + (place ? 2 : 0) + entry.text.length / 1000;
  };
  return entries
    .filter((entry) => (wanted ? weight(entry) >= 0 : !entry.column))
    .sort((one, other) => (wanted ? weight(one) - weight(other) : one.text.localeCompare(other.text)))
    .slice(0, wanted ? 60 : entries.length);
}

function listHits() {
  hits = search(field.value);
  marked = 0;
  const rows = hits.map((hit, place) => element("li", { role: "option", id: `hit${place}`, "data-place": place },
    element("i", { class: `dot c${schema.tables[hit.number].group % 10}` }),
    hit.column ? element("code", {}, hit.text) : element("span", {}, hit.text),
    element("small", {}, hit.column ? schema.tables[hit.number].name : `${schema.tables[hit.number].columns.length} columns`)));
  found.replaceChildren(...(rows.length ? rows : [element("li", { class: "none" }, "Nothing by that name")]));
  found.hidden = false;
  field.setAttribute("aria-expanded", "true");
  mark(0);
  say(field.value ? `${hits.length} found` : "");
}

function mark(place) {
  marked = place;
  for (const [number, row] of [...found.children].entries()) row.setAttribute("aria-selected", String(number === place && hits.length > 0));
  field.setAttribute("aria-activedescendant", hits.length ? `hit${place}` : "");
  found.children[place]?.scrollIntoView({ block: "nearest" });
  light(field.value && hits.length && view.at[hits[place].number] ? hits[place].number : chosen);
}

function closeSearch() {
  found.hidden = true;
  field.setAttribute("aria-expanded", "false");
  light(chosen);
}

function take(place) {
  const hit = hits[place];
  if (!hit) return;
  field.value = "";
  field.blur();
  closeSearch();
  openPanel(hit.number, hit.column);
  tableElements[hit.number].focus({ preventScroll: true });
}

field.addEventListener("focus", listHits);
field.addEventListener("input", listHits);
field.addEventListener("blur", closeSearch);
field.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && hits.length) mark((marked + step + hits.length) % hits.length);
  else if (event.key === "Enter") take(marked);
  else if (event.key === "Escape") field.value = "", field.blur();
  else return;
  event.preventDefault();
  event.stopPropagation();
});
// Before the field loses the focus, which closes the list.
found.addEventListener("pointerdown", (event) => event.preventDefault());
found.addEventListener("click", (event) => {
  const row = event.target.closest("[data-place]");
  if (row) take(Number(row.dataset.place));
});
