// Reads and sets the controls of a question, and says beside it how its answer stands.
const form = document.querySelector("form[data-answers]");
const ticks = (control) => /radio|checkbox/.test(control.type);
const controls = (question) => [...question.querySelectorAll("[name]:not([type=file], button)")];
const ours = (control) => control.name === "flag" || control.name === "question";

function read(question) {
  return controls(question).filter((control) => control.checked || !ticks(control)).map((control) => [control.name, control.value]);
}
function restore(id, pairs) {
  const question = document.getElementById(id);
  for (const control of controls(question).filter((control) => !ours(control))) {
    const values = pairs.filter(([name]) => name === control.name).map(([, value]) => value);
    if (ticks(control)) control.checked = values.includes(control.value);
    else control.value = values[0] ?? "";
  }
  for (const part of question.querySelectorAll("[data-ordering], [data-matching], [data-hotspot]")) part.dispatchEvent(new Event("restored"));
}
function say(id, state, words = "") {
  const place = document.getElementById(id).querySelector(".saved");
  place.dataset.status = state === "saved" ? "ok" : state === "elsewhere" ? "due" : "open";
  place.replaceChildren(document.querySelector(`template[data-state="${state}"]`).content.cloneNode(true), words);
}
function remark(id, words) {
  const place = document.getElementById(id).querySelector("[data-remark]");
  place.textContent = words ?? "";
  place.hidden = !words;
}
function stands(id, told) { // what the server holds now, given on this page; with controls where other pages gave some of it
  if (told.controls) restore(id, told.controls);
  say(id, told.answered ? "saved" : "emptied", told.answered ? told.at : "");
  remark(id, told.refused ?? told.remark);
}
function changed(id, told) { // what the server holds now, given somewhere else
  restore(id, told.controls);
  remark(id, told.refused ?? told.remark);
  say(id, "elsewhere", told.at);
}

for (const place of form.querySelectorAll("[data-remark]")) place.role = "status"; // read out as it comes
Object.assign(form.paper, { read, restore, say, remark, stands, changed });
