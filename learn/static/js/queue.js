// Answers that the server has not acknowledged yet: kept in this browser until it has, whatever becomes of the page.
// And the server's clock as far as this page knows it: the browser's own may be wrong.
const form = document.querySelector("form[data-answers]");
const store = `answers:${form.dataset.attempt}:`; // and the page that keeps them
const client = [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const waiting = new Map(); // question → {client, counter, at, seen, pairs}; counter 0: only its flag was changed
const own = new Set(); // sequences of this page's answers
let counter = 0, last = 0, known = Number(form.elements.seen.value), offset = Number(form.dataset.now) - Date.now();

function kept(page) {
  try { return JSON.parse(localStorage.getItem(store + page) ?? "{}"); } catch { return {}; }
}
function write(page, entries) {
  if (!Object.keys(entries).length) return localStorage.removeItem(store + page);
  try { localStorage.setItem(store + page, JSON.stringify(entries)); } catch { /* full: it stays in this page, and is sent */ }
}
function drop(id, entry) {
  const entries = kept(entry.client);
  if (entries[id]?.counter === entry.counter) delete entries[id];
  write(entry.client, entries);
  if (waiting.get(id) === entry) waiting.delete(id);
}
function put(id, pairs, answers) {
  const before = waiting.get(id);
  last = Math.max(last + 1, Math.round(time()));
  const entry = answers
    ? { client, counter: ++counter, at: last, seen: known, pairs }
    : { ...(before ?? { client, counter: 0, at: 0, seen: 0 }), pairs };
  if (before) drop(id, before);
  waiting.set(id, entry);
  write(entry.client, { ...kept(entry.client), [id]: entry });
}
function pages() {
  return Object.keys(localStorage).filter((key) => key.startsWith(store)).map((key) => key.slice(store.length));
}
function adopt() { // what another page of this browser could not send, or this one before it was loaded again
  for (const page of pages())
    for (const [id, entry] of Object.entries(kept(page)))
      if (document.getElementById(id) && !(waiting.get(id)?.at > entry.at)) waiting.set(id, entry);
}
function forget() {
  for (const page of pages()) localStorage.removeItem(store + page);
}
function time() {
  return Date.now() + offset;
}
function learn(told, asked) {
  offset = told.now + (performance.now() - asked) / 2 - Date.now();
}
function knows(newest) { // whether nothing arrived from elsewhere in between
  while (own.has(known + 1)) known += 1;
  form.elements.seen.value = known;
  return known >= newest;
}
function catchUp(newest) {
  known = Math.max(known, newest);
  knows(newest);
}

adopt();
form.paper = { client, waiting, own, put, drop, forget, time, learn, knows, catchUp, get known() { return known; } };
