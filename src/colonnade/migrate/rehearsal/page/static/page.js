(() => {
"use strict";
const timeline = document.querySelector("#timeline");
const all = document.querySelectorAll("[data-statement]");
const light = (number) => {
  timeline.classList.toggle("one", number !== null);
  for (const one of all) one.classList.toggle("on", one.dataset.statement === number);
};
for (const one of all) {
  for (const event of ["mouseenter", "focus"]) one.addEventListener(event, () => light(one.dataset.statement));
  for (const event of ["mouseleave", "blur"]) one.addEventListener(event, () => light(null));
}
for (const bar of timeline.querySelectorAll("[data-statement]")) {
  bar.addEventListener("click", () => document.querySelector(`tr[data-statement="${bar.dataset.statement}"]`).focus());
}
})();
