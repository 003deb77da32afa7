// The buttons above a text, their shortcuts, and the arrow keys that lead from button to button.
for (const form of document.querySelectorAll("form[data-text]")) {
  const { desk } = form, { area } = desk;
  const tools = form.querySelector("[data-tools]");
  const buttons = [...tools.querySelectorAll("button")];

  function wrap(sign, words) { // the same button once more takes the signs off again
    const { selectionStart: start, selectionEnd: end, value } = area;
    const plain = desk.chosen(), long = sign.length;
    if (plain && value.slice(start - long, start) === sign && value.slice(end, end + long) === sign) {
      desk.put(plain, start - long, end + long);
      return area.setSelectionRange(start - long, end - long);
    }
    const [, before, inner, after] = plain.match(/^(\s*)(.*?)(\s*)$/s);
    desk.snippet(before + sign + "⟦" + (inner || words) + "⟧" + sign + after); // no space may stand inside the signs
    if (plain) area.setSelectionRange(start + before.length + long, start + before.length + long + inner.length);
  }
  function lines(sign) {
    const { value } = area;
    const start = value.lastIndexOf("\n", area.selectionStart - 1) + 1;
    const rest = value.indexOf("\n", Math.max(area.selectionEnd - 1, start));
    const end = rest < 0 ? value.length : rest;
    const found = value.slice(start, end).split("\n");
    const marked = /^(- |\d+\. )/;
    const off = found.every((line) => line.startsWith(sign) || (sign === "1. " && /^\d+\. /.test(line)));
    const made = found.map((line, n) => (off ? line.replace(marked, "") : (sign === "1. " ? `${n + 1}. ` : sign) + line.replace(marked, "")));
    const lead = !off && start && value.slice(start - 2, start) !== "\n\n" && !marked.test(value.slice(value.lastIndexOf("\n", start - 2) + 1)) ? "\n" : "";
    desk.put(lead + made.join("\n"), start, end);
  }
  function heading(written) { // the id of the other language's section that is still missing here, else a new one
    const ids = (text) => [...text.matchAll(/^## .*\{#([a-z0-9-]+)\}\s*$/gm)].map((found) => found[1]);
    const here = ids(area.value);
    const other = [...document.querySelectorAll("form[data-text]")].find((one) => one !== form);
    const free = (stem) => { let n = 1, id = stem; while (here.includes(id)) id = `${stem}-${(n += 1)}`; return id; };
    const own = desk.chosen().toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "").slice(0, 40);
    const id = ids(other?.elements.text.value ?? "").find((one) => !here.includes(one)) ?? free(own || `section-${here.length + 1}`);
    desk.block(written.replace("{#id}", `{#${id}}`));
  }
  function press(button) {
    const { wrap: sign, words, lines: list, block } = button.dataset;
    const written = block && tools.querySelector(`template[data-written="${block}"]`).content.textContent;
    if (sign) wrap(sign, words);
    else if (list) lines(list);
    else if (block === "heading") heading(written);
    else if (block) desk.block(written);
    else form.dispatchEvent(new CustomEvent("tool", { detail: button }));
  }
  function walk(event) {
    const at = buttons.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = buttons.at(to % buttons.length);
    for (const one of buttons) one.tabIndex = one === next ? 0 : -1;
    next.focus();
  }

  tools.hidden = false;
  buttons.forEach((one, n) => { one.tabIndex = n ? -1 : 0; });
  tools.addEventListener("click", ({ target }) => { const button = target.closest("button"); if (button) press(button); });
  tools.addEventListener("keydown", walk);
  area.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    const key = event.code.replace(/^(Key|Digit)/, ""), keys = `Control+${event.shiftKey ? "Shift+" : ""}${key}`;
    const button = buttons.find((one) => one.getAttribute("aria-keyshortcuts") === keys);
    if (button) { event.preventDefault(); press(button); }
    if (keys === "Control+S") { event.preventDefault(); desk.save?.(); }
  });
}
