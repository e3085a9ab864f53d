// A list with boxes: all of the page at once, and how many are ticked. Listened to from above, so that rows that were fetched anew count too.
"use strict";

const boxesOf = (list) => [...list.querySelectorAll("input[name=ids]")];

function count(list) {
  const all = list.querySelector("[data-tick-page]");
  const words = all?.parentElement.querySelector("[data-ticked]");
  if (!words) return;
  words.dataset.none ??= words.textContent;
  const boxes = boxesOf(list);
  const ticked = boxes.filter((box) => box.checked).length;
  words.textContent = ticked ? `${words.dataset.ticked} ${ticked}` : words.dataset.none;
  all.checked = ticked > 0 && ticked === boxes.length;
  all.indeterminate = ticked > 0 && !all.checked;
}

document.addEventListener("change", (event) => {
  const list = event.target.closest("[data-tick-list]");
  if (!list) return;
  if (event.target.matches("[data-tick-page]")) for (const box of boxesOf(list)) box.checked = event.target.checked;
  if (event.target.matches("[data-tick-page], input[name=ids]")) count(list);
});

for (const list of document.querySelectorAll("[data-tick-list]")) count(list);
