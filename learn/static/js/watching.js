// Tells the server which stretches of a recording were played; the server compares them with its clock.
const player = document.querySelector("[data-watching]");
const box = document.querySelector("[data-asked]");
const EVERY = 10_000;
let told = 0;

function played() {
  const { length } = player.played;
  return Array.from({ length }, (_, n) => `${player.played.start(n).toFixed(1)}-${player.played.end(n).toFixed(1)}`).join(",");
}

function show(share) {
  box.querySelector("[data-share]").textContent = share;
  box.querySelector("progress").value = share;
  box.querySelector("button").toggleAttribute("data-waits", share < Number(box.dataset.asked));
}

async function tell() {
  told = Date.now();
  const { file, watching } = player.dataset;
  const token = document.querySelector("[data-token]").dataset.token;
  const body = new URLSearchParams({ csrf_token: token, file, played: played(), at: String(Math.floor(player.currentTime)) });
  try {
    const answer = await fetch(watching, { method: "POST", body, keepalive: true });
    if (answer.ok) show((await answer.json()).share);
  } catch { /* the network is gone; the player remembers, and the next report tells all of it */ }
}

if (player && box) {
  const at = Number(player.dataset.at);
  if (at) player.addEventListener("loadedmetadata", () => { player.currentTime = at; }, { once: true });
  show(Number(box.querySelector("progress").value));
  tell();
  player.addEventListener("play", tell);
  player.addEventListener("pause", tell);
  player.addEventListener("ended", tell);
  player.addEventListener("timeupdate", () => { if (Date.now() - told > EVERY) tell(); });
  addEventListener("pagehide", tell);
}
