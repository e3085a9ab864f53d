// What the browser does not do by itself: live arrival, drafts that survive, one click that counts once. Pages work without it.
"use strict";

// --- Live arrival: one stream per page; parts of the page fetch themselves again on `live-<kind>`. ---
function listen() {
  if (!document.body.dataset.person) return;
  const watched = [...document.querySelectorAll("[data-watch]")].map((part) => "watch=" + encodeURIComponent(part.dataset.watch));
  const stream = new EventSource("/live/?" + watched.join("&"));
  let opened = false;
  stream.onopen = () => {
    // What happened while the line was cut is fetched now.
    if (!opened) document.body.dispatchEvent(new CustomEvent("live-opened"));
    if (opened) ["user", "conversation", "import", "inbox", "portal"].forEach(wake);
    opened = true;
  };
  stream.onmessage = (signal) => wake(signal.data.split(":")[0]);
  addEventListener("pagehide", () => stream.close());
}

const waking = new Set();
function wake(kind) {
  // Several signals of one moment are one refresh.
  if (waking.has(kind)) return;
  waking.add(kind);
  setTimeout(() => {
    waking.delete(kind);
    document.body.dispatchEvent(new CustomEvent("live-" + kind));
    seen();
  }, 60);
}

// Something counts as read when somebody can have read it, not when it arrived in a tab that nobody looks at.
function seen() {
  if (!document.hidden) document.body.dispatchEvent(new CustomEvent("page-seen"));
}
document.addEventListener("visibilitychange", seen);

function announce(text) {
  const region = document.getElementById("announcements");
  if (region) region.textContent = text;
}

// --- Drafts: what is typed stays in this tab until it is sent or the server has it, also across an expired session. ---
// A form that the server keeps drafts of says in data-saved-at which one it showed. What was typed on top of that one is newer; else the server's is.
const draftKey = (form) => ["draft", document.body.dataset.person, form.dataset.draft].join(":");
const typed = (form) => form.querySelectorAll("textarea[name], input[name=subject]");

function keepDraft(form) {
  const words = Object.fromEntries([...typed(form)].map((field) => [field.name, field.value]));
  if (Object.values(words).some(Boolean) || form.dataset.savedAt) sessionStorage.setItem(draftKey(form), JSON.stringify({ ...words, on: form.dataset.savedAt }));
  else sessionStorage.removeItem(draftKey(form));
}

function restoreDraft(form) {
  const kept = JSON.parse(sessionStorage.getItem(draftKey(form)) || "{}");
  const isNewer = form.dataset.savedAt !== undefined && kept.on === form.dataset.savedAt;
  for (const field of typed(form)) {
    const words = kept[field.name];
    if (isNewer ? words !== undefined && words !== field.value : words && !field.value && !form.dataset.savedAt) field.value = words;
  }
}

function forgetSentDrafts() {
  // A plain form was sent and another page opened: its draft is there no more.
  const sent = sessionStorage.getItem("sent");
  if (!sent || location.pathname.startsWith("/accounts/")) return;
  sessionStorage.removeItem("sent");
  if (![...document.querySelectorAll("form[data-draft]")].some((form) => draftKey(form) === sent && form.querySelector(".errors"))) sessionStorage.removeItem(sent);
}

document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-draft]");
  if (form) keepDraft(form);
});

// Before the answer takes the form's place: afterwards the draft would have been put back into the new one.
document.addEventListener("htmx:beforeSwap", (event) => {
  const form = event.detail.requestConfig.elt.closest("form[data-draft]");
  if (form && event.detail.xhr.status === 200) sessionStorage.removeItem(draftKey(form));
});

// --- One click counts once: the key in the form makes a second one harmless, this keeps it from being made. ---
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.draft && !form.hasAttribute("hx-post")) sessionStorage.setItem("sent", draftKey(form));
  if (form.method === "post" && !form.hasAttribute("hx-post")) setTimeout(() => form.querySelectorAll("button").forEach((button) => (button.disabled = true)));
});
addEventListener("pageshow", () => document.querySelectorAll("form button[disabled]").forEach((button) => (button.disabled = false)));

// --- Files: their names on the button, and a size that cannot be sent refused before it travels. ---
document.addEventListener("change", (event) => {
  const input = event.target;
  if (input.type !== "file" || !input.dataset.maxBytes) return;
  const files = [...input.files];
  input.setCustomValidity(files.some((file) => file.size > Number(input.dataset.maxBytes)) ? input.dataset.tooBig : "");
  input.reportValidity();
  const label = input.closest("label").querySelector("[data-files-label]");
  label.dataset.empty ??= label.textContent;
  label.textContent = files.map((file) => file.name).join(", ") || label.dataset.empty;
});

