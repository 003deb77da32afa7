// A file may be let go of anywhere on the page: it goes into the form that asks for one, and the form is sent.
// A form that asks for several gets all of them.
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
  const files = [...(event.dataTransfer?.files ?? [])];
  const [file] = files;
  if (!file) return;
  event.preventDefault();
  show((inside = 0) > 0);
  const field = form.querySelector("[type=file]");
  if (!field.multiple && file.type.startsWith("image/")) {
    dispatchEvent(new CustomEvent("picture", { detail: file }));
    return;
  }
  const carried = new DataTransfer();
  for (const one of field.multiple ? files : [file]) carried.items.add(one);
  field.files = carried.files;
  form.requestSubmit();
});
