// The page as trainees will see it, and what is to be looked at, follow what is typed after a pause.
const PAUSE = 700;
const editor = document.querySelector("[data-editor]");

for (const form of document.querySelectorAll("form[data-text]")) {
  const { desk } = form, { area, pane } = desk;
  const frame = pane.querySelector("[data-page]");
  const findings = pane.querySelector("[data-findings]");
  let waiting, asked;

  async function show() {
    asked?.abort();
    const mine = (asked = new AbortController());
    frame.setAttribute("aria-busy", "true");
    const how = { method: "POST", body: desk.body({ text: area.value }), headers: { Accept: "application/json" }, redirect: "manual", signal: mine.signal };
    const reply = await fetch(`${form.getAttribute("action")}/preview`, how).catch(() => null);
    if (mine !== asked) return;
    if (reply?.ok) {
      const told = await reply.json();
      draw(told.page);
      findings.innerHTML = told.findings;
    }
    frame.removeAttribute("aria-busy");
  }
  function draw(page) { // the first time a whole page; afterwards only its text, so that it stays where it was scrolled to
    const shown = frame.contentDocument?.querySelector("main.lesson");
    if (!shown) { frame.srcdoc = page; return; }
    shown.innerHTML = new DOMParser().parseFromString(page, "text/html").querySelector("main").innerHTML;
  }
  function soon() {
    clearTimeout(waiting);
    waiting = setTimeout(show, PAUSE);
  }

  frame.addEventListener("load", () => frame.contentDocument.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link) return;
    event.preventDefault(); // the frame shows this page and no other
    const to = link.getAttribute("href");
    if (to.startsWith("#")) frame.contentDocument.getElementById(to.slice(1))?.scrollIntoView();
    else if (to.startsWith("https://")) open(to, "_blank", "noopener");
  }));
  findings.addEventListener("click", (event) => {
    const link = event.target.closest("[data-line]");
    if (!link) return;
    event.preventDefault();
    desk.goTo(Number(link.dataset.line));
  });
  form.querySelector("[data-shows]").addEventListener("click", (event) => {
    event.preventDefault();
    editor.dispatchEvent(new CustomEvent("show", { detail: desk.language }));
    frame.scrollIntoView({ block: "nearest" });
  });
  area.addEventListener("input", soon);
  frame.hidden = false;
  show();
}
