// Shows the rows of the table of claims that have every word that was typed.
"use strict";
const place = document.getElementById("filter");
if (place) {
  const rows = [...document.querySelectorAll("table.claims tbody tr")];
  const input = place.querySelector("input");
  const count = place.querySelector("output");
  const show = () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of rows) {
      const text = row.textContent.toLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
      shown += row.hidden ? 0 : 1;
    }
    count.textContent = words.length ? `${shown} of ${rows.length}` : "";
  };
  input.addEventListener("input", show);
  place.hidden = false;
  show();
}
