// Dims what a claim does not rest on: the one that the address names, or the one that is pointed at.
"use strict";
const nodes = new Map([...document.querySelectorAll(".graph .node")].map((node) => [node.id, node]));
const edges = [...document.querySelectorAll(".graph .edge")];
const remark = document.getElementById("focus");
const ground = (claim) => {
  const found = new Set();
  const todo = [claim];
  while (todo.length) {
    const next = todo.pop();
    if (found.has(next)) continue;
    found.add(next);
    todo.push(...nodes.get(next).dataset.rests.split(" ").filter((below) => nodes.has(below)));
  }
  return found;
};
const focus = (claim) => {
  const kept = nodes.has(claim) ? ground(claim) : null;
  for (const [name, node] of nodes) node.classList.toggle("dim", kept !== null && !kept.has(name));
  for (const edge of edges) edge.classList.toggle("dim", kept !== null && !(kept.has(edge.dataset.from) && kept.has(edge.dataset.to)));
};
const named = () => decodeURIComponent(location.hash.slice(1));
const arrive = () => {
  const claim = named();
  focus(claim);
  if (!remark) return;
  remark.hidden = !nodes.has(claim);
  remark.querySelector("strong").textContent = claim;
  if (nodes.has(claim)) nodes.get(claim).scrollIntoView({ block: "center", inline: "center" });
};
if (nodes.size) {
  for (const [claim, node] of nodes) {
    node.addEventListener("pointerenter", () => focus(claim));
    node.addEventListener("pointerleave", () => focus(named()));
  }
  addEventListener("hashchange", arrive);
  arrive();
}
