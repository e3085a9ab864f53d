// What helps to write in a conversation: drafts on the server, what arrived meanwhile, @names, canned answers. The page works without it.
"use strict";
{
  // --- Drafts: saved a moment after the last key; the copy in this tab (comptoir.js) stays until the server has it. ---
  const SAVE_AFTER = 1500;
  const TRY_AGAIN_AFTER = 15000;
  const waiting = new Map();

  const later = (form, delay) => {
    clearTimeout(waiting.get(form));
    waiting.set(form, setTimeout(() => save(form), delay));
  };

  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-draft-url]");
    if (form && event.target.matches("textarea, [name=subject]")) later(form, SAVE_AFTER);
  });
  document.addEventListener("submit", (event) => {
    clearTimeout(waiting.get(event.target));
    waiting.delete(event.target);
  });
  addEventListener("pagehide", () => [...waiting.keys()].forEach((form) => save(form, { keepalive: true })));

  const wordsOf = (form) => Object.fromEntries(["body", "subject", "dossier"].map((name) => [name, form.elements[name]?.value ?? ""]));

  async function save(form, options) {
    clearTimeout(waiting.get(form));
    waiting.delete(form);
    if (!form.isConnected) return;
    const words = wordsOf(form);
    const body = new URLSearchParams({ ...words, key: form.elements.key.value, before: form.dataset.draftOf ?? "" });
    const headers = { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value };
    try {
      const answer = await fetch(form.dataset.draftUrl, { method: "POST", body, headers, redirect: "error", ...options });
      if (!answer.ok) throw new Error(answer.status);
      kept(form, words, await answer.json());
    } catch {
      say(form, form.querySelector("[data-draft-state]").dataset.notSaved);
      if (form.isConnected) later(form, TRY_AGAIN_AFTER);
    }
  }

  function kept(form, words, { draft_mark, draft_sentence }) {
    if (!form.isConnected) return;
    form.dataset.savedAt = draft_mark;
    form.dataset.draftOf = words.dossier;
    say(form, draft_sentence);
    if (JSON.stringify(wordsOf(form)) === JSON.stringify(words)) sessionStorage.removeItem(draftKey(form));
    else keepDraft(form);
  }

  // A sentence that did not change is not said again.
  function say(form, words) {
    const state = form.querySelector("[data-draft-state]");
    if (state && state.textContent !== words) state.textContent = words;
  }

  // One goes on where the draft ends.
  for (const field of document.querySelectorAll("form[data-draft-url] textarea")) field.setSelectionRange(field.value.length, field.value.length);

  // --- What arrived while one writes: it counts as seen once it could be read for two seconds. ---
  const READ_AFTER = 2000;
  let reading = {};

  function lookAtThread() {
    const thread = document.getElementById("thread");
    const mark = document.getElementById("id_seen_up_to");
    const last = thread?.dataset.last;
    if (last === reading.last && !document.hidden) return;
    clearTimeout(reading.timer);
    reading = {};
    if (document.hidden || !mark || Number(last) <= Number(mark.value)) return;
    if (mark.form.elements.body.value) tellOf(thread.querySelector(".message:last-of-type"));
    reading = { last, timer: setTimeout(() => see(last), READ_AFTER) };
  }

  function see(last) {
    const mark = document.getElementById("id_seen_up_to");
    if (mark && Number(last) > Number(mark.value)) mark.value = last;
  }

  function tellOf(message) {
    const notice = document.getElementById("arrived");
    if (!notice || !message || message.classList.contains("mine")) return;
    notice.querySelector("a").href = "#" + message.id;
    notice.hidden = false;
  }

  document.addEventListener("htmx:afterSettle", lookAtThread);
  document.addEventListener("visibilitychange", lookAtThread);

  // --- Canned answers: the chosen one takes the caret's place. ---
  document.addEventListener("click", async (event) => {
    const choice = event.target.closest("button[data-answer]");
    const field = document.querySelector(".composer textarea[name=body]");
    if (!choice || !field) return;
    const answer = await fetch(choice.dataset.answer, { redirect: "error" }).catch(() => null);
    if (!answer?.ok) return alertLine(document.documentElement.lang);
    const { text, warning } = await answer.json();
    document.getElementById("answers").hidePopover();
    insert(field, text, field.selectionStart, field.selectionEnd);
    say(field.form, warning);
    const open = warning && text.match(/\[[^[\]\n]{1,20}\]/);
    if (open) field.setSelectionRange(field.selectionEnd - text.length + open.index, field.selectionEnd - text.length + open.index + open[0].length);
  });

  function insert(field, text, start, end) {
    field.focus();
    field.setRangeText(text, start, end, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target.id === "answers") event.target.querySelector("input[type=search]")?.focus();
  });

  // In the list, the arrows go from the search to the answers and back.
  document.addEventListener("keydown", (event) => {
    const list = event.target.closest?.("#answers");
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!list || !step) return;
    const stops = [...list.querySelectorAll("input[type=search], button[data-answer]")];
    const next = stops[stops.indexOf(document.activeElement) + step];
    if (next) {
      event.preventDefault();
      next.focus();
    }
  });

  // --- @names: a list of colleagues opens under what is typed; arrows choose, Enter takes, Escape closes. ---
  const plain = (words) => words.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const NAME_BEGUN = /(?:^|[^\p{L}\p{N}_.@-])@([^\s@]*(?: [^\s@]*)?)$/u;
  const SHOWN = 6;

  class MentionList extends HTMLElement {
    connectedCallback() {
      this.field = this.closest("form").elements.body;
      this.list = document.createElement("ul");
      Object.assign(this.list, { id: "mention-list", role: "listbox", hidden: true });
      this.list.setAttribute("aria-label", "@");
      this.append(this.list);
      this.field.setAttribute("aria-autocomplete", "list");
      this.field.addEventListener("input", () => this.look());
      this.field.addEventListener("keydown", (event) => this.press(event));
      this.field.addEventListener("blur", () => this.close());
      this.list.addEventListener("mousedown", (event) => {
        event.preventDefault();
        const option = event.target.closest("[role=option]");
        if (option) this.take(option);
      });
    }

    async look() {
      const begun = this.begun();
      if (begun === null) return this.close();
      this.people ??= fetch(this.dataset.url, { redirect: "error" }).then((answer) => (answer.ok ? answer.json() : { people: [] })).then(({ people }) => people);
      const people = await this.people.catch(() => (this.people = undefined) ?? []);
      if (this.begun() === begun) this.show(people.filter((name) => matches(name, begun)).slice(0, SHOWN));
    }

    // What is typed of a name before the caret; null where none is begun.
    begun() {
      return this.field.value.slice(0, this.field.selectionStart).match(NAME_BEGUN)?.[1] ?? null;
    }

    show(names) {
      if (!names.length || names.includes(this.begun())) return this.close();
      this.list.replaceChildren(...names.map((name, place) => optionOf(name, place)));
      this.list.hidden = false;
      this.field.setAttribute("aria-controls", this.list.id);
      this.mark(this.list.firstChild);
    }

    mark(option) {
      this.chosen?.setAttribute("aria-selected", "false");
      this.chosen = option;
      option.setAttribute("aria-selected", "true");
      this.field.setAttribute("aria-activedescendant", option.id);
      announce(option.textContent);
    }

    press(event) {
      if (this.list.hidden || event.ctrlKey || event.metaKey) return;
      const step = { ArrowDown: "nextSibling", ArrowUp: "previousSibling" }[event.key];
      if (step) this.mark(this.chosen[step] ?? this.list[step === "nextSibling" ? "firstChild" : "lastChild"]);
      else if (event.key === "Enter" || event.key === "Tab") this.take(this.chosen);
      else if (event.key === "Escape") this.close();
      else return;
      event.preventDefault();
    }

    take(option) {
      const caret = this.field.selectionStart;
      const start = caret - this.begun().length;
      this.close();
      insert(this.field, option.textContent + " ", start, caret);
      this.close();
    }

    close() {
      this.list.hidden = true;
      this.field.removeAttribute("aria-activedescendant");
    }
  }

  const matches = (name, begun) => (" " + plain(name)).includes(" " + plain(begun));

  function optionOf(name, place) {
    const option = Object.assign(document.createElement("li"), { id: `mention-${place}`, role: "option", textContent: name });
    option.setAttribute("aria-selected", "false");
    return option;
  }

  customElements.define("mention-list", MentionList);
}
