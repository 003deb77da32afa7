// Text from Word, a browser or a spreadsheet comes in as ours, with its tables and pictures; files come in by dropping too.
const editor = document.querySelector("[data-editor]");
const most = Number(editor.dataset.mostPasted);
const onlyPicture = /^(?:\s|<meta[^>]*>|<\/?(?:html|head|body|a|p|div|span|figure)\b[^>]*>|<!--.*?-->)*<img\b[^>]*>(?:\s|<\/?(?:html|body|a|p|div|span|figure)\b[^>]*>|<!--.*?-->)*$/is;

for (const form of document.querySelectorAll("form[data-text]")) {
  const { desk } = form, { area } = desk;

  async function bringIn(parts) {
    const { selectionStart: start, selectionEnd: end, value } = area;
    if (Object.values(parts).reduce((sum, one) => sum + one.size, 0) > most) return desk.say("trouble", editor.dataset.tooMuch);
    desk.say("fetching");
    try {
      const told = await desk.ask("/pasting", parts);
      const text = told.markdown.replace(/\n+$/, "");
      if (area.value === value) area.setSelectionRange(start, end);
      if (text.includes("\n")) desk.block(text.replace(/[⟦⟧]/g, ""));
      else desk.put(text);
      if (told.left_out.length) desk.say("brought", told.left_out.join(" "));
    } catch (fault) {
      desk.say("trouble", fault.message || document.querySelector('template[data-state="kept"]').content.textContent);
    }
  }
  function take(file) {
    if (file.type.startsWith("image/")) desk.picture(file);
    else if (/\.docx$/i.test(file.name)) bringIn({ file });
    else desk.say("trouble", file.name);
  }

  area.addEventListener("paste", (event) => {
    const { clipboardData: board } = event;
    const html = board.getData("text/html");
    const picture = [...board.files].find((file) => file.type.startsWith("image/"));
    if (picture && (!html || onlyPicture.test(html))) { event.preventDefault(); return desk.picture(picture); }
    if (!html) { // plain words go in by themselves, unless there are too many
      if (board.getData("text/plain").length > most) { event.preventDefault(); desk.say("trouble", editor.dataset.tooMuch); }
      return;
    }
    event.preventDefault();
    const rtf = board.getData("text/rtf"); // in it Word puts its pictures; in its HTML it only says where they lie
    bringIn({ html: new Blob([html], { type: "text/html" }), ...(rtf && { rtf: new Blob([rtf], { type: "text/rtf" }) }) });
  });
  area.addEventListener("dragover", (event) => {
    if (![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault();
    area.classList.add("dropping");
  });
  area.addEventListener("dragleave", () => area.classList.remove("dropping"));
  area.addEventListener("drop", (event) => {
    area.classList.remove("dropping");
    const [file] = event.dataTransfer.files;
    if (!file) return;
    event.preventDefault();
    take(file);
  });
  desk.pane.querySelector("[data-word]").addEventListener("submit", (event) => {
    const [file] = event.target.elements.file.files;
    event.preventDefault();
    if (file) { take(file); event.target.reset(); }
  });
}
