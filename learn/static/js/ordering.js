// Lines that can be moved, by pointer or arrow keys. The lists of places stay what is sent: a move only sets them.
function rows(box) {
  return [...box.querySelectorAll(".pair--order")];
}

function say(box) {
  rows(box).forEach((row, at) => (row.querySelector("select").value = String(at + 1)));
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

function arrange(box) {
  const places = rows(box).map((row) => Number(row.querySelector("select").value));
  if (places.every(Boolean) && new Set(places).size === places.length)
    box.append(...rows(box).sort((a, b) => a.querySelector("select").value - b.querySelector("select").value));
}

function step(box, row, key) {
  const all = rows(box), at = all.indexOf(row);
  if (key === "ArrowUp" && at > 0) all[at - 1].before(row);
  else if (key === "ArrowDown" && at < all.length - 1) all[at + 1].after(row);
  else return;
  say(box);
  row.querySelector(".grip").focus();
}

function drag(box, row, grip, { pointerId }) {
  grip.setPointerCapture(pointerId);
  row.dataset.moving = "";
  grip.onpointermove = ({ clientY }) => {
    const over = rows(box).find((one) => one !== row && clientY > one.getBoundingClientRect().top && clientY < one.getBoundingClientRect().bottom);
    if (!over) return;
    const { top, height } = over.getBoundingClientRect();
    if (clientY < top + height / 2) over.before(row);
    else over.after(row);
    grip.setPointerCapture(pointerId); // moving the line in the page lets the pointer go
  };
  grip.onpointerup = grip.onpointercancel = () => {
    grip.onpointermove = grip.onpointerup = grip.onpointercancel = null;
    delete row.dataset.moving;
    say(box);
  };
}

for (const box of document.querySelectorAll("[data-ordering]")) {
  arrange(box);
  box.querySelector(".hint").hidden = false;
  box.addEventListener("restored", () => arrange(box));
  for (const row of rows(box)) {
    row.append(box.querySelector("template").content.cloneNode(true));
    const grip = row.querySelector(".grip");
    grip.ariaLabel += `: ${row.querySelector("span").textContent}`;
    grip.addEventListener("pointerdown", (event) => { event.preventDefault(); grip.focus(); drag(box, row, grip, event); });
    grip.addEventListener("keydown", (event) => {
      if (!["ArrowUp", "ArrowDown"].includes(event.key)) return;
      event.preventDefault();
      step(box, row, event.key);
    });
  }
}
