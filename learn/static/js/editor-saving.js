// Sends a text after some quiet, when its field is left and when the page is, and says beside it how it stands.
const QUIET = 8000, AGAIN = 15000;
const agreement = document.querySelector("[data-agreement]");

for (const form of document.querySelectorAll("form[data-text]")) {
  const { desk } = form, { area } = desk;
  let pause, busy, saved = area.value, stopped = false; // stopped: somebody has to look first

  async function save() {
    pause = clearTimeout(pause);
    if (busy) { await busy; return save(); } // what was typed since
    if (stopped || area.value === saved) return;
    const text = area.value;
    desk.say("saving");
    busy = send(text).catch(() => later("kept"));
    await busy;
    busy = null;
    if (area.value !== text && !stopped && !pause) pause = setTimeout(save, QUIET);
  }
  async function send(text) {
    const body = new URLSearchParams({ text, over: form.elements.over.value, csrf_token: form.elements.csrf_token.value });
    const how = { method: "POST", body, headers: { Accept: "application/json" }, redirect: "manual", keepalive: String(body).length < 60000 };
    const reply = await fetch(form.getAttribute("action"), how);
    if (reply.ok) return keptAs(await reply.json(), text);
    const told = reply.headers.get("Content-Type")?.includes("json");
    if (reply.status === 409 && told) { stopped = true; desk.say("elsewhere"); return desk.collide(await reply.json(), text); }
    if (reply.type === "opaqueredirect" || [400, 401].includes(reply.status)) return signedOut();
    if (reply.status >= 500 || reply.status === 429) return later("kept");
    desk.say("refused", await desk.why(reply));
  }
  function keptAs(told, text) {
    saved = text;
    form.elements.over.value = told.edition;
    desk.forget(text);
    desk.say("saved", `${told.at} · ${told.by}`);
    agreement.innerHTML = told.agreement;
    form.dispatchEvent(new CustomEvent("kept", { detail: told }));
  }
  function later(state) {
    desk.say(state);
    pause = setTimeout(save, AGAIN);
  }
  async function signedOut() { // perhaps signed in again meanwhile, in another tab: then there is a new token to send with
    later("signed-out");
    const page = await fetch(location.pathname).then((reply) => reply.text()).catch(() => "");
    const token = new DOMParser().parseFromString(page, "text/html").querySelector("form[data-text] [name=csrf_token]")?.value;
    if (token) for (const one of document.querySelectorAll("[name=csrf_token]")) one.value = token;
  }
  function goOn(edition, text) { // after somebody chose what becomes of two texts
    stopped = false;
    form.elements.over.value = edition;
    desk.become(text);
    desk.keep();
    return save();
  }

  area.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(save, QUIET);
  });
  area.addEventListener("blur", save);
  for (const leaving of ["pagehide", "online"]) addEventListener(leaving, save);
  document.addEventListener("visibilitychange", () => document.hidden && save());
  form.addEventListener("submit", (event) => {
    if (event.submitter?.matches("[data-act]")) return; // it leads to the page where both texts are put together
    event.preventDefault();
    if (!event.submitter?.matches("[data-shows]")) save();
  });
  Object.assign(desk, { save, goOn, settled: async () => { await save(); return area.value === saved; } });
}
agreement.addEventListener("submit", async (event) => { // what is marked is what stands in the fields
  event.preventDefault();
  const desks = [...document.querySelectorAll("form[data-text]")].map((form) => form.desk);
  const settled = await Promise.all(desks.map((desk) => desk.settled()));
  if (settled.every(Boolean)) agreement.querySelector("[data-agrees]")?.submit();
});
