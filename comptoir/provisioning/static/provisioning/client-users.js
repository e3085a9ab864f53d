// Client users: all of the page at once, and how many are ticked.
"use strict";

const boxes = () => [...document.querySelectorAll("#client-users input[name=ids]")];

function count() {
  const all = document.querySelector("[data-tick-page]");
  const words = all?.parentElement.querySelector("[data-ticked]");
  if (!words) return;
  words.dataset.none ??= words.textContent;
  const ticked = boxes().filter((box) => box.checked).length;
  words.textContent = ticked ? `${words.dataset.ticked} ${ticked}` : words.dataset.none;
  all.checked = ticked > 0 && ticked === boxes().length;
  all.indeterminate = ticked > 0 && !all.checked;
}

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-tick-page]")) for (const box of boxes()) box.checked = event.target.checked;
  if (event.target.matches("[data-tick-page], input[name=ids]")) count();
});

count();
