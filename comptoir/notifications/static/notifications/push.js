// «Cet appareil»: whether it is told by push, and switching it on. What is said stands in the page, in its language; the permission is asked on a click only.
"use strict";

// A block of its own: the page's other scripts have names too.
{
  const WORKER = "/service-worker.js";
  const section = document.getElementById("devices");
  const agent = navigator.userAgent;
  const isInstalled = matchMedia("(display-mode: standalone)").matches || navigator.standalone === true;
  // An iPad says that it is a Mac; Macs have no touch screen.
  const isIos = /iPhone|iPad|iPod/.test(agent) || (/Macintosh/.test(agent) && navigator.maxTouchPoints > 1);
  const canPush = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

  // --- Which of the sentences is true here ---
  function browserInUse() {
    if (isIos) return "ios";
    if (/Android/.test(agent)) return "android";
    if (/Edg\//.test(agent)) return "edge";
    if (/Firefox\//.test(agent)) return "firefox";
    if (/OPR\/|Vivaldi\//.test(agent)) return "other";
    if (/Chrom(e|ium)\//.test(agent)) return "chrome";
    return /Safari\//.test(agent) ? "safari" : "other";
  }

  async function state() {
    if (!isSecureContext) return "insecure";
    if (isIos && !isInstalled) return "install";
    if (!canPush) return "unsupported";
    if (Notification.permission === "denied") return "denied";
    return (await thisDevice()) ? "on" : "off";
  }

  async function subscription() {
    const worker = await navigator.serviceWorker.getRegistration("/");
    return worker && Notification.permission === "granted" ? worker.pushManager.getSubscription() : null;
  }

  // The row of the list that is this device; a subscription that the server no longer knows counts for nothing.
  async function thisDevice() {
    const known = canPush && (await subscription());
    return known && section.querySelector(`[data-device="${await digest(known.endpoint)}"]`);
  }

  async function digest(text) {
    const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
    return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  async function show() {
    const now = await state();
    section.querySelectorAll("[data-push]").forEach((part) => (part.hidden = part.dataset.push !== now));
    section.querySelectorAll("[data-browser]").forEach((part) => (part.hidden = part.dataset.browser !== browserInUse()));
    const row = now === "on" && (await thisDevice());
    if (row) row.querySelector("[data-this]").hidden = false;
  }

  function complain(problem, words) {
    section.querySelectorAll("[data-problem]").forEach((part) => (part.hidden = part.dataset.problem !== problem));
    if (words) section.querySelector("[data-problem=said] span").textContent = words;
  }

  // --- Switching on ---
  class Trouble extends Error {
    constructor(problem, words) {
      super(problem);
      Object.assign(this, { problem, words });
    }
  }

  const within = (seconds, promise) => Promise.race([promise, new Promise((_done, fail) => setTimeout(() => fail(new Error("too long")), seconds * 1000))]);
  const toBytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));

  async function switchOn() {
    if ((await Notification.requestPermission()) === "default") throw new Trouble("dismissed");
    if (Notification.permission === "denied") return show();
    await navigator.serviceWorker.register(WORKER);
    const worker = await within(20, navigator.serviceWorker.ready);
    const given = await (await fetch(section.dataset.key)).json();
    const made = await subscribe(worker, given.key);
    const answer = await fetch(section.dataset.add, { method: "POST", body: formOf(made), headers: { "X-CSRFToken": given.csrf } });
    if (answer.ok) return location.reload();
    await made.unsubscribe();
    throw answer.status === 422 ? new Trouble("said", Object.values((await answer.json()).errors)[0]) : new Trouble("failed");
  }

  async function subscribe(worker, key) {
    // One that the server does not know is of another key, or of somebody else.
    await (await worker.pushManager.getSubscription())?.unsubscribe();
    try {
      return await within(30, worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: toBytes(key) }));
    } catch {
      throw new Trouble("service");
    }
  }

  function formOf(made) {
    const form = new FormData();
    const { endpoint, keys } = made.toJSON();
    const values = { endpoint, p256dh: keys.p256dh, auth: keys.auth, channel: isInstalled ? "mobile" : "web" };
    Object.entries(values).forEach(([name, value]) => form.append(name, value));
    return form;
  }

  section.querySelector("[data-push-on]").addEventListener("click", async (event) => {
    const button = event.currentTarget;
    button.disabled = true;
    complain("");
    try {
      await switchOn();
    } catch (error) {
      complain(error.problem || "failed", error.words);
    }
    button.disabled = false;
  });

  // --- «Retirer» on the device itself also ends its subscription, so that its push service forgets it. ---
  section.querySelectorAll("form[data-push-off]").forEach((form) =>
    form.addEventListener("submit", async (event) => {
      if (!canPush || form.dataset.left) return;
      event.preventDefault();
      form.dataset.left = "yes";
      try {
        if ((await thisDevice()) === form.closest("[data-device]")) await (await subscription()).unsubscribe();
      } finally {
        form.submit();
      }
    }),
  );

  show();
}
