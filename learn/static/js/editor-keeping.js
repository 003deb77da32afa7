// What is typed is kept in this browser until the server has it. What another visit left is offered, never put in by itself.
const editor = document.querySelector("[data-editor]");

for (const form of document.querySelectorAll("form[data-text]")) {
  const { desk } = form, { area } = desk;
  const store = `unit:${editor.dataset.person}:${editor.dataset.at}:${desk.language}:`; // and the edition it was written over
  const client = crypto.randomUUID?.() ?? String(Math.random());

  function keep() {
    const entry = JSON.stringify({ text: area.value, at: Date.now(), client });
    try { localStorage.setItem(store + form.elements.over.value, entry); } catch { /* full: it stays in this page, and is sent */ }
  }
  function forget(text) { // the server has it; what was typed meanwhile is kept on, over what it has now
    for (const [key, entry] of entries()) if (entry.client === client) localStorage.removeItem(key);
    if (area.value !== text) keep();
  }
  function entries() {
    const found = Object.keys(localStorage).filter((key) => key.startsWith(store));
    return found.map((key) => { try { return [key, JSON.parse(localStorage.getItem(key))]; } catch { return [key, {}]; } });
  }
  function offer(key, entry) {
    const note = document.querySelector("template[data-left]").content.cloneNode(true).firstElementChild;
    note.querySelector("[data-when]").replaceWith(new Date(entry.at).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" }));
    note.addEventListener("click", async ({ target }) => {
      const act = target.closest("[data-act]")?.dataset.act;
      if (act === "look") note.querySelector("[data-look]").innerHTML = await look(entry.text);
      if (act === "take") {
        form.elements.over.value = key.slice(store.length); // what others saved since is merged, not overwritten
        desk.become(entry.text);
        desk.save();
      }
      if (act === "take" || act === "drop") { localStorage.removeItem(key); note.remove(); area.focus(); }
    });
    form.querySelector("[data-kept]").append(note);
  }
  async function look(text) {
    return desk.ask("/difference", { text }).then((told) => told.difference, () => "");
  }

  for (const [key, entry] of entries()) {
    if (!entry.text || entry.text.trim() === area.value.trim()) localStorage.removeItem(key);
    else offer(key, entry);
  }
  area.addEventListener("input", keep);
  Object.assign(desk, { keep, forget });
}