// --- Copy: a button with data-copy="#id" puts what stands there on the clipboard and says so, on itself (in its <span>) and to who listens. ---
document.addEventListener("click", async (event) => {
  const button = event.target.closest("button[data-copy]");
  const source = button && document.querySelector(button.dataset.copy);
  if (!source) return;
  const words = {
    fr: ["Copié", "Sélectionné : copiez avec Ctrl C"],
    en: ["Copied", "Selected: copy with Ctrl C"],
    nl: ["Gekopieerd", "Geselecteerd: kopieer met Ctrl C"],
  };
  const [copied, selected] = words[document.documentElement.lang] || words.fr;
  try {
    await navigator.clipboard.writeText(source.value ?? source.textContent.trim());
    say(button, copied);
  } catch {
    // No clipboard (an address without https, a refusal): the text is selected, and the keyboard does the rest.
    select(source);
    say(button, selected);
  }
});

function say(button, words) {
  const label = button.querySelector("span");
  announce(words);
  if (!label) return;
  button.dataset.label ??= label.textContent;
  label.textContent = words;
  setTimeout(() => {
    label.textContent = button.dataset.label;
    announce("");
  }, 3000);
}

function select(source) {
  if (source.select) return source.select();
  const range = document.createRange();
  range.selectNodeContents(source);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}

// --- Folded parts: what stands behind the link of a <details data-fetch> is fetched into its <div> when it is opened first. ---
document.addEventListener(
  "toggle",
  (event) => {
    const part = event.target;
    if (!part.open || !part.matches("details[data-fetch]")) return;
    part.removeAttribute("data-fetch");
    htmx.ajax("GET", part.querySelector("div a").href, { target: part.querySelector("div"), swap: "innerHTML" });
  },
  true, // it does not bubble
);

// --- Keyboard: Ctrl K searches, Ctrl Enter sends. ---
document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey)) return;
  if (event.key === "k") {
    const search = document.querySelector(".search input");
    if (search) {
      event.preventDefault();
      search.select();
    }
  }
  if (event.key === "Enter" && event.target.matches("textarea")) event.target.form.querySelector("button.primary").click();
});

document.addEventListener("htmx:afterSwap", (event) => {
  document.querySelectorAll("form[data-draft]").forEach(restoreDraft);
  const bell = event.detail.elt.id === "bell" && event.detail.elt.querySelector("button");
  if (bell) announce(bell.getAttribute("aria-label"));
  if (bell) count();
});

// The server cannot be reached: say so where the person looks, keep what was typed.
document.addEventListener("htmx:sendError", () => alertLine(document.documentElement.lang));
document.addEventListener("htmx:responseError", () => alertLine(document.documentElement.lang));
function alertLine(language) {
  const words = {
    fr: "Le serveur n’a pas répondu. Votre texte est gardé ; réessayez dans un instant.",
    en: "The server did not answer. Your text is kept; try again in a moment.",
    nl: "De server antwoordde niet. Uw tekst is bewaard; probeer het zo meteen opnieuw.",
  };
  const main = document.getElementById("main");
  if (!main || main.querySelector(".notice.lost")) return;
  const line = document.createElement("p");
  line.className = "notice error lost";
  line.setAttribute("role", "alert");
  line.textContent = words[language] || words.fr;
  main.prepend(line);
}

// The signature's preview follows what is typed: the name where it is empty, nothing where it is switched off.
document.addEventListener("input", () => {
  const preview = document.querySelector("[data-signature-of]");
  if (!preview) return;
  preview.textContent = document.getElementById("id_signature").value.trim() || preview.dataset.signatureOf;
  preview.hidden = !document.getElementById("id_signs_messages").checked;
});

// --- The installed application: a page for when there is no network, and the bell's number on its icon. ---
function install() {
  if (!matchMedia("(display-mode: standalone)").matches || !("serviceWorker" in navigator)) return;
  navigator.serviceWorker.register("/service-worker.js").catch(() => {});
  count();
}

function count() {
  if (!("setAppBadge" in navigator) || !matchMedia("(display-mode: standalone)").matches) return;
  const unread = parseInt(document.querySelector("#bell .badge")?.textContent, 10) || 0;
  (unread ? navigator.setAppBadge(unread) : navigator.clearAppBadge()).catch(() => {});
}

// A preference that changes how the site looks is seen at once.
document.addEventListener("look", (event) => ["theme", "density"].forEach((name) => (document.documentElement.dataset[name] = event.detail[name])));

document.addEventListener("DOMContentLoaded", () => {
  forgetSentDrafts();
  document.querySelectorAll("form[data-draft]").forEach(restoreDraft);
  listen();
  install();
});
