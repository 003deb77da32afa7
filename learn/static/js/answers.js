// Sends each answer as it is given and says so beside it. What cannot be sent stays on this device until it can.
const form = document.querySelector("form[data-answers]");
const store = `answers:${form.dataset.attempt}`;
const waiting = new Map(Object.entries(JSON.parse(localStorage.getItem(store) ?? "{}"))); // question → name-value pairs
const ticks = (control) => /radio|checkbox/.test(control.type);
let pause, busy;

function keep() {
  if (waiting.size) localStorage.setItem(store, JSON.stringify(Object.fromEntries(waiting)));
  else localStorage.removeItem(store);
}
function say(id, state, words = "") {
  const place = document.getElementById(id).querySelector("[data-saved]");
  place.dataset.status = state === "saved" ? "ok" : "open";
  place.replaceChildren(document.querySelector(`template[data-state="${state}"]`).content.cloneNode(true), words);
}
function trouble(kind) {
  for (const banner of document.querySelectorAll("[data-trouble]")) banner.hidden = banner.dataset.trouble !== kind;
  if (!kind) return;
  for (const id of waiting.keys()) say(id, "kept");
  pause = setTimeout(send, 5000);
}
function read(question) {
  const given = [...question.querySelectorAll("[name]")].filter((control) => control.checked || !ticks(control));
  return given.map((control) => [control.name, control.value]);
}
function restore(id, pairs) {
  for (const control of document.getElementById(id).querySelectorAll("[name]")) {
    const kept = pairs.filter(([name]) => name === control.name).map(([, value]) => value);
    if (ticks(control)) control.checked = kept.includes(control.value);
    else if (kept.length) [control.value] = kept;
  }
}
async function send() {
  pause = clearTimeout(pause);
  if (!waiting.size || busy) return busy; // one at a time: an older answer must not overtake a newer one
  const batch = new Map(waiting);
  const body = new URLSearchParams([...[...batch.values()].flat(), ["csrf_token", form.elements.csrf_token.value]]);
  for (const id of batch.keys()) say(id, "saving");
  const how = { method: "POST", body, headers: { "X-Part": "1" }, redirect: "manual", keepalive: true };
  busy = fetch(form.getAttribute("action"), how).then((reply) => hear(reply, batch)).catch(() => trouble("offline"));
  busy = await busy;
  if (waiting.size && !pause) await send();
}
async function hear(reply, batch) {
  if ([404, 409].includes(reply.status)) { // handed in, or time is over: the server shows what counts
    localStorage.removeItem(store);
    return location.assign(form.dataset.attempt);
  }
  if (reply.type === "opaqueredirect" || [400, 401].includes(reply.status)) return trouble("signed-out");
  if (!reply.ok) return trouble("offline");
  const told = await reply.json();
  for (const [id, pairs] of batch) {
    if (waiting.get(id) === pairs) waiting.delete(id);
    const answered = told.answered.includes(Number(id.slice(1)));
    say(id, answered ? "saved" : "emptied", answered ? told.clock : "");
  }
  keep();
  trouble(null);
  form.dispatchEvent(new CustomEvent("saved", { detail: told }));
}
form.addEventListener("input", ({ target }) => {
  const question = target.closest(".question");
  waiting.set(question.id, read(question));
  keep();
  clearTimeout(pause);
  pause = setTimeout(send, target.matches("input:not([type])") ? 700 : 0); // somebody typing is given time
});
form.addEventListener("submit", async (event) => {
  const stays = "save" in event.submitter.dataset;
  if (!stays && !waiting.size && !busy) // all is saved; what an old tab shows must not overwrite it
    return form.querySelectorAll(".question").forEach((question) => question.setAttribute("disabled", ""));
  event.preventDefault();
  do await send(); while (busy);
  if (!stays && !waiting.size) form.requestSubmit(event.submitter);
});
for (const back of ["online", "pagehide"]) addEventListener(back, send);
addEventListener("pageshow", (event) => event.persisted && location.reload());
waiting.forEach((pairs, id) => restore(id, pairs));
send();
