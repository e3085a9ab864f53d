// The square of a photo that one wants: moved with the pointer or the arrow keys, made smaller with the slider. Without this the middle is taken.
"use strict";

(() => {
  const form = document.querySelector("form[data-crop]");
  if (!form) return;
  const input = form.querySelector("input[type=file]");
  const area = form.querySelector(".crop");
  const canvas = area.querySelector("canvas");
  const zoom = area.querySelector("input[type=range]");
  const said = form.querySelector("[data-said]");
  const send = form.querySelector("[data-send]");
  const LONGEST = 640;
  let picture = null;
  // The middle of the frame, in pixels of the picture.
  let middle = { x: 0, y: 0 };

  const side = () => (Math.min(picture.width, picture.height) * 100) / zoom.value;
  const within = (value, most) => Math.min(Math.max(value, 0), most);

  function place(x, y) {
    const half = side() / 2;
    middle = { x: within(x - half, picture.width - 2 * half) + half, y: within(y - half, picture.height - 2 * half) + half };
    form.elements.x.value = ((middle.x - half) / picture.width).toFixed(5);
    form.elements.y.value = ((middle.y - half) / picture.height).toFixed(5);
    form.elements.size.value = (100 / zoom.value).toFixed(5);
    draw();
  }

  function draw() {
    const pen = canvas.getContext("2d");
    const scale = canvas.width / picture.width;
    const [left, top, edge] = [(middle.x - side() / 2) * scale, (middle.y - side() / 2) * scale, side() * scale];
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    pen.fillStyle = "rgb(0 0 0 / .55)";
    pen.beginPath();
    pen.rect(0, 0, canvas.width, canvas.height);
    pen.arc(left + edge / 2, top + edge / 2, edge / 2, 0, 2 * Math.PI);
    pen.fill("evenodd");
    pen.lineWidth = 3;
    pen.strokeStyle = "#fff";
    pen.strokeRect(left + 1.5, top + 1.5, edge - 3, edge - 3);
  }

  function forget() {
    picture?.close();
    picture = null;
    area.hidden = true;
    for (const name of ["x", "y", "size"]) form.elements[name].value = "";
  }

  function show(bitmap) {
    picture = bitmap;
    const scale = LONGEST / Math.max(bitmap.width, bitmap.height);
    canvas.width = Math.max(1, Math.round(bitmap.width * scale));
    canvas.height = Math.max(1, Math.round(bitmap.height * scale));
    zoom.value = 100;
    area.hidden = false;
    place(bitmap.width / 2, bitmap.height / 2);
    canvas.focus();
  }

  input.addEventListener("change", async () => {
    const file = input.files[0];
    forget();
    said.textContent = file ? file.name : "";
    const tooBig = file && file.size > Number(input.dataset.maxBytesOfPhoto);
    input.setCustomValidity(tooBig ? input.dataset.tooBig : "");
    if (tooBig) said.textContent = input.dataset.tooBig;
    send.hidden = !file || tooBig;
    if (send.hidden) return;
    try {
      show(await createImageBitmap(file, { imageOrientation: "from-image" }));
    } catch {
      // HEIC in most browsers; what is no picture at all the server refuses with a sentence.
      said.textContent = `${file.name} – ${input.dataset.notShown}`;
      send.querySelector("button").focus();
    }
  });

  zoom.addEventListener("input", () => place(middle.x, middle.y));

  canvas.addEventListener("keydown", (event) => {
    const step = side() / (event.shiftKey ? 5 : 25);
    const move = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[event.key];
    if (!move) return;
    event.preventDefault();
    place(middle.x + move[0], middle.y + move[1]);
  });

  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    follow(event);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (canvas.hasPointerCapture(event.pointerId)) follow(event);
  });

  function follow(event) {
    const box = canvas.getBoundingClientRect();
    const scale = picture.width / box.width;
    place((event.clientX - box.left) * scale, (event.clientY - box.top) * scale);
  }

  send.hidden = true;
})();
