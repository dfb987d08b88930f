// What part of the diagram is seen: moving and zooming by mouse, finger and key.

const camera = { x: 0, y: 0, zoom: 1 };
const ZOOM = { least: 0.04, most: 3, readable: 0.42 };
const MARGIN = 28;

function look(x, y, zoom, glide = false) {
  Object.assign(camera, { x, y, zoom });
  world.classList.toggle("glide", glide);
  world.classList.toggle("distant", zoom < ZOOM.readable);
  world.setAttribute("style", `transform: translate(${x}px, ${y}px) scale(${zoom})`);
  byId("zoom").textContent = `${Math.round(zoom * 100)}%`;
}

// Zoom and keep the point under the pointer (or the middle) where it is.
function zoomBy(factor, x = canvas.clientWidth / 2, y = canvas.clientHeight / 2, glide = false) {
  const zoom = Math.min(ZOOM.most, Math.max(ZOOM.least, camera.zoom * factor));
  const real = zoom / camera.zoom;
  look(x - (x - camera.x) * real, y - (y - camera.y) * real, zoom, glide);
}

function moveBy(x, y, glide = false) {
  look(camera.x + x, camera.y + y, camera.zoom, glide);
}

// The size of what is seen; on a phone the panel lies over the lower part of the diagram.
function sight() {
  const over = getComputedStyle(panel).position === "absolute" && !panel.hidden;
  return [canvas.clientWidth, over ? panel.offsetTop : canvas.clientHeight];
}

// Show a rectangle of the diagram as large as fits, but not larger than life by much.
function show(left, top, right, bottom, glide = false, most = 1.15) {
  const [wide, high] = sight();
  const fitting = Math.min((wide - 2 * MARGIN) / (right - left), (high - 2 * MARGIN) / (bottom - top), most);
  const zoom = Math.max(ZOOM.least, fitting);
  look((wide - (left + right) * zoom) / 2, (high - (top + bottom) * zoom) / 2, zoom, glide);
}

// Bring a rectangle into sight: move no more than needed, and come near enough to read it.
function reveal(left, top, right, bottom) {
  if (camera.zoom < ZOOM.readable) {
    show(left - 60, top - 40, right + 60, bottom + 40, true, 1);
    return;
  }
  const [wide, high] = sight();
  const { x, y, zoom } = camera;
  const push = (from, to, room) => {
    if (to - from > room - 2 * MARGIN) return MARGIN - from;
    return Math.max(0, MARGIN - from) - Math.max(0, to - room + MARGIN);
  };
  const right_ = push(left * zoom + x, right * zoom + x, wide);
  const down = push(top * zoom + y, bottom * zoom + y, high);
  if (right_ || down) moveBy(right_, down, true);
}

canvas.addEventListener("wheel", (event) => {
  event.preventDefault();
  const at = canvas.getBoundingClientRect();
  const lines = event.deltaMode === 1 ? 16 : 1;
  const factor = Math.exp(-event.deltaY * lines * (event.ctrlKey ? 0.008 : 0.0016));
  zoomBy(factor, event.clientX - at.left, event.clientY - at.top);
}, { passive: false });

// Pointers that are down: one moves the diagram, two stretch it.
const pointers = new Map();
let dragged = false;

canvas.addEventListener("pointerdown", (event) => {
  if (event.button !== 0) return;
  pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  if (pointers.size === 1) dragged = false;
});

canvas.addEventListener("pointermove", (event) => {
  const before = pointers.get(event.pointerId);
  if (!before) return;
  const x = event.clientX - before.x, y = event.clientY - before.y;
  if (!dragged && Math.hypot(x, y) < 4) return;
  if (!dragged) canvas.setPointerCapture(event.pointerId);
  dragged = true;
  canvas.classList.add("dragging");
  const others = [...pointers].filter(([id]) => id !== event.pointerId).map(([, point]) => point);
  if (others.length) {
    const at = canvas.getBoundingClientRect(), other = others[0];
    const reach = (point) => Math.hypot(point.x - other.x, point.y - other.y) || 1;
    const now = { x: event.clientX, y: event.clientY };
    zoomBy(reach(now) / reach(before), (now.x + other.x) / 2 - at.left, (now.y + other.y) / 2 - at.top);
    moveBy(x / 2, y / 2);
  } else {
    moveBy(x, y);
  }
  pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
});

for (const name of ["pointerup", "pointercancel"]) {
  window.addEventListener(name, (event) => {
    pointers.delete(event.pointerId);
    if (!pointers.size) canvas.classList.remove("dragging");
  });
}

// A click that ends a drag is not a click.
canvas.addEventListener("click", (event) => {
  if (dragged) event.stopPropagation();
  dragged = false;
}, true);
