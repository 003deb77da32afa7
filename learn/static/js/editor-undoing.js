// Two buttons step through what was saved, also by others and on other days. What is shown is saved as ever, so nothing is lost.
for (const form of document.querySelectorAll("form[data-text]")) {
  const { desk } = form, { area } = desk;
  const [back, on] = ["-1", "1"].map((step) => form.querySelector(`[data-step="${step}"]`));
  const address = form.getAttribute("action");
  let at = Number(form.elements.over.value), newest = at, stepping = false, stepped = false;

  function show() {
    back.setAttribute("aria-disabled", at <= 1); // still a stop of the arrow keys
    on.setAttribute("aria-disabled", !stepped || at >= newest);
  }
  async function step(by) {
    if (!stepped) { // what was typed since is an edition too, so that stepping forward finds it again
      if (!(await desk.settled())) return;
      at = newest = Number(form.elements.over.value);
    }
    for (let n = at + by; n >= 1 && n <= newest; n += by) {
      const told = await fetch(`${address}/${n}`, { headers: { Accept: "application/json" } }).then((reply) => (reply.ok ? reply.json() : null), () => null);
      if (!told) return;
      at = n;
      if (told.text.trim() === area.value.trim()) continue; // the same once more
      stepped = stepping = true;
      desk.become(told.text);
      stepping = false;
      break;
    }
    show();
  }

  form.addEventListener("tool", ({ detail: button }) => {
    if (button.dataset.step && button.ariaDisabled !== "true") step(Number(button.dataset.step));
  });
  area.addEventListener("input", () => { if (!stepping) stepped = false; });
  form.addEventListener("kept", ({ detail }) => {
    if (stepped) return;
    at = newest = detail.edition;
    show();
  });
  show();
}
