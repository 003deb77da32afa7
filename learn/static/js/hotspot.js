// Pressing an area of the picture ticks it in the list, and the picture shows what is ticked.
for (const box of document.querySelectorAll("[data-hotspot]")) {
  const areas = [...box.querySelectorAll("[data-area]")];
  const control = (area) => box.querySelector(`input[value="${CSS.escape(area.dataset.area)}"]`);
  const show = () => areas.forEach((area) => area.toggleAttribute("data-chosen", control(area).checked));
  for (const area of areas) area.addEventListener("click", () => control(area).click());
  for (const act of ["input", "restored"]) box.addEventListener(act, show);
  box.dataset.ready = "";
  show();
}
