// Around the paper: the time left, which questions are answered or flagged, what the server remarks, and which
// question is being read, so that the other language opens at the same one.
const form = document.querySelector("form[data-answers]");
const clock = document.querySelector("[data-remaining]");
const announcer = document.querySelector("[data-announce]");
const words = document.querySelector(".q-nav").dataset;
const told = new Set();
let finished = false;
let end = Date.now() + Number(clock.dataset.remaining) * 1000;

function announce(minutes) {
  if (![10, 5, 1].includes(minutes) || told.has(minutes)) return;
  told.add(minutes);
  announcer.textContent = minutes === 1 ? announcer.dataset.minute : announcer.dataset.minutes.replace("{n}", minutes);
}

function tick() {
  const left = Math.max(0, Math.round((end - Date.now()) / 1000));
  clock.textContent = [Math.floor(left / 60), left % 60].map((part) => String(part).padStart(2, "0")).join(":");
  clock.dateTime = `PT${Math.floor(left / 60)}M${left % 60}S`;
  announce(Math.ceil(left / 60));
  if (left > 0 || finished || !navigator.onLine) return;
  finished = true; // the server hands in anyway; this only shows the result at once
  form.requestSubmit(document.querySelector("button[name='sure']"));
}

function mark(id, answered, flagged) {
  const link = document.querySelector(`.q-nav a[href="#q${id}"]`);
  link.toggleAttribute("data-answered", answered);
  link.toggleAttribute("data-flagged", flagged);
  link.querySelector(".vh").textContent = ` ${answered ? words.answeredWord : words.unansweredWord}${flagged ? ` ${words.flaggedWord}` : ""}`;
}

form.addEventListener("saved", ({ detail }) => {
  end = Date.now() + detail.remaining * 1000;
  for (const question of form.querySelectorAll(".question")) {
    const id = Number(question.id.slice(1));
    const remark = question.querySelector("[data-remark]");
    mark(id, detail.answered.includes(id), detail.flagged.includes(id));
    remark.textContent = detail.remarks[question.id] ?? "";
    remark.hidden = !remark.textContent;
  }
  for (const what of ["answered", "flagged"])
    for (const place of document.querySelectorAll(`[data-count="${what}"]`)) place.textContent = detail[what].length;
  document.querySelector("[data-while-open]").hidden = detail.answered.length === form.querySelectorAll(".question").length;
});

const other = document.querySelector("button[data-keep-place]");
const read = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries)
    if (isIntersecting) other.setAttribute("formaction", other.getAttribute("formaction").replace(/#.*|$/, `#${target.id}`));
}, { rootMargin: "-20% 0px -60%" });
for (const question of form.querySelectorAll(".question")) read.observe(question);

setInterval(tick, 1000);
