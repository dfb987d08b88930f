// Buttons, keys, light and dark, print; and the first picture.

const root = document.documentElement;
const dark = matchMedia("(prefers-color-scheme: dark)");

// A page opened as a file may be refused its storage; the choice then lasts as long as the page.
function remembered(value) {
  try {
    if (value) localStorage.setItem("theme", value);
    return localStorage.getItem("theme");
  } catch {
    return value ?? null;
  }
}

function paint(theme) {
  root.dataset.theme = theme;
}

paint(remembered() ?? (dark.matches ? "dark" : "light"));
dark.addEventListener("change", () => remembered() ?? paint(dark.matches ? "dark" : "light"));

byId("theme").addEventListener("click", () => {
  const other = root.dataset.theme === "dark" ? "light" : "dark";
  paint(other);
  remembered(other);
});
byId("in").addEventListener("click", () => zoomBy(1.25, undefined, undefined, true));
byId("out").addEventListener("click", () => zoomBy(0.8, undefined, undefined, true));
byId("fit").addEventListener("click", () => showAll(true));
byId("help").addEventListener("click", () => byId("keys").showModal());

const KEYS = {
  "/": () => field.focus(),
  "+": () => zoomBy(1.25, undefined, undefined, true),
  "=": () => zoomBy(1.25, undefined, undefined, true),
  "-": () => zoomBy(0.8, undefined, undefined, true),
  0: () => showAll(true),
  "?": () => byId("keys").showModal(),
  n: () => showNear(numberOf(document.activeElement.closest(".table")) ?? chosen ?? 0, 1),
  ArrowLeft: () => moveBy(90, 0, true),
  ArrowRight: () => moveBy(-90, 0, true),
  ArrowUp: () => moveBy(0, 90, true),
  ArrowDown: () => moveBy(0, -90, true),
  Escape: back,
};

// One step back: the panel, then the neighbours, then what stands out.
function back() {
  if (!panel.hidden) closePanel();
  else if (view.centre !== undefined) leaveNear();
  else document.activeElement.blur();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || byId("keys").open) return;
  if (event.target.closest("input, #panel") && event.key !== "Escape") return;
  const table = event.target.closest(".table");
  if (table && (event.key === "Enter" || event.key === " ")) {
    openPanel(numberOf(table));
  } else if (KEYS[event.key] && (event.key !== "Escape" || !event.target.closest("input"))) {
    KEYS[event.key]();
  } else {
    return;
  }
  event.preventDefault();
});

// On paper: the whole picture, light, as large as the sheet allows.
let seen = null;
window.addEventListener("beforeprint", () => {
  seen = { ...camera, theme: root.dataset.theme };
  paint("light");
  light(null);
  showAll();
  canvas.setAttribute("viewBox", `0 0 ${canvas.clientWidth} ${canvas.clientHeight}`);
});
window.addEventListener("afterprint", () => {
  paint(seen.theme);
  canvas.removeAttribute("viewBox");
  look(seen.x, seen.y, seen.zoom);
});

for (const [id, sign] of [
  ["sign-many", childSign([4, 8], 1, false)],
  ["sign-single", childSign([4, 8], 1, true)],
  ["sign-one", parentSign([4, 8], 1, false)],
]) {
  const holder = drawn([[4, 8], [40, 8]], [sign], {});
  byId(id).append(shape("path", { class: "side", d: "M4,0V16" }), holder);
}

for (const number of schema.relations.keys()) stub(number);
open(0);
