// What the pointer, the keyboard or the panel looks at stands out with its relations; the rest steps back.

let chosen = null;

function light(number) {
  for (const made of document.querySelectorAll("#world .on, #world .centre")) made.classList.remove("on", "centre");
  byId("curves").replaceChildren();
  world.classList.toggle("lit", number !== null);
  if (number === null) return;
  tableElements[number].classList.add("on", "centre");
  for (const relation of relationsOf[number]) lightRelation(relation);
  // So many would hide what they lead to.
  if (byId("curves").children.length > 8) byId("curves").replaceChildren();
}

function lightRelation(number) {
  const relation = schema.relations[number];
  chipElements[number].classList.add("on");
  lines.get(number)?.classList.add("on");
  if (!lines.has(number) && view.at[relation.child] && view.at[relation.parent]) byId("curves").append(curve(relation));
  for (const [table, columns] of [[relation.child, relation.columns], [relation.parent, relation.targets]]) {
    tableElements[table].classList.add("on");
    for (const column of columns) rowElement(table, column)?.classList.add("on");
  }
}

// A relation that a chip stands for, drawn as long as it is looked at, from one near side to the other.
function curve({ child, parent, childY, parentY, room }) {
  const [x, y] = view.at[child], [u, v] = view.at[parent];
  const wide = schema.tables[parent].width;
  const leftwards = u + wide / 2 < x;
  const from = leftwards ? x - room : x + schema.tables[child].width;
  const to = leftwards ? u + wide : u;
  const bend = (leftwards ? -1 : 1) * Math.min(220, Math.max(60, Math.abs(from - to) / 2));
  const d = `M${from},${y + childY}C${from + bend},${y + childY} ${to - bend},${v + parentY} ${to},${v + parentY}`;
  return shape("path", { class: "curve", d });
}

function rowElement(table, column) {
  const number = schema.tables[table].columns.findIndex((one) => one.name === column);
  return tableElements[table].querySelector(`[data-column="${number}"]`);
}

const numberOf = (made) => (made ? Number(made.dataset.table) : null);

canvas.addEventListener("pointerover", (event) => {
  if (pointers.size) return;
  const relation = event.target.closest("#lines .relation");
  if (relation) {
    light(null);
    world.classList.add("lit");
    lightRelation(Number(relation.dataset.relation));
  } else {
    light(numberOf(event.target.closest(".table")) ?? chosen);
  }
});
canvas.addEventListener("pointerleave", () => light(chosen));

// On the element around the diagram: a part of an SVG that listens to the focus would be given it itself.
canvas.parentElement.addEventListener("focusin", (event) => {
  const number = numberOf(event.target.closest(".table"));
  light(number ?? chosen);
  if (number !== null && event.target.matches(":focus-visible")) reveal(...place(number));
});
canvas.parentElement.addEventListener("focusout", () => light(chosen));
