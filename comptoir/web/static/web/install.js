// «Installer l’application»: where the browser offers it, on a click; else how it is done by hand. Closed once, it stays closed on this device.
"use strict";

// The browser offers it once a page, sometimes before this file is read.
let offer = null;
addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  offer = event;
  document.querySelectorAll("install-hint").forEach((hint) => hint.show("prompt"));
});

const isInstalled = () => matchMedia("(display-mode: standalone)").matches || navigator.standalone === true;

// Which browser has to be told by hand; none where nothing can be installed.
function wayByHand() {
  const agent = navigator.userAgent;
  const touches = navigator.maxTouchPoints > 1;
  if (/iPhone|iPad|iPod/.test(agent) || (/Macintosh/.test(agent) && touches)) return "ios";
  if (/Firefox/.test(agent)) return /Android/.test(agent) ? "firefox" : null;
  return /Macintosh/.test(agent) && /Version\/(1[7-9]|[2-9]\d)[\d.]* Safari/.test(agent) ? "mac" : null;
}

customElements.define(
  "install-hint",
  class extends HTMLElement {
    get key() {
      return `install-hint:${this.dataset.app}`;
    }

    connectedCallback() {
      this.querySelector("[data-dismiss]").addEventListener("click", () => this.dismiss());
      this.querySelector("[data-install]").addEventListener("click", () => this.install());
      addEventListener("appinstalled", () => this.dismiss());
      const way = offer ? "prompt" : wayByHand();
      if (way) this.show(way);
    }

    show(way) {
      if (isInstalled() || localStorage.getItem(this.key)) return;
      this.querySelectorAll("[data-way]").forEach((words) => (words.hidden = words.dataset.way !== way));
      this.querySelector("[data-install]").hidden = way !== "prompt";
      this.hidden = false;
    }

    async install() {
      await offer.prompt();
      const { outcome } = await offer.userChoice;
      // An offer serves once; who said no finds the browser's own menu.
      offer = null;
      if (outcome === "accepted") this.dismiss();
      else this.hidden = true;
    }

    dismiss() {
      localStorage.setItem(this.key, "closed");
      const hadFocus = this.contains(document.activeElement);
      this.hidden = true;
      if (hadFocus) document.getElementById("main").focus();
    }
  },
);
