// Right-hand sides as chips: dragged to their place, or pressed and then the place pressed (Enter on its list does it too).
// The lists stay what is sent: a chip only sets them.
let picked = null; // a chip

function pick(chip) {
  picked?.setAttribute("aria-pressed", "false");
  picked = chip === picked ? null : chip;
  picked?.setAttribute("aria-pressed", "true");
}

function put(pair) {
  const list = pair.querySelector("select");
  list.value = picked.value;
  pick(picked);
  list.dispatchEvent(new Event("input", { bubbles: true }));
  list.focus();
}

function show(box) {
  const taken = new Set([...box.querySelectorAll("select")].map((list) => list.value));
  for (const chip of box.querySelectorAll(".chip")) chip.toggleAttribute("data-taken", taken.has(chip.value));
}

function pairAt({ clientX, clientY }, box) {
  const pair = document.elementFromPoint(clientX, clientY)?.closest(".pair");
  return box.contains(pair) ? pair : null;
}

function drag(chip, box, start) {
  let moved = false;
  chip.setPointerCapture(start.pointerId);
  chip.onpointermove = (event) => {
    moved ||= Math.hypot(event.clientX - start.clientX, event.clientY - start.clientY) > 6;
    if (!moved) return;
    chip.dataset.moving = "";
    chip.style.translate = `${event.clientX - start.clientX}px ${event.clientY - start.clientY}px`;
    for (const pair of box.querySelectorAll(".pair")) pair.toggleAttribute("data-over", pair === pairAt(event, box));
  };
  chip.onpointerup = chip.onpointercancel = (event) => {
    chip.onpointermove = chip.onpointerup = chip.onpointercancel = null;
    chip.style.translate = "";
    delete chip.dataset.moving;
    for (const pair of box.querySelectorAll("[data-over]")) delete pair.dataset.over;
    const pair = moved && event.type === "pointerup" && pairAt(event, box);
    if (moved && picked !== chip) pick(chip);
    if (pair) put(pair);
    else if (moved) pick(chip);
    chip.dataset.dragged = moved ? "1" : ""; // the click that follows a drag picks nothing
  };
}

for (const box of document.querySelectorAll("[data-matching]")) {
  const chips = document.createElement("div");
  chips.className = "chips";
  chips.setAttribute("role", "group");
  chips.setAttribute("aria-label", box.dataset.matching);
  box.prepend(Object.assign(document.createElement("p"), { className: "hint", textContent: box.dataset.matching, ariaHidden: "true" }), chips);
  for (const option of box.querySelector("select").options) {
    if (!option.value) continue;
    const chip = Object.assign(document.createElement("button"), { type: "button", className: "chip", value: option.value, textContent: option.text });
    chip.setAttribute("aria-pressed", "false");
    chip.addEventListener("pointerdown", (event) => drag(chip, box, event));
    chip.addEventListener("click", () => (chip.dataset.dragged ? (chip.dataset.dragged = "") : pick(chip)));
    chips.append(chip);
  }
  for (const act of ["input", "restored"]) box.addEventListener(act, () => show(box));
  box.addEventListener("keydown", (event) => {
    const pair = event.target.closest(".pair");
    if (event.key === "Enter" && picked && pair) { event.preventDefault(); put(pair); }
  });
  box.addEventListener("mousedown", (event) => {
    const pair = picked && event.target.closest(".pair");
    if (pair) { event.preventDefault(); put(pair); }
  });
  show(box);
}
