// The inbox while it is open: it refreshes itself at most every two seconds, what is ticked stays ticked, questions come in a dialog.
"use strict";

const list = () => document.getElementById("conversations");
const boxesOf = (part) => [...part.querySelectorAll("input[name=ids]")];

// --- Live: the first signal refreshes at once, those of the next two seconds together afterwards; none is lost. ---
const PAUSE = 2000;
let refreshedAt = 0;
let waiting = null;

function refreshSoon() {
  waiting ??= setTimeout(refresh, Math.max(0, refreshedAt + PAUSE - Date.now()));
}

function refresh() {
  waiting = null;
  refreshedAt = Date.now();
  document.body.dispatchEvent(new CustomEvent("inbox-refresh"));
}

document.body.addEventListener("live-inbox", refreshSoon);
document.body.addEventListener("live-user", refreshSoon);

// --- What is ticked, and where the keyboard stands, survive a refresh. ---
let kept = { ticked: new Set(), current: null };

document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target.id !== "conversations") return;
  kept = { ticked: new Set(boxesOf(list()).filter((box) => box.checked).map((box) => box.value)), current: list().querySelector("li.current input")?.value };
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id !== "conversations") return;
  for (const box of boxesOf(list())) {
    box.checked = kept.ticked.has(box.value);
    if (box.value === kept.current) box.closest("li").classList.add("current");
  }
  count();
});

// --- All of the page at once, and how many are ticked. ---
function count() {
  const all = document.querySelector("[data-tick-all]");
  const words = all?.parentElement.querySelector("[data-ticked]");
  if (!words) return;
  words.dataset.none ??= words.textContent;
  const ticked = boxesOf(list()).filter((box) => box.checked).length;
  words.textContent = ticked ? `${words.dataset.ticked} ${ticked}` : words.dataset.none;
  all.checked = ticked > 0 && ticked === boxesOf(list()).length;
  all.indeterminate = ticked > 0 && !all.checked;
}

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-tick-all]")) for (const box of boxesOf(list())) box.checked = event.target.checked;
  if (event.target.matches("[data-tick-all], input[name=ids]")) count();
});

// --- What a change will do is asked in a dialog. ---
document.addEventListener("htmx:afterSwap", (event) => {
  const dialog = document.getElementById("many-dialog");
  if (event.detail.target !== dialog || !dialog.children.length) return;
  if (!dialog.open) dialog.showModal();
  dialog.querySelector("select, input:not([type=hidden]), button.primary")?.focus();
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-closes-dialog]");
  const dialog = link?.closest("dialog");
  if (!dialog) return;
  event.preventDefault();
  dialog.close();
});

count();
