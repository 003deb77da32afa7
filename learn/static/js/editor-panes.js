// Both languages, or one beside its page. On a narrow screen it is always one.
const editor = document.querySelector("[data-editor]");
const views = document.querySelector(".editor-views");
const narrow = matchMedia("(width < 64rem)");
let wanted = "both";

function show(view) {
  const shown = view === "both" && narrow.matches ? (document.documentElement.lang === "en" ? "en" : "zh") : view;
  editor.dataset.shown = shown;
  for (const button of views.children) button.setAttribute("aria-pressed", button.dataset.view === shown);
}

views.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-view]");
  if (button) show((wanted = button.dataset.view));
});
editor.addEventListener("show", ({ detail }) => show((wanted = detail)));
narrow.addEventListener("change", () => show(wanted));
views.hidden = false;
show(wanted);

const asked = new URLSearchParams(location.search); // a check leads to a language and a line of it
const form = [...document.querySelectorAll("form[data-text]")].find((one) => one.dataset.text === asked.get("lang"));
if (form && narrow.matches) show(form.dataset.text);
if (form && Number(asked.get("line"))) form.desk.goTo(Number(asked.get("line")));
