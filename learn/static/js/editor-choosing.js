// A link, a key fact or a term is chosen in a dialog, then written where the caret stood. The form says what it writes.
let desk, place; // whose text it goes into, and where

function selected(form) {
  const option = form.querySelector("select")?.selectedOptions[0];
  return desk.chosen() || option?.dataset[desk.language] || form.dataset[desk.language] || "";
}
function written(form) {
  const values = { ...Object.fromEntries(new FormData(form)), words: selected(form) };
  return form.dataset.written.replace(/\{(\w+)\}/g, (_all, name) => values[name] ?? "");
}

for (const form of document.querySelectorAll("form[data-text]")) {
  form.addEventListener("tool", ({ detail: button }) => {
    if (!button.dataset.choose) return;
    ({ desk } = form);
    place = [desk.area.selectionStart, desk.area.selectionEnd];
    document.getElementById(button.dataset.choose).showModal();
  });
}
for (const form of document.querySelectorAll("dialog form[data-written]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = written(form);
    form.closest("dialog").close();
    desk.area.setSelectionRange(...place);
    if (form.dataset.block) desk.block(text);
    else desk.snippet(text);
  });
}
for (const form of document.querySelectorAll("dialog form[data-written]")) {
  form.closest("dialog").addEventListener("close", () => { // a browser would put the caret to the start
    if (document.activeElement !== desk.area || desk.area.selectionEnd === 0) { desk.area.focus(); desk.area.setSelectionRange(...place); }
  });
}
document.addEventListener("click", (event) => {
  const closer = event.target.closest("dialog [data-close]");
  if (!closer) return;
  event.preventDefault();
  closer.closest("dialog").close();
});
