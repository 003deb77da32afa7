// The picture beside the form follows what is typed, after a pause. Without this the button “Show preview” draws it.
const form = document.querySelector("form[data-design]");
const preview = form.querySelector("[data-preview]");
const picture = preview.querySelector("[data-picture]");
let waiting;
let asked; // the request on its way

async function draw() {
  asked?.abort();
  const mine = (asked = new AbortController());
  preview.setAttribute("aria-busy", "true");
  try {
    const how = { method: "POST", body: new FormData(form), headers: { "X-Part": "1" }, redirect: "manual", signal: mine.signal };
    const reply = await fetch(form.dataset.design, how);
    if (reply.ok || reply.status === 422) picture.innerHTML = await reply.text();
  } catch { /* no line: the button draws it once there is one */ }
  if (mine === asked) preview.removeAttribute("aria-busy");
}

function soon() {
  clearTimeout(waiting);
  waiting = setTimeout(draw, 600);
}

form.addEventListener("input", soon);
