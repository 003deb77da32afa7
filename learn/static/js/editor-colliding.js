// Somebody else saved the same text meanwhile. What fits together is saved with one press; for the rest there is a page.
for (const form of document.querySelectorAll("form[data-text]")) {
  const { desk } = form;
  const place = form.querySelector("[data-kept]");

  desk.collide = (told, text) => {
    const kind = told.conflict ? "conflict" : "merged";
    const note = document.querySelector(`template[data-collision="${kind}"]`).content.cloneNode(true).firstElementChild;
    note.querySelector("[data-sentence]").textContent = told.sentence;
    note.addEventListener("click", ({ target }) => {
      if (target.closest("[data-act='both']")) {
        note.remove();
        if (desk.area.value === text) desk.goOn(told.edition, told.merged);
        else desk.goOn(form.elements.over.value, desk.area.value); // more was typed since: it is merged anew
      }
    });
    place.querySelector("[role='alert']")?.remove();
    place.append(note);
  };
  form.addEventListener("submit", ({ submitter }) => {
    if (submitter?.matches("[data-act='places']")) form.elements.text.readOnly = true;
  });
}
