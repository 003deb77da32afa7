// A button of the paper goes through once the server has every answer and can be reached: else the paper stays, and says why.
const form = document.querySelector("form[data-answers]");
const { paper } = form;
let busy = false, cleared = false;

function go(submitter) { // all is saved: no answer needs to be sent with it, but for files
  cleared = false;
  if (submitter.closest(".question") || [...form.querySelectorAll("[type=file]")].some(({ files }) => files.length)) return;
  for (const question of form.querySelectorAll(".question")) question.setAttribute("disabled", "");
}

form.addEventListener("submit", async (event) => {
  const { submitter } = event;
  if (cleared) return go(submitter);
  event.preventDefault();
  if (busy) return; // pressed twice
  busy = true;
  cleared = (await paper.settled()) && !("save" in submitter.dataset) && (await paper.ask()) === true;
  busy = false;
  if (cleared) form.requestSubmit(submitter);
  else document.querySelector("dialog[open]")?.close(); // what is the matter stands behind it
});
