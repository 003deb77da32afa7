// Units that are dragged by a grip, or moved by their buttons without losing the place. What is sent is the form's own.
const form = document.querySelector("form[data-arranging]");
const list = () => form.querySelector("[data-units]");
const rows = () => [...list().children];

async function send(fields, focus) {
  const body = new FormData(form);
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "text/html" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("form[data-arranging]");
  if (!fresh) { location.reload(); return; }
  for (const said of document.querySelectorAll("main > .notice")) said.remove();
  if (!answer.ok) document.querySelector("main > .page-head").after(page.querySelector("main > .notice")); // somebody was faster
  list().replaceWith(fresh.querySelector("[data-units]"));
  form.elements.over.value = fresh.elements.over.value;
  prepare();
  document.querySelector("#moved").textContent = page.querySelector("#moved").textContent;
  const target = document.querySelector(focus);
  (target?.disabled ? target.parentElement.querySelector("button:not(:disabled)") : target)?.focus();
}

function drag(row, grip, { pointerId }) {
  const before = rows().indexOf(row);
  grip.setPointerCapture(pointerId);
  row.dataset.dragged = "";
  grip.onpointermove = ({ clientY }) => {
    const over = rows().find((one) => one !== row && clientY > one.getBoundingClientRect().top && clientY < one.getBoundingClientRect().bottom);
    if (!over) return;
    const { top, height } = over.getBoundingClientRect();
    if (clientY < top + height / 2) over.before(row);
    else over.after(row);
    grip.setPointerCapture(pointerId); // moving the row in the page lets the pointer go
  };
  grip.onpointerup = grip.onpointercancel = () => {
    grip.onpointermove = grip.onpointerup = grip.onpointercancel = null;
    delete row.dataset.dragged;
    if (rows().indexOf(row) === before) return;
    const { slug } = row.dataset;
    send({ order: rows().map((one) => one.dataset.slug).join(","), dragged: slug }, `#unit-${slug} h3 a`);
  };
}

function prepare() {
  for (const row of rows()) {
    row.querySelector(".end").prepend(form.querySelector("template").content.cloneNode(true));
    const grip = row.querySelector(".grip");
    grip.addEventListener("pointerdown", (event) => { event.preventDefault(); drag(row, grip, event); });
  }
}

prepare();
form.addEventListener("submit", (event) => {
  const { name, value } = event.submitter ?? {};
  if (name !== "up" && name !== "down") return;
  event.preventDefault();
  send({ [name]: value }, `#unit-${value} button[name="${name}"]`);
});
