const body = document.querySelector("#statements tbody");
const rows = report.statements.map((one, number) => {
  const row = made("tr", undefined, { tabIndex: 0 });
  row.dataset.number = number;
  const place = one.places[0] ?? "";
  for (const text of [one.calls.toLocaleString("en"), ms(one.total), ms(one.mean), one.rows.toLocaleString("en")])
    row.append(made("td", text, { className: "number" }));
  row.append(made("td", one.text.replace(/\s+/g, " "), { title: one.text }), made("td", place, { title: one.places.join("\n") }));
  row.addEventListener("click", () => show(number));
  row.addEventListener("keydown", (event) => event.key === "Enter" && show(number));
  return { row, one, place, number };
});

function sort(key, ascending) {
  const value = (entry) => (key === "place" ? entry.place : entry.one[key]);
  const order = (a, b) => (value(a) < value(b) ? -1 : value(a) > value(b) ? 1 : a.number - b.number);
  const sorted = [...rows].sort((a, b) => (ascending ? order(a, b) : order(b, a)));
  body.replaceChildren(...sorted.map((entry) => entry.row));
  for (const head of document.querySelectorAll("#statements th")) {
    head.removeAttribute("aria-sort");
    if (head.dataset.key === key) head.setAttribute("aria-sort", ascending ? "ascending" : "descending");
  }
}

for (const head of document.querySelectorAll("#statements th"))
  head.querySelector("button").addEventListener("click", () => {
    const said = head.getAttribute("aria-sort");
    sort(head.dataset.key, said ? said === "descending" : !head.classList.contains("number"));
  });

at("filter").addEventListener("input", () => {
  const words = at("filter").value.toLowerCase();
  for (const { row, one } of rows)
    row.hidden = !`${one.text} ${one.places.join(" ")}`.toLowerCase().includes(words);
});

function plan(text) {
  const shown = made("pre", undefined, { className: "plan" });
  for (const line of text.split("\n")) {
    const costly = line.endsWith("  <-- costly");
    shown.append(costly ? made("mark", line) : line, "\n");
  }
  return shown;
}

function show(number) {
  const one = report.statements[number];
  const detail = at("detail");
  detail.replaceChildren(made("h3", "Statement"), made("pre", one.text), made("h3", "From"), made("pre", one.places.join("\n")));
  if (one.before) {
    const better = one.after !== one.before;
    detail.append(made("h3", `Plan${better ? " before" : ""}: ${ms(one.secondsBefore)} ms`), plan(one.before));
    if (better) detail.append(made("h3", `Plan with the advised indexes: ${ms(one.secondsAfter)} ms`), plan(one.after));
  }
  detail.hidden = false;
  detail.scrollIntoView({ block: "nearest" });
  for (const { row, number: other } of rows) row.setAttribute("aria-selected", String(other === number));
}

sort("total", false);
