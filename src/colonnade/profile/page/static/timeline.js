const svg = document.querySelector("#timeline svg");
const HEIGHT = 20;
const first = Math.min(...report.spans.map(([start]) => start));
const last = Math.max(...report.spans.map(([start, seconds]) => start + seconds));
let view = [first, last];

/* Neighbours below the same line are one bar, as in a flame graph. */
function bars() {
  const found = [];
  let open = [];
  for (const [start, seconds, number, above] of report.spans) {
    const end = start + seconds;
    let same = 0;
    while (same < above.length && open[same]?.name === above[same]) same += 1;
    open = open.slice(0, same);
    for (const bar of open) bar.end = Math.max(bar.end, end);
    for (let depth = same; depth < above.length; depth += 1) {
      const bar = { name: above[depth], start, end, depth, kind: depth || !above[0].includes("#") ? "frame" : "scope" };
      open.push(bar);
      found.push(bar);
    }
    found.push({ name: report.statements[number].text.replace(/\s+/g, " "), start, end, depth: above.length, kind: "statement", number });
  }
  return found;
}

const all = bars();
const depth = Math.max(0, ...all.map((bar) => bar.depth)) + 1;

function element(name, attributes) {
  const shape = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) shape.setAttribute(key, value);
  return shape;
}

function draw() {
  const width = svg.clientWidth;
  const scale = width / (view[1] - view[0] || 1);
  svg.setAttribute("height", depth * HEIGHT);
  const shapes = [];
  for (const bar of all) {
    if (bar.end < view[0] || bar.start > view[1]) continue;
    const x = Math.max(0, (bar.start - view[0]) * scale);
    const wide = Math.max(0.7, Math.min(width, (bar.end - view[0]) * scale) - x);
    const shape = element("rect", { x, y: bar.depth * HEIGHT, width: wide, height: HEIGHT - 1, class: bar.kind });
    shape.addEventListener("mouseenter", () => { at("hover").textContent = `${bar.name} · ${ms(bar.end - bar.start)} ms`; });
    if (bar.kind === "statement") shape.addEventListener("click", () => show(bar.number));
    shapes.push(shape);
    if (wide > 60) {
      const label = element("text", { x: x + 4, y: bar.depth * HEIGHT + 14 });
      label.textContent = bar.name.length * 6.2 > wide - 8 ? `${bar.name.slice(0, Math.floor((wide - 14) / 6.2))}…` : bar.name;
      shapes.push(label);
    }
  }
  svg.replaceChildren(...shapes);
}

let from = null;
const time = (event) => view[0] + ((event.clientX - svg.getBoundingClientRect().left) / svg.clientWidth) * (view[1] - view[0]);
svg.addEventListener("mousedown", (event) => { from = time(event); });
addEventListener("mouseup", (event) => {
  if (from === null) return;
  const to = time(event);
  const large = Math.abs(to - from) > (view[1] - view[0]) / 100;
  if (large) view = [Math.min(from, to), Math.max(from, to)];
  from = null;
  if (large) draw();
});
svg.addEventListener("dblclick", () => { view = [first, last]; draw(); });
addEventListener("resize", draw);
if (report.left) at("left").textContent = `the first ${report.spans.length}; ${report.left} more are not shown`;
draw();
