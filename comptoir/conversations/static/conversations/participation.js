// The participation table: groups that fold and stay so, arrow keys from switch to switch. Without it every switch still works.
"use strict";

(() => {
  const table = document.getElementById("participation");
  if (!table) return;
  const key = "folded-licences:" + document.body.dataset.person;
  const kept = () => JSON.parse(localStorage.getItem(key) || "{}");
  const listOf = (fold) => document.getElementById(fold.getAttribute("aria-controls"));

  // --- Folding: as the person left it in this browser, else as the page came. ---
  function show(fold, isOpen) {
    fold.setAttribute("aria-expanded", String(isOpen));
    listOf(fold).hidden = !isOpen;
  }

  function foldAsKept() {
    const choices = kept();
    // Who looks for something wants to see where it was found.
    const isFiltered = location.search.length > 1;
    for (const fold of table.querySelectorAll(".fold")) {
      const choice = isFiltered ? undefined : choices[fold.getAttribute("aria-controls")];
      show(fold, choice ?? fold.getAttribute("aria-expanded") === "true");
    }
  }

  table.addEventListener("click", (event) => {
    const fold = event.target.closest(".fold");
    if (!fold) return;
    const isOpen = fold.getAttribute("aria-expanded") !== "true";
    show(fold, isOpen);
    localStorage.setItem(key, JSON.stringify({ ...kept(), [fold.getAttribute("aria-controls")]: isOpen }));
  });

  // New numbers came in place of a heading: its list stays as it was. A new table is folded like the old one.
  document.addEventListener("htmx:oobAfterSwap", (event) => {
    const fold = event.detail.elt.querySelector?.(".fold");
    if (fold && listOf(fold)) show(fold, !listOf(fold).hidden);
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target === table) foldAsKept();
  });

  // --- Which switch was turned: two clicks in a row are two wishes, whatever the page showed before. ---
  document.addEventListener("htmx:configRequest", (event) => {
    const turned = event.detail.triggeringEvent?.target;
    if (turned?.matches?.("#participation .switch")) event.detail.parameters.turned = turned.value;
  });

  // --- Arrow keys: up and down in a column, left and right in a row. ---
  const steps = { ArrowUp: -1, ArrowDown: 1, ArrowLeft: -1, ArrowRight: 1 };
  table.addEventListener("keydown", (event) => {
    const from = event.target;
    if (!(event.key in steps) || !from.matches(".switch") || event.ctrlKey || event.altKey || event.metaKey) return;
    const isColumn = event.key === "ArrowUp" || event.key === "ArrowDown";
    const among = isColumn ? table.querySelectorAll(`.switch[value="${from.value}"]`) : from.closest(".wide-line, .dossier-row").querySelectorAll(".switch");
    const reachable = [...among].filter((one) => one.checkVisibility());
    event.preventDefault();
    reachable[reachable.indexOf(from) + steps[event.key]]?.focus();
  });

  foldAsKept();
})();
