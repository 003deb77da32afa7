// What was answered in another tab or on another device: asked for now and then, shown here, and said beside the question.
const form = document.querySelector("form[data-answers]");
const { paper } = form;
const tabs = new BroadcastChannel(`answers:${form.dataset.attempt}`);
const PAUSE = 25_000;
let asking;

async function look() {
  const asked = performance.now();
  const reply = await fetch(`${form.getAttribute("action")}?since=${paper.known}`, { redirect: "manual" });
  if (reply.type === "opaqueredirect" || reply.status === 404) return void paper.trouble("signed-out");
  if (!reply.ok) throw reply;
  const told = await reply.json();
  paper.learn(told, asked);
  form.elements.csrf_token.value = told.token;
  for (const [id, answer] of Object.entries(told.questions))
    if (!paper.waiting.has(id) && !paper.own.has(answer.sequence) && document.getElementById(id)) paper.changed(id, answer);
  paper.catchUp(told.newest);
  form.dispatchEvent(new CustomEvent("told", { detail: told }));
  if (!paper.waiting.size) paper.trouble(null);
  if (told.ended) await (paper.waiting.size ? paper.send() : paper.over());
  return true;
}
function ask() { // one question at a time
  asking ??= look().catch(() => paper.trouble("offline")).finally(() => (asking = undefined));
  return asking;
}

paper.ask = ask;
tabs.addEventListener("message", ask);
form.addEventListener("told", ({ detail }) => {
  if (!detail.here) return;
  tabs.postMessage("saved");
  if (!paper.knows(detail.newest)) ask();
});
addEventListener("online", ask);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && ask());
setInterval(() => document.visibilityState === "visible" && ask(), PAUSE);
