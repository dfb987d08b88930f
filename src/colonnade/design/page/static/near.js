// One table in the middle, what it refers to on its left, what refers to it on its right; one or two steps away.

const STEP = { across: 84, track: 10, down: 28, crowd: 14 };

// In which column each table stands: 0 for the middle, negative on the left.
function sides(centre, steps) {
  const column = new Map([[centre, 0]]);
  let edge = [centre];
  for (let step = 1; step <= steps; step++) {
    const next = [];
    for (const table of edge) {
      // The neighbours of a table that everything refers to say nothing about the one in the middle.
      if (table !== centre && relationsOf[table].length > STEP.crowd) continue;
      for (const { child, parent } of relationsOf[table].map((number) => schema.relations[number])) {
        const other = child === table ? parent : child;
        if (column.has(other)) continue;
        column.set(other, table === centre ? (child === table ? -1 : 1) : column.get(table) + Math.sign(column.get(table)));
        next.push(other);
      }
    }
    edge = next;
  }
  return column;
}

// A picture of the table and its neighbours, as `present` takes it.
function neighbourhood(centre, steps) {
  const column = sides(centre, steps);
  const inside = schema.relations
    .map((_, number) => number)
    .filter((number) => column.has(schema.relations[number].child) && column.has(schema.relations[number].parent));
  const drawn = new Map(inside.map((number) => [number, true]));
  const columns = Map.groupBy ? Map.groupBy(column.keys(), (table) => column.get(table)) : grouped(column);
  const order = [...columns.keys()].sort((one, other) => one - other);
  const at = {};
  let x = 0;
  for (const number of order) {
    const tables = columns.get(number);
    const left = Math.max(...tables.map((table) => room(table, drawn)));
    const lanes = inside.filter((one) => gutter(schema.relations[one], column) === number).length;
    stack(tables, x + left, at);
    x += left + Math.max(...tables.map((table) => schema.tables[table].width)) + STEP.across + STEP.track * lanes;
  }
  return { name: schema.tables[centre].name, at, routes: routes(inside, column, at) };
}

function grouped(column) {
  const columns = new Map();
  for (const [table, number] of column) columns.set(number, [...(columns.get(number) ?? []), table]);
  return columns;
}

// Tables one below the other, around the height of zero.
function stack(tables, x, at) {
  const high = tables.reduce((sum, table) => sum + schema.tables[table].height + STEP.down, -STEP.down);
  let y = -high / 2;
  for (const table of tables) {
    at[table] = [x, y];
    y += schema.tables[table].height + STEP.down;
  }
}

// The column at whose right side the line runs up and down: next to the child.
function gutter({ child, parent }, column) {
  const [from, to] = [column.get(child), column.get(parent)];
  return to < from ? from - 1 : from;
}

function routes(inside, column, at) {
  const lane = new Map();
  const made = {};
  for (const number of inside) {
    const relation = schema.relations[number];
    const { child, parent } = relation;
    const [from, to] = [column.get(child), column.get(parent)];
    const between = gutter(relation, column);
    const used = lane.get(between) ?? new Map();
    lane.set(between, used);
    if (!used.has(parent)) used.set(parent, used.size);
    const edges = [...column].filter(([, one]) => one === between).map(([table]) => at[table][0] + schema.tables[table].width);
    const x = Math.max(...edges) + STEP.across / 2 + STEP.track * used.get(parent);
    const start = [at[child][0] + (to < from ? 0 : schema.tables[child].width), at[child][1] + relation.childY];
    const end = [at[parent][0] + (to > from ? 0 : schema.tables[parent].width), at[parent][1] + relation.parentY];
    made[number] = [start, [x, start[1]], [x, end[1]], end];
  }
  return made;
}

function showNear(centre, steps) {
  present({ ...neighbourhood(centre, steps), centre, steps });
  openPanel(centre);
  showAll();
}

// The buttons of the panel that show only the neighbours, or everything again.
function steps(number) {
  const button = (text, pressed, act) =>
    element("button", { type: "button", "aria-pressed": String(pressed), onclick: act }, text);
  const near = (count) => view.centre === number && view.steps === count;
  return element("div", { class: "steps", role: "group", "aria-label": "What to show" },
    button("Neighbours", near(1), () => showNear(number, 1)),
    button("Two steps", near(2), () => showNear(number, 2)),
    view.centre === undefined ? "" : button("All tables", false, leaveNear));
}

function leaveNear() {
  const number = chosen;
  present(schema.views[0]);
  if (number === null) {
    showAll();
  } else {
    openPanel(number);
    showAll();
  }
}
