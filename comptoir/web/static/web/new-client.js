// In the SIREN field, Enter looks the number up instead of sending a form that is hardly begun. Without this the button does it.
"use strict";

document.getElementById("id_siren").addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.value.trim()) return;
  event.preventDefault();
  document.getElementById("look-up").click();
});
