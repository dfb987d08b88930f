// Which tables are shown and where: the whole, a group, or the neighbours of one table.

let view = null;
let lines = new Map();

// Show a picture: `at` says where tables are, `routes` the corners of the lines between them.
function present(picture) {
  view = picture;
  for (const [number, made] of tableElements.entries()) {
    const at = picture.at[number];
    made.classList.toggle("away", !at);
    made.toggleAttribute("hidden", !at);
    if (at) made.setAttribute("transform", `translate(${at[0]} ${at[1]})`);
  }
  lines = new Map(Object.entries(picture.routes).map(([number, points]) => [Number(number), line(number, points)]));
  byId("lines").replaceChildren(...lines.values());
  byId("islands").replaceChildren(...(picture.islands ?? []).flatMap(island));
  for (const [number, chip] of chipElements.entries()) chip.toggleAttribute("hidden", lines.has(number));
  for (const tab of document.querySelectorAll(".tab")) {
    tab.setAttribute("aria-pressed", String(schema.views[tab.dataset.view] === picture));
  }
}

// A group that is set apart: its ground and its name, which opens it.
function island([group, x, y, width, height]) {
  const holder = shape("g", { class: `island c${group % 10}`, "data-view": group + 1 });
  const name = shape("text", { x: x + 70, y: y + 74 });
  name.textContent = schema.groups[group].name;
  holder.append(shape("rect", { x, y, width, height, rx: 40 }), name);
  return holder;
}

// The rectangle that a table takes, with its chips.
function place(number) {
  const [x, y] = view.at[number];
  const { width, height } = schema.tables[number];
  return [x - room(number), y, x + width, y + height];
}

// The room that the chips of a table take in this picture.
function room(number, drawn = lines) {
  const chips = relationsOf[number].filter(
    (relation) => schema.relations[relation].child === number && !drawn.has(relation),
  );
  return Math.max(0, ...chips.map((relation) => schema.relations[relation].room));
}

function showAll(glide = false) {
  const shown = Object.keys(view.at).map(Number);
  if (!shown.length) return;
  const places = [
    ...shown.map(place),
    ...(view.islands ?? []).map(([, x, y, width, height]) => [x, y, x + width, y + height]),
  ];
  const points = Object.values(view.routes).flat();
  const edge = (n, pick, axis) => pick(...places.map((one) => one[n]), ...points.map((point) => point[axis]));
  show(edge(0, Math.min, 0), edge(1, Math.min, 1), edge(2, Math.max, 0), edge(3, Math.max, 1), glide);
}

function open(number) {
  present(schema.views[number]);
  closePanel();
  showAll();
}

for (const holder of [byId("tabs"), byId("islands")]) {
  holder.addEventListener("click", (event) => {
    const chosen = event.target.closest("[data-view]");
    if (!chosen || event.target.tagName === "rect") return;
    event.stopPropagation();
    open(Number(chosen.dataset.view));
    say(`${schema.views[chosen.dataset.view].name} shown`);
  });
}
