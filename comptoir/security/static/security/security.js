// Passkeys, and the button that prints. What is said stands in the page (data-…), in its language.
"use strict";

// A block of its own: the page's other script has names too.
{
  // --- Bytes travel as base64url in JSON. ---
  const toBytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
  const toText = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

  function forBrowser(options) {
    const given = { ...options.publicKey, challenge: toBytes(options.publicKey.challenge) };
    if (given.user) given.user = { ...given.user, id: toBytes(given.user.id) };
    for (const list of ["excludeCredentials", "allowCredentials"]) {
      if (given[list]) given[list] = given[list].map((one) => ({ ...one, id: toBytes(one.id) }));
    }
    return { publicKey: given };
  }

  function forServer(credential) {
    const response = {};
    for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (credential.response[part]) response[part] = toText(credential.response[part]);
    }
    const { id, type } = credential;
    return JSON.stringify({ id, rawId: toText(credential.rawId), type, response, clientExtensionResults: credential.getClientExtensionResults() });
  }

  // --- A form with data-passkey="create" or "get": its button asks the browser, then the form is sent with the answer. ---
  async function optionsOf(form) {
    const inPage = form.querySelector("script[type='application/json']");
    if (inPage) return JSON.parse(inPage.textContent);
    const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error("no options");
    return (await answer.json()).request_options;
  }

  function say(form, why) {
    const line = form.querySelector("[data-passkey-says]");
    const words = line.querySelector("span") || line.appendChild(document.createElement("span"));
    words.textContent = line.dataset[why];
    line.hidden = false;
  }

  // What the browser calls what went wrong. It says the same for «cancelled» and «too late» (WebAuthn 5.1.3), on purpose.
  const REASONS = { NotAllowedError: "cancelled", AbortError: "cancelled", InvalidStateError: "known", SecurityError: "address" };

  async function run(form) {
    const button = form.querySelector("button");
    form.querySelector("[data-passkey-says]").hidden = true;
    button.disabled = true;
    try {
      const options = forBrowser(await optionsOf(form));
      form.elements.credential.value = forServer(await navigator.credentials[form.dataset.passkey](options));
      form.submit();
    } catch (error) {
      say(form, REASONS[error.name] || "failed");
      button.disabled = false;
    }
  }

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    if (!window.PublicKeyCredential) {
      // Where it is only one way among others, a browser without passkeys shows nothing of it.
      if (!form.hidden) say(form, "unsupported");
      continue;
    }
    form.hidden = false;
    form.querySelector("button").disabled = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      event.stopPropagation();
      run(form);
    });
  }

  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }
}
