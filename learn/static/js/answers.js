// Sends each answer as it is given and says so beside it. What cannot be sent stays on this device until it can.
const form = document.querySelector("form[data-answers]");
const { paper } = form;
const { waiting, own } = paper;
let pause, busy, alone = false, left = false;

function trouble(kind) {
  if (kind === "offline" && paper.expired()) kind = "over"; // nothing can be promised any more
  for (const banner of document.querySelectorAll("[data-trouble]")) banner.hidden = banner.dataset.trouble !== kind;
  if (!kind || !waiting.size) return;
  for (const id of waiting.keys()) paper.say(id, "kept");
  clearTimeout(pause);
  pause = setTimeout(send, 5000);
}
function over() { // handed in, or time is over: the server shows what counts, and how many answers did not reach it
  if (left) return; // a second leaving would break off the first
  left = true;
  const unsent = [...waiting.values()].filter((entry) => entry.counter).length;
  paper.forget();
  location.assign(`${form.dataset.attempt}/result${unsent ? `?unsent=${unsent}` : ""}`);
}
function written(batch) {
  const stamps = [...batch].filter(([, entry]) => entry.counter)
    .map(([id, { client, counter, at, seen }]) => ["stamp", `${id.slice(1)} ${client} ${counter} ${at} ${seen}`]);
  const pairs = [...batch.values()].flatMap((entry) => entry.pairs);
  return new URLSearchParams([...pairs, ...stamps, ["stamp", ""], ["csrf_token", form.elements.csrf_token.value]]);
}
async function send() {
  pause = clearTimeout(pause);
  if (!waiting.size || busy) return busy; // one at a time: they arrive in the order in which they were given
  const batch = new Map(alone ? [...waiting].slice(0, 1) : waiting);
  for (const id of batch.keys()) paper.say(id, "saving");
  const body = written(batch), asked = performance.now();
  const how = { method: "POST", body, headers: { "X-Part": "1" }, redirect: "manual", keepalive: String(body).length < 60000 };
  busy = fetch(form.getAttribute("action"), how).then((reply) => hear(reply, batch, asked)).catch(() => trouble("offline"));
  busy = await busy;
  if (waiting.size && !pause) await send();
}
async function hear(reply, batch, asked) {
  if (reply.status === 409 && (await reply.json()).ended) return over();
  if (reply.status === 413) return tooMuch(batch);
  if (reply.type === "opaqueredirect" || [400, 401, 404].includes(reply.status)) return signedOut();
  if (!reply.ok) return trouble("offline");
  const told = await reply.json();
  paper.learn(told, asked);
  for (const [id, entry] of batch) {
    paper.drop(id, entry);
    const answer = told.questions[id];
    if (!answer?.overtaken && answer?.sequence) own.add(answer.sequence);
    if (answer && !waiting.has(id)) paper[answer.overtaken ? "changed" : "stands"](id, answer);
  }
  trouble(null);
  form.dispatchEvent(new CustomEvent("told", { detail: { ...told, here: true } }));
}
async function settled() { // whether the server has everything
  do await send(); while (busy);
  return !waiting.size;
}
async function signedOut() { // perhaps signed in again meanwhile, in another tab: then there is a new token to send with
  trouble("signed-out");
  if (await paper.ask()) setTimeout(send);
}
function tooMuch(batch) {
  alone = true; // so that one answer that is too long keeps no other back
  if (batch.size === 1) for (const [id, entry] of batch) paper.drop(id, entry), paper.say(id, "refused");
}
form.addEventListener("input", ({ target }) => {
  if (target.type === "file") return; // it goes by its own button
  const question = target.closest(".question");
  paper.put(question.id, paper.read(question), target.name !== "flag");
  clearTimeout(pause);
  pause = setTimeout(send, target.matches("input:not([type]), textarea") ? 700 : 0); // somebody typing is given time
});
for (const back of ["online", "pagehide"]) addEventListener(back, send);
addEventListener("pageshow", (event) => event.persisted && location.reload());
Object.assign(paper, { trouble, over, send, settled });
waiting.forEach(({ pairs }, id) => paper.restore(id, pairs));
send();
