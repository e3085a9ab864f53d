// The preview follows what is chosen before it is saved. A file is developed by the server, which also says what is wrong with it; nothing is kept.
"use strict";

const page = document.querySelector("[data-portal-look]");
const previews = page.querySelector("[data-previews]");
const said = page.querySelector("[data-said]");
// The look of a picture that was chosen and not saved yet, and of the one that is saved: that of the style sheet.
let chosenPicture = null;

function wear(look) {
  for (const name of ["--hero-ink", "--hero-ground", "--hero-picture"]) {
    if (look && look[name]) previews.style.setProperty(name, look[name]);
    else previews.style.removeProperty(name);
  }
}

function follow() {
  const shows = page.querySelector("[name=shows]:checked");
  const hasLogo = Boolean(page.querySelector("[data-logo]").getAttribute("src"));
  const wantsLogo = Boolean(shows) && shows.value === "logo" && hasLogo;
  page.querySelectorAll("[data-mark]").forEach((mark) => (mark.hidden = (mark.dataset.mark === "logo") !== wantsLogo));
  const background = page.querySelector("[name=background]:checked");
  if (!background) return;
  if (background.dataset.heroPicture) wear({ "--hero-ink": background.dataset.heroInk, "--hero-ground": background.dataset.heroGround, "--hero-picture": background.dataset.heroPicture });
  else wear(chosenPicture);
}

function showLogo(answer) {
  page.querySelectorAll("[data-logo], [data-mark=logo]").forEach((image) => {
    image.src = answer.logo;
    image.width = answer.width;
    image.height = answer.height;
    image.classList.toggle("on-light", answer.ground === "light");
    image.classList.toggle("on-dark", answer.ground === "dark");
  });
  page.querySelector("[data-when=logo]").hidden = false;
  page.querySelector("[name=shows][value=logo]").checked = true;
}

function showPicture(answer) {
  chosenPicture = answer.look;
  page.querySelector("[data-picture]").checked = true;
}

function complain(input, sentence) {
  const line = document.getElementById(input.id + "_error");
  line.querySelector("span").textContent = sentence;
  line.hidden = !sentence;
  line.closest(".field").classList.toggle("wrong", Boolean(sentence));
  if (sentence) input.setAttribute("aria-invalid", "true");
  else input.removeAttribute("aria-invalid");
}

async function develop(input) {
  const file = input.files[0];
  if (!file || !input.validity.valid) return complain(input, file ? input.validationMessage : "");
  const form = new FormData();
  form.append(input.name, file);
  form.append("csrfmiddlewaretoken", input.form.elements.csrfmiddlewaretoken.value);
  let answer = {};
  try {
    const response = await fetch(page.dataset.previewAt, { method: "POST", body: form });
    answer = await response.json();
  } catch {
    return; // Without the server there is no preview; saving says what is wrong.
  }
  if (file !== input.files[0]) return;
  complain(input, answer.sentence || "");
  if (answer.logo) showLogo(answer);
  if (answer.look) showPicture(answer);
  follow();
  said.textContent = answer.sentence ? "" : document.getElementById("preview-title").textContent;
}

page.addEventListener("change", (event) => {
  if (event.target.type === "file") develop(event.target);
  else follow();
});
// A browser that comes back restores what was chosen.
addEventListener("pageshow", follow);
follow();
