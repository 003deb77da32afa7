// Says every so often that this page is open, and hears who else has it open and whether they saved.
const editor = document.querySelector("[data-editor]");
const place = document.querySelector("[data-company]");
const forms = [...document.querySelectorAll("form[data-text]")];

async function tell() {
  if (document.hidden) return;
  const body = new URLSearchParams({ csrf_token: forms[0].elements.csrf_token.value });
  const how = { method: "POST", body, headers: { Accept: "application/json" }, redirect: "manual" };
  const reply = await fetch(`${editor.dataset.at}/presence`, how).catch(() => null);
  if (!reply?.ok) return;
  const { company } = await reply.json();
  const words = company.join(" ");
  if (place.querySelector("p").textContent !== words) place.querySelector("p").textContent = words;
  place.hidden = !words;
}

setInterval(tell, 15000);
document.addEventListener("visibilitychange", tell);
tell();
