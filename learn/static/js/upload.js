// A file goes out as soon as it is chosen: nobody forgets to press the button. One that is too large is said at once.
for (const box of document.querySelectorAll("[data-upload]")) {
  const field = box.querySelector("[type=file]");
  const tooLarge = box.parentElement.querySelector("[data-too-large]");
  field.addEventListener("change", () => {
    const large = [...field.files].some((file) => file.size > Number(box.dataset.most) * 1024 * 1024);
    tooLarge.hidden = !large;
    if (large) field.value = "";
    else if (field.files.length && field.form.matches("[data-answers]")) field.form.requestSubmit(box.querySelector("button"));
  });
}
