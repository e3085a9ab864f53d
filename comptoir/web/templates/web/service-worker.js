{% load static %}// Notifications, and a page to read when there is no network. Nothing that is somebody's is ever kept here (promise F6).
"use strict";

const CACHE = "offline-{{ stamp }}";
const OFFLINE = "{% url 'offline' %}";
const KEPT = [OFFLINE{% for path in kept %}, "{{ path }}"{% endfor %}];
const ICON = "{% static 'ui/icon-192.png' %}";
const BADGE = "{% static 'ui/badge-96.png' %}";
const KEY = "{% url 'device_key' %}";
const DEVICES = "{% url 'devices' %}";

// --- Without a network ---
self.addEventListener("install", (event) => event.waitUntil(keep().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(forgetOthers().then(() => self.clients.claim())));

async function keep() {
  const cache = await caches.open(CACHE);
  // Fetched as a stranger: what is kept is what anybody gets.
  const answers = await Promise.all(KEPT.map((path) => fetch(path, { credentials: "omit", cache: "reload" })));
  if (answers.some((answer) => !answer.ok)) throw new Error("offline page");
  await Promise.all(answers.map((answer, number) => cache.put(KEPT[number], answer)));
}

async function forgetOthers() {
  const names = await caches.keys();
  return Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)));
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin || request.method !== "GET") return;
  if (request.mode === "navigate") event.respondWith(fetch(request).catch(() => kept(OFFLINE)));
  else if (KEPT.includes(url.pathname)) event.respondWith(fetch(request).catch(() => kept(url.pathname)));
});

const kept = async (path) => (await caches.match(path, { ignoreVary: true })) || Response.error();

// --- Notifications ---
self.addEventListener("push", (event) => event.waitUntil(tell(read(event.data))));

function read(data) {
  try {
    return data.json();
  } catch {
    // Browsers want something to be shown for every push.
    return { title: "Comptoir", body: "", url: "/notifications/" };
  }
}

function tell({ title, body, url, tag, lang, unread }) {
  const shown = self.registration.showNotification(title || "Comptoir", { body, tag, lang, icon: ICON, badge: BADGE, data: { url } });
  return Promise.all([shown, count(unread)]);
}

function count(unread) {
  if (!("setAppBadge" in navigator) || unread === undefined) return null;
  return (unread ? navigator.setAppBadge(unread) : navigator.clearAppBadge()).catch(() => null);
}

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(here(event.notification.data?.url)));
});

// A path of this site, whatever was asked.
function here(path) {
  const url = new URL(path || "/", self.location.origin);
  return url.origin === self.location.origin ? url : new URL("/", self.location.origin);
}

async function open(url) {
  const tabs = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const tab = tabs.find((one) => new URL(one.url).pathname === url.pathname);
  return tab ? tab.focus() : self.clients.openWindow(url.href);
}

// The push service has given the device another address: ours has to know, and keeps the device's name.
self.addEventListener("pushsubscriptionchange", (event) => event.waitUntil(registerAgain(event)));

async function registerAgain({ oldSubscription, newSubscription }) {
  const answer = await fetch(KEY);
  if (!answer.ok || answer.redirected) return; // nobody is signed in; e-mail takes over
  const { key, csrf } = await answer.json();
  const made = newSubscription || (await self.registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: toBytes(key) }));
  const { endpoint, keys } = made.toJSON();
  const form = new FormData();
  const values = { endpoint, p256dh: keys.p256dh, auth: keys.auth, replaces: oldSubscription?.endpoint || "" };
  Object.entries(values).forEach(([name, value]) => form.append(name, value));
  await fetch(DEVICES, { method: "POST", body: form, headers: { "X-CSRFToken": csrf } });
}

function toBytes(text) {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
}
