// A list with boxes: all of the page at once, and how many are ticked.
"use strict";

for (const list of document.querySelectorAll("[data-tick-list]")) {
  const all = list.querySelector("[data-tick-page]");
  const words = all?.parentElement.querySelector("[data-ticked]");
  const boxes = [...list.querySelectorAll("input[name=ids]")];
  const nothing = words?.textContent;
  const count = () => {
    if (!words) return;
    const ticked = boxes.filter((box) => box.checked).length;
    words.textContent = ticked ? `${words.dataset.ticked} ${ticked}` : nothing;
    all.checked = ticked > 0 && ticked === boxes.length;
    all.indeterminate = ticked > 0 && !all.checked;
  };
  list.addEventListener("change", (event) => {
    if (event.target === all) for (const box of boxes) box.checked = all.checked;
    count();
  });
  count();
}
