// The text of one language. Whatever changes it does so through here, so that Ctrl+Z takes it back.
const mark = /⟦(.*?)⟧/s; // what is selected after it was put in, to be typed over

for (const form of document.querySelectorAll("form[data-text]")) {
  const area = form.elements.text;
  const pane = form.closest("[data-pane]");

  function put(text, start = area.selectionStart, end = area.selectionEnd) {
    area.focus();
    area.setSelectionRange(start, end);
    if (!text && start === end) return;
    if (document.execCommand(text ? "insertText" : "delete", false, text)) return; // it alone is known to Ctrl+Z
    area.setRangeText(text, start, end, "end");
    area.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }
  function chosen() {
    return area.value.slice(area.selectionStart, area.selectionEnd);
  }
  function snippet(written) { // what was selected takes the place of the words to be typed over
    const words = chosen() || written.match(mark)?.[1] || "";
    const start = area.selectionStart + Math.max(written.search(mark), 0);
    const found = mark.test(written);
    put(written.replace(mark, () => words));
    if (found) area.setSelectionRange(start, start + words.length);
  }
  function block(written) { // by itself: an empty line before and after
    const before = area.value.slice(0, area.selectionStart), after = area.value.slice(area.selectionEnd);
    const lead = !before || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
    const tail = after.startsWith("\n\n") ? "" : after.startsWith("\n") ? "\n" : "\n\n";
    snippet(lead + written + tail); // in one go, so that one Ctrl+Z takes it back
  }
  function become(text) { // only what differs is replaced: the caret stays where it can, and Ctrl+Z brings it back
    const old = area.value;
    let start = 0, end = 0;
    const least = Math.min(old.length, text.length);
    while (start < least && old[start] === text[start]) start += 1;
    while (end < least - start && old[old.length - 1 - end] === text[text.length - 1 - end]) end += 1;
    if (old !== text) put(text.slice(start, text.length - end), start, old.length - end);
  }
  function goTo(line) {
    const lines = area.value.split("\n");
    const start = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
    const above = area.cloneNode();
    Object.assign(above.style, { position: "absolute", visibility: "hidden", blockSize: "0", minBlockSize: "0", inlineSize: `${area.offsetWidth}px` });
    above.removeAttribute("id"), above.removeAttribute("name");
    above.value = area.value.slice(0, start);
    area.after(above);
    const height = above.scrollHeight;
    above.remove();
    area.focus();
    area.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
    area.scrollTop = height - area.clientHeight / 2;
  }
  function say(state, words = "") {
    const place = pane.querySelector("[data-saved]");
    const template = document.querySelector(`template[data-state="${state}"]`);
    place.dataset.status = { saved: "ok", brought: "ok", saving: "doing", fetching: "doing" }[state] ?? "due";
    place.replaceChildren(template.content.cloneNode(true), words);
  }
  function body(more = {}) {
    const sent = new FormData();
    for (const [name, value] of Object.entries({ csrf_token: form.elements.csrf_token.value, ...more })) sent.append(name, value);
    return sent;
  }
  async function ask(path, more) { // the answer of a page of ours to a form, as JSON
    const reply = await fetch(form.getAttribute("action") + path, { method: "POST", body: body(more), headers: { Accept: "application/json" }, redirect: "manual" });
    if (reply.ok) return reply.json();
    throw new Error(await why(reply));
  }
  async function why(reply) { // the sentence of a refusal, from JSON or from a page
    if (reply.headers.get("Content-Type")?.includes("json")) { const told = await reply.json(); return told.fault ?? told.sentence ?? ""; }
    const page = new DOMParser().parseFromString(await reply.text(), "text/html");
    return page.querySelector("main h1")?.textContent.trim() ?? "";
  }
  form.desk = { form, area, pane, language: form.dataset.text, put, chosen, snippet, block, become, goTo, say, body, ask, why };
}
