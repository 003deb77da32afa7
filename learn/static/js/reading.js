// Counts the reading time while the page can be seen, and tells the server so; the server decides what counts.
const page = document.querySelector("[data-reading]");
const marks = [...document.querySelectorAll("[data-left]")];
const said = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
let left = Math.max(0, ...marks.map((mark) => Number(mark.dataset.left)));
let seen = 0; // seconds since the server last heard of us

function show() {
  for (const mark of marks) {
    mark.hidden = left <= 0;
    mark.querySelector("span").textContent = said(Math.max(left, 0));
    mark.closest("button").toggleAttribute("data-waits", left > 0);
  }
}

async function tell(fresh) {
  seen = 0;
  const body = new URLSearchParams({ csrf_token: page.dataset.token, ...(fresh && { fresh: "1" }) });
  try {
    const answer = await fetch(page.dataset.reading, { method: "POST", body, keepalive: true });
    if (answer.ok) left = (await answer.json()).left;
    show();
  } catch { /* the network is gone; the next word tells again */ }
}

function tick() {
  if (document.hidden || left <= 0) return;
  left -= 1;
  seen += 1;
  show();
  if (seen >= Number(page.dataset.every) || left <= 0) tell(false);
}

if (page && marks.length) {
  show();
  tell(true);
  setInterval(tick, 1000);
  document.addEventListener("visibilitychange", () => { if (left > 0) tell(!document.hidden); });
}
