// A picture is chosen, dropped or pasted; its words and its caption are asked for before it stands in the text.
const dialog = document.getElementById("choose-picture");
const place = dialog.querySelector("[data-pictures]");
let desk, caret;

async function open(of, file) {
  desk = of;
  caret = desk.area.selectionEnd;
  const address = desk.form.querySelector("a[data-picture]").href;
  const page = new DOMParser().parseFromString(await (await fetch(address)).text(), "text/html");
  const form = page.querySelector("[data-picture-form]");
  if (!form) return location.assign(address); // signed out, or the draft stands still: the page says so
  form.classList.remove("panel");
  place.replaceChildren(document.importNode(form, true));
  const shown = place.querySelector("form");
  if (file) {
    const carried = new DataTransfer();
    carried.items.add(file);
    shown.elements.file.files = carried.files;
  }
  dialog.showModal();
  shown.elements[file ? "alt" : "file"].focus();
}
function markdown(name, alt, caption) {
  const folded = (words) => words.trim().replace(/\s+/g, " ");
  return `![${folded(alt).replace(/[[\]\\]/g, "\\$&")}](media/${name} "${folded(caption).replace(/["\\]/g, "\\$&")}")`;
}
function fault(words) {
  const told = place.querySelector("[data-fault]");
  told.textContent = words;
  told.hidden = false;
}

place.addEventListener("change", ({ target }) => { // the library knows what a picture shows
  const { alt } = target.form.elements;
  if (target.name === "picture") alt.value ||= target.dataset.alt;
});
place.addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target, { alt, caption } = form.elements;
  const empty = [alt, caption].find((one) => !one.value.trim());
  if (empty) { fault(form.querySelector(`label[for="${empty.id}"]`).textContent); return empty.focus(); }
  const reply = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" }, redirect: "manual" }).catch(() => null);
  if (!reply?.ok) return fault(reply ? await desk.why(reply) : document.querySelector('template[data-state="kept"]').content.textContent);
  const { name } = await reply.json();
  dialog.close();
  desk.area.setSelectionRange(caret, caret);
  desk.block(markdown(name, alt.value, caption.value));
});
dialog.addEventListener("close", () => { desk.area.focus(); desk.area.setSelectionRange(caret, caret); });

for (const form of document.querySelectorAll("form[data-text]")) {
  form.desk.picture = (file) => open(form.desk, file);
  form.addEventListener("tool", ({ detail: button }) => button.dataset.picture && open(form.desk));
  form.querySelector("a[data-picture]").addEventListener("click", (event) => { event.preventDefault(); open(form.desk); });
}
