// A file may be let go of anywhere on the page: it goes into the form that asks for one, and the form is sent.
// A picture is no certificate, but may show its QR code: scan.js looks for it.
const form = document.querySelector("[data-drop]");
const page = document.documentElement;
let inside = 0; // how many elements deep the file is: every one that it enters or leaves says so

const carriesFile = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
const show = (over) => {
  page.classList.toggle("dropping", over);
  page.dataset.dropping = over ? form.dataset.drop : "";
};

addEventListener("dragenter", (event) => {
  if (carriesFile(event) && ++inside === 1) show(true);
});
addEventListener("dragleave", (event) => {
  if (carriesFile(event) && --inside <= 0) show((inside = 0) > 0);
});
addEventListener("dragover", (event) => {
  if (carriesFile(event)) event.preventDefault(); // else the browser would open the file instead of us
});
addEventListener("drop", (event) => {
  const [file] = event.dataTransfer?.files ?? [];
  if (!file) return;
  event.preventDefault();
  show((inside = 0) > 0);
  if (file.type.startsWith("image/")) {
    dispatchEvent(new CustomEvent("picture", { detail: file }));
    return;
  }
  const carried = new DataTransfer();
  carried.items.add(file);
  form.querySelector("[type=file]").files = carried.files;
  form.requestSubmit();
});
