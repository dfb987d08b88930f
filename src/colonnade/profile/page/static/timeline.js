const svg = document.querySelector("#timeline svg");
const HEIGHT = 20;
const spans = withoutPauses(report.spans);
const first = Math.min(...spans.map((span) => span.left));
const last = Math.max(...spans.map((span) => span.right));
let view = [first, last];

/* A server waits for minutes and answers in milliseconds: no pause is drawn longer than a statement takes on average. */
function withoutPauses(found) {
  const longest = found.reduce((sum, [, seconds]) => sum + seconds, 0) / (found.length || 1);
  let [before, ended] = [0, found[0]?.[0] ?? 0];
  return found.map(([start, seconds, number, above]) => {
    before += Math.max(0, start - ended - longest);
    ended = Math.max(ended, start + seconds);
    return { start, end: start + seconds, left: start - before, right: start + seconds - before, number, above };
  });
}

/* Neighbours below the same line are one bar, as in a flame graph. */
function bars() {
  const found = [];
  let open = [];
  for (const { start, end, left, right, number, above } of spans) {
    let same = 0;
    while (same < above.length && open[same]?.name === above[same]) same += 1;
    open = open.slice(0, same);
    for (const bar of open) Object.assign(bar, { end: Math.max(bar.end, end), right: Math.max(bar.right, right) });
    for (let depth = same; depth < above.length; depth += 1) {
      const bar = { name: above[depth], start, end, left, right, depth, kind: depth || !above[0].includes("#") ? "frame" : "scope" };
      open.push(bar);
      found.push(bar);
    }
    found.push({ name: report.statements[number].text.replace(/\s+/g, " "), start, end, left, right, depth: above.length, kind: "statement", number });
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
    if (bar.right < view[0] || bar.left > view[1]) continue;
    const x = Math.max(0, (bar.left - view[0]) * scale);
    const wide = Math.max(2, Math.min(width, (bar.right - view[0]) * scale) - x);
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

const picked = element("rect", { y: 0, height: "100%", class: "picked" });
let from = null;
const time = (event) => view[0] + ((event.clientX - svg.getBoundingClientRect().left) / svg.clientWidth) * (view[1] - view[0]);

function pick(event) {
  const ends = [from, time(event)].sort((a, b) => a - b);
  const scale = svg.clientWidth / (view[1] - view[0] || 1);
  picked.setAttribute("x", (ends[0] - view[0]) * scale);
  picked.setAttribute("width", (ends[1] - ends[0]) * scale);
  return ends;
}

svg.addEventListener("pointerdown", (event) => { from = time(event); });
addEventListener("pointermove", (event) => {
  if (from === null) return;
  pick(event);
  svg.append(picked);
});
addEventListener("pointerup", (event) => {
  if (from === null) return;
  const ends = pick(event);
  const large = ends[1] - ends[0] > (view[1] - view[0]) / 100;
  if (large) view = ends;
  from = null;
  picked.remove();
  if (large) draw();
});
addEventListener("pointercancel", () => { from = null; picked.remove(); });
svg.addEventListener("dblclick", () => { view = [first, last]; draw(); });
addEventListener("resize", draw);
if (report.left) at("left").textContent = `the first ${report.spans.length}; ${report.left} more are not shown`;
draw();
