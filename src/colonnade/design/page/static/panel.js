// The panel beside the diagram: what is known of one table.

const panel = byId("panel");

function openPanel(number, column = null) {
  const table = schema.tables[number];
  if (!view.at[number]) present(schema.views[0]);
  chosen = number;
  panel.hidden = false;
  panel.replaceChildren(...parts(number, table, column));
  panel.scrollTop = 0;
  panel.querySelector(".found")?.scrollIntoView({ block: "center" });
  light(number);
  reveal(...place(number));
  say(`${table.name} opened`);
}

function closePanel() {
  if (panel.hidden) return;
  const left = chosen;
  const focused = panel.contains(document.activeElement);
  panel.hidden = true;
  chosen = null;
  light(null);
  if (focused && left !== null && view.at[left]) tableElements[left].focus({ preventScroll: true });
}

function* parts(number, table, column) {
  const group = schema.groups[table.group];
  yield element("div", { class: "top" },
    element("span", { class: `dot c${table.group % 10}`, title: group.name }),
    element("h2", {}, table.name),
    element("button", { class: "close", type: "button", "aria-label": "Close", onclick: closePanel }, "×"));
  if (table.note) yield element("p", {}, table.note);
  yield steps(number);
  yield* list(`Columns (${table.columns.length})`, table.columns.map((one) => columnItem(one, one.name === column)));
  const own = relationsOf[number].filter((one) => schema.relations[one].child === number);
  const others = relationsOf[number].filter((one) => schema.relations[one].parent === number);
  yield* list("Refers to", own.map((one) => relationItem(schema.relations[one], "parent")));
  yield* list("Referred to by", others.map((one) => relationItem(schema.relations[one], "child")));
  yield* list("Indexes", table.indexes.map(indexItem));
  yield* list("Worth a look", table.findings.map((text) => element("li", {}, ...coded(text))));
}

function* list(title, items) {
  if (items.length) yield* [element("h3", {}, title), element("ul", {}, ...items)];
}

function columnItem(column, found) {
  const facts = [column.default ? `default ${column.default}` : "", column.note];
  const values = column.values.length ? `one of ${column.values.join(", ")}` : "";
  return element("li", { class: found ? "found" : "" },
    element("div", { class: "line" },
      element("code", {}, column.name),
      ...column.marks.map((mark) => element("span", { class: `mark ${mark}` }, mark)),
      element("span", { class: "type", title: column.nullable ? "may be empty" : "required" }, column.type + (column.nullable ? "?" : ""))),
    ...[facts.filter(Boolean).join(" · "), values].filter(Boolean).map((text) => element("div", { class: "sub" }, text)));
}

function relationItem(relation, end) {
  const other = relation[end];
  return element("li", {},
    element("button", { class: "link", type: "button", onclick: () => openPanel(other) }, schema.tables[other].name),
    " ", element("code", { class: "sub" }, `${relation.columns.join(", ")} → ${relation.targets.join(", ")}`),
    element("div", { class: "sub" }, ...coded(relation.says)));
}

function indexItem(index) {
  return element("li", {},
    element("div", { class: "line" },
      element("code", {}, index.columns.join(", ")), element("span", { class: "type" }, index.kind)),
    element("div", { class: "sub" }, ...coded(index.why)),
    index.name ? element("div", { class: "sub" }, element("code", {}, index.name)) : "");
}

// Text with `names` in it, as text and code elements.
function coded(text) {
  return text.split("`").map((part, place) => (place % 2 ? element("code", {}, part) : part));
}

canvas.addEventListener("click", (event) => {
  const chip = event.target.closest(".chip");
  const table = event.target.closest(".table");
  if (chip) openPanel(schema.relations[chip.dataset.relation].parent);
  else if (table) openPanel(numberOf(table));
  else closePanel();
});
