// The QR code of a certificate, before the camera or in a photo. It is read here, in the page; no picture is sent anywhere.
const box = document.querySelector("[data-scan]");
const [camera, field, view, said] = ["camera", "picture", "view", "said"].map((part) => box.querySelector(`[data-${part}]`));
const words = camera.querySelector("span"), start = words.textContent;
const SIDE = 1200; // points: larger pictures only take longer to read
let stream = null;

// The reader is large and seldom needed: it is fetched when somebody scans.
const reader = () => import("./qr-decode.js");
const say = (text) => (said.textContent = text);

function addressIn(text) {
  try {
    return new URL(text);
  } catch {
    return null; // a QR code may say anything
  }
}

// The number and code in what a QR code says, and the host that it leads to; none where it is not of our kind.
function lead(text) {
  const address = addressIn(text);
  const found = address?.pathname.match(/\/verify\/([\w-]{1,60})$/);
  const ours = [new URL(box.dataset.ours).host, location.host];
  if (!found || !ours.includes(address.host)) return say(box.dataset.elsewhere.replace("{}", address?.host || text.slice(0, 80)));
  const code = address.searchParams.get("code");
  location.assign(`/verify/${found[1]}${code ? `?code=${encodeURIComponent(code)}` : ""}`);
}

// What a picture says at this size, or nothing.
function read(decode, source, width, height, side) {
  const scale = Math.min(1, side / Math.max(width, height));
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width, height].map((length) => Math.max(1, Math.round(length * scale)));
  const drawing = canvas.getContext("2d", { willReadFrequently: true });
  drawing.drawImage(source, 0, 0, canvas.width, canvas.height);
  try {
    return decode(drawing.getImageData(0, 0, canvas.width, canvas.height));
  } catch {
    return ""; // no code in it, or too blurred: the next size or the next picture may do
  }
}

async function readPicture(file) {
  say("");
  const { default: decode } = await reader();
  const picture = await createImageBitmap(file).catch(() => null);
  const sides = [SIDE, 600, 2400];
  const text = picture && sides.map((side) => read(decode, picture, picture.width, picture.height, side)).find(Boolean);
  text ? lead(text) : say(box.dataset.nothing);
}

function stop() {
  stream?.getTracks().forEach((track) => track.stop());
  [stream, view.hidden] = [null, true];
  words.textContent = start;
}

async function watch() {
  const { default: decode } = await reader();
  stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1280 } } });
  view.srcObject = stream;
  view.hidden = false;
  words.textContent = box.dataset.stop;
  say(box.dataset.looking);
  await view.play();
  const look = () => {
    if (!stream) return;
    const text = view.videoWidth ? read(decode, view, view.videoWidth, view.videoHeight, 800) : "";
    text ? (stop(), lead(text)) : setTimeout(look, 120);
  };
  look();
}

camera.addEventListener("click", () => (stream ? (stop(), say("")) : watch().catch(() => (stop(), say(box.dataset.refused)))));
camera.hidden = !navigator.mediaDevices?.getUserMedia;
field.addEventListener("change", () => field.files.length && readPicture(field.files[0]));
addEventListener("picture", (event) => readPicture(event.detail));
addEventListener("pagehide", stop);
box.hidden = false;
