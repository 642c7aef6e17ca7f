// Unfolds what holds the place that the address names, so that a link into it leads somewhere.
"use strict";
const unfold = () => {
  const place = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const folded = [];
  for (let around = place && place.parentElement; around; around = around.parentElement) {
    if (around.tagName === "DETAILS" && !around.open) folded.push(around);
  }
  for (const around of folded) around.open = true;
  if (folded.length) place.scrollIntoView();
};
addEventListener("hashchange", unfold);
if (location.hash) unfold();
