// Lines with round corners, and at their ends the signs of how many: crow's feet, bars and rings.

const CORNER = 8;

function path(points) {
  let drawn = `M${points[0]}`;
  for (let i = 1; i < points.length - 1; i++) {
    const [before, at, after] = [points[i - 1], points[i], points[i + 1]];
    const radius = Math.min(CORNER, distance(before, at) / 2, distance(at, after) / 2);
    drawn += `L${towards(at, before, radius)}Q${at} ${towards(at, after, radius)}`;
  }
  return drawn + `L${points.at(-1)}`;
}

function distance([x, y], [u, v]) {
  return Math.hypot(u - x, v - y);
}

function towards([x, y], [u, v], length) {
  const all = Math.hypot(u - x, v - y) || 1;
  return [x + ((u - x) * length) / all, y + ((v - y) * length) / all];
}

// The child's end: a ring, and a crow's foot for any number of rows or a bar for one row at most.
function childSign([x, y], way, single) {
  const foot = single
    ? `M${x + 9 * way},${y - 6}v12`
    : `M${x},${y - 6}L${x + 12 * way},${y}L${x},${y + 6}`;
  return { strokes: foot, ring: [x + (single ? 15 : 17) * way, y] };
}

// The parent's end: a bar for one row, and a second bar or a ring for whether there must be one.
function parentSign([x, y], way, optional) {
  const bar = `M${x + 8 * way},${y - 6}v12`;
  if (optional) return { strokes: bar, ring: [x + 15 * way, y] };
  return { strokes: `${bar}M${x + 13 * way},${y - 6}v12`, ring: null };
}

// A group with a line, its signs, and a wide invisible line that is easy to point at.
function drawn(points, signs, attributes) {
  const made = shape("g", { class: "relation", ...attributes });
  const whole = path(points);
  made.append(shape("path", { class: "reach", d: whole }));
  made.append(shape("path", { d: whole + signs.map((sign) => sign.strokes).join("") }));
  for (const { ring } of signs) {
    if (ring) made.append(shape("circle", { class: "ring", cx: ring[0], cy: ring[1], r: 4 }));
  }
  return made;
}

// A relation as a line between two tables.
function line(number, points) {
  const relation = schema.relations[number];
  const way = (from, to) => Math.sign(to[0] - from[0]) || 1;
  const signs = [
    childSign(points[0], way(points[0], points[1]), relation.single),
    parentSign(points.at(-1), way(points.at(-1), points.at(-2)), relation.optional),
  ];
  const made = drawn(points, signs, { "data-relation": number });
  const title = shape("title", {});
  title.textContent = relation.says.replaceAll("`", "");
  made.prepend(title);
  return made;
}

// The short line between a table and the chip that stands for a parent; there is room for the child's sign only.
function stub(number) {
  const { childY, single } = schema.relations[number];
  const chip = chipElements[number];
  const [, x, y] = chip.getAttribute("transform").match(/translate\(([-\d.]+) ([-\d.]+)\)/);
  const signs = [childSign([0, childY], -1, single)];
  chip.append(drawn([[0, childY], [-30, childY]], signs, { transform: `translate(${-x} ${-y})` }));
}
