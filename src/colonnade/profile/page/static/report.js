const report = JSON.parse(document.getElementById("report").textContent);
const at = (id) => document.getElementById(id);
const ms = (seconds) => (seconds * 1000).toLocaleString("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 });

function made(name, text, more = {}) {
  const element = document.createElement(name);
  if (text !== undefined) element.textContent = text;
  return Object.assign(element, more);
}

for (const one of report.findings) {
  const item = made("li", undefined, { className: one.severity });
  item.append(made("b", one.code), made("code", one.place), made("div", one.message), made("small", one.remedy));
  at("findings").append(item);
}
if (!report.findings.length) at("findings").append(made("li", "Nothing found.", { className: "advice" }));
if (report.indexes.length) at("indexes").append(made("h2", "Advised indexes"));
for (const one of report.indexes) {
  const line = made("p");
  line.append(made("code", one.text), ` saves ${ms(one.saved)} ms of the recorded reads, takes ${one.size}`);
  at("indexes").append(line);
}
