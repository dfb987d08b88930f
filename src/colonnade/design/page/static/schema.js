// The schema and the elements that stand for it. Tables, relations and groups are known by their number.

const schema = JSON.parse(document.getElementById("schema").textContent);
const byId = (id) => document.getElementById(id);
const canvas = byId("canvas");
const world = byId("world");
const tableElements = schema.tables.map((_, number) => byId(`t${number}`));
const chipElements = [];
for (const chip of document.querySelectorAll(".chip")) chipElements[chip.dataset.relation] = chip;

const relationsOf = schema.tables.map(() => []);
schema.relations.forEach((relation, number) => {
  relationsOf[relation.child].push(number);
  if (relation.parent !== relation.child) relationsOf[relation.parent].push(number);
});

// An HTML element with text or children; names from the schema only ever become text.
function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value !== false && value !== null) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null && child !== ""));
  return made;
}

function shape(name, attributes) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

// Tell people who do not see the page what has happened.
function say(text) {
  byId("said").textContent = text;
}
