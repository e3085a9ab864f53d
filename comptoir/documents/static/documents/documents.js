// The title is proposed from the name of the file, as long as nobody typed another. Without it the server does the same.
"use strict";

document.addEventListener("change", (event) => {
  const input = event.target;
  const title = input.type === "file" && input.dataset.titles && document.getElementById(input.dataset.titles);
  if (!title || (title.value && title.value !== title.dataset.proposed)) return;
  const [file, another] = input.files;
  title.dataset.proposed = title.value = file && !another ? file.name.replace(/\.[^.]+$/, "").slice(0, title.maxLength) : "";
});

// A title that is only proposed is not sent: where the file is refused, the next one proposes its own.
document.addEventListener("submit", (event) => {
  const title = event.target.querySelector("[data-proposed]");
  if (title && title.value === title.dataset.proposed) title.value = "";
});
