// Around the paper: the time left by the server's clock, which questions are answered or flagged, and which question is
// being read, so that the other language opens at the same one.
const form = document.querySelector("form[data-answers]");
const { paper } = form;
const clock = document.querySelector("[data-remaining]");
const announcer = document.querySelector("[data-announce]");
const words = document.querySelector(".q-nav").dataset;
const told = new Set();
const gap = () => Date.now() - performance.now();
let finished = false, expired = false, before = gap();
let end = paper.time() + Number(clock.dataset.remaining) * 1000;

function announce(minutes) {
  if (![10, 5, 1].includes(minutes) || told.has(minutes)) return;
  told.add(minutes);
  announcer.textContent = minutes === 1 ? announcer.dataset.minute : announcer.dataset.minutes.replace("{n}", minutes);
}

function tick() {
  if (Math.abs(gap() - before) > 2000) paper.ask(); // the device slept, or somebody set its clock
  before = gap();
  const left = Math.max(0, Math.round((end - paper.time()) / 1000));
  clock.textContent = [Math.floor(left / 60), left % 60].map((part) => String(part).padStart(2, "0")).join(":");
  clock.dateTime = `PT${Math.floor(left / 60)}M${left % 60}S`;
  announce(Math.ceil(left / 60));
  expire(left === 0);
  if (left > 0 || finished || !navigator.onLine) return;
  finished = true; // the server hands in anyway; this only shows the result at once
  form.requestSubmit(document.querySelector("button[name='sure']"));
}

function expire(now) { // whoever may have more time after all goes on
  if (now === expired) return;
  expired = now;
  finished &&= now;
  for (const question of form.querySelectorAll(".question")) question.toggleAttribute("disabled", now);
  if (now && !navigator.onLine) paper.trouble("offline");
}

function mark(id, answered, flagged) {
  const link = document.querySelector(`.q-nav a[href="#${id}"]`);
  link.toggleAttribute("data-answered", answered ?? link.hasAttribute("data-answered"));
  link.toggleAttribute("data-flagged", flagged);
  const says = link.hasAttribute("data-answered") ? words.answeredWord : words.unansweredWord;
  link.querySelector(".vh").textContent = ` ${says}${flagged ? ` ${words.flaggedWord}` : ""}`;
}

function count(what, number) {
  for (const place of document.querySelectorAll(`[data-count="${what}"]`)) place.textContent = number;
}

form.addEventListener("told", ({ detail }) => {
  end = Date.parse(detail.deadline);
  const questions = [...form.querySelectorAll("fieldset.question")];
  for (const question of questions) {
    const flagged = detail.flagged.includes(Number(question.id.slice(1)));
    const flag = question.querySelector("[name=flag]"); // none where the quiz goes one way
    if (flag && !paper.waiting.has(question.id)) flag.checked = flagged;
    mark(question.id, detail.questions[question.id]?.answered, flagged);
  }
  const answered = document.querySelectorAll(".q-nav [data-answered]").length;
  count("answered", answered);
  count("flagged", detail.flagged.length);
  document.querySelector("[data-while-open]").hidden = answered === document.querySelectorAll(".q-nav > *").length;
});

const other = document.querySelector("button[data-keep-place]");
const read = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries)
    if (isIntersecting) other.setAttribute("formaction", other.getAttribute("formaction").replace(/#.*|$/, `#${target.id}`));
}, { rootMargin: "-20% 0px -60%" });
for (const question of form.querySelectorAll(".question")) read.observe(question);

paper.expired = () => expired;
setInterval(tick, 1000);
