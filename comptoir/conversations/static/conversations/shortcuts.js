// One key for one gesture, in the inbox and in an open conversation. Loaded only for who wants it (a preference); never while somebody types.
"use strict";

const help = document.getElementById("shortcuts");
const items = () => [...document.querySelectorAll("#conversations .rows > li")];
const current = () => document.querySelector("#conversations li.current");
let led = false; // «g» was pressed: the next key names a box.

const gestures = {
  j: () => move(1),
  k: () => move(-1),
  o: open,
  x: () => tick(current()),
  r: () => reach("r"),
  n: () => reach("n"),
  a: () => reach("a"),
  e: () => reach("e"),
  s: () => reach("s"),
  "/": () => reach("/"),
  "?": () => help.showModal(),
};
const boxes = { m: "mine", t: "teams", a: "all" };

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event.target) || document.querySelector("dialog[open]")) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (led && boxes[key]) {
    event.preventDefault();
    location.assign(help.dataset[boxes[key]]);
  } else if (gestures[key]) {
    event.preventDefault();
    gestures[key]();
  }
  led = key === "g";
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-shortcut='?']")) help.showModal();
});

// A tick box takes no letters; everything else that takes text does.
function isTyping(element) {
  return element.isContentEditable || element.matches("textarea, select, input:not([type=checkbox], [type=radio], [type=button], [type=submit])");
}

function move(step) {
  const rows = items();
  if (!rows.length) return;
  const place = rows.indexOf(current());
  const next = rows[Math.min(rows.length - 1, Math.max(0, place < 0 ? 0 : place + step))];
  current()?.classList.remove("current");
  next.classList.add("current");
  next.querySelector("a").focus();
  next.scrollIntoView({ block: "nearest" });
}

function open() {
  current()?.querySelector("a").click();
}

function tick(row) {
  const box = row?.querySelector("input[name=ids]");
  if (!box) return;
  box.checked = !box.checked;
  box.dispatchEvent(new Event("change", { bubbles: true }));
}

// The button, field or summary that carries the key. In the inbox a verb is for what is ticked, else for the row where the keyboard stands.
function reach(key) {
  const target = document.querySelector(`[data-shortcut="${CSS.escape(key)}"]`);
  if (!target) return;
  if (target.matches("input, textarea, select")) {
    target.scrollIntoView({ block: "nearest" });
    target.focus();
    return;
  }
  if (target.closest(".many-bar") && !document.querySelector("#conversations input[name=ids]:checked")) {
    if (!current()) return;
    tick(current());
  }
  target.click();
}
