// What the bank gives, reckoned anew while the rules are typed. Nothing is saved, and no field is touched.
const form = document.querySelector("form[data-reckoning]");
let waiting, asked = 0;

async function look() {
  const mine = ++asked;
  const body = new FormData(form);
  body.set("row", "look");
  const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer?.ok || mine !== asked) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const fresh of page.querySelectorAll("[data-live]")) {
    const here = document.querySelector(`[data-live="${fresh.dataset.live}"]`);
    if (here && here.innerHTML !== fresh.innerHTML) here.replaceChildren(...fresh.childNodes);
  }
}

form.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(look, 500);
});
form.querySelector("[data-look]").hidden = true;
