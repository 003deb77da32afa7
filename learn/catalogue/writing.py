"""A question being written: from the form to a draft without faults, and into its bank."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

from flask_babel import gettext as _

from learn.assessment import (
    Change,
    Draft,
    Question,
    QuestionBank,
    QuestionKind,
    QuestionVersion,
    Said,
    codes_known,
    like_this,
    mismatch,
)
from learn.catalogue.kind_forms import form_for
from learn.catalogue.pictures import Picture, picture_in
from learn.catalogue.question_checks import as_yaml, faults_of, from_yaml, lines_of
from learn.catalogue.question_forms import QuestionForm, YamlForm
from learn.catalogue.sources import Outline, Sources
from learn.kit.text import Words
from learn.people import Person


class Writing:
    """A new question, or a new version of one that stands in the bank."""

    def __init__(
        self, bank: QuestionBank, kind: QuestionKind, *, question: Question | None = None, yaml: bool = False
    ) -> None:
        self.bank, self.kind, self.question = bank, kind, question
        self.newest: QuestionVersion | None = question.versions[-1] if question else None
        self.old: Mapping[str, Any] = self.newest.body if self.newest else {}
        self._forms = form_for(kind, yaml=yaml)
        if self.newest and not self._forms.shows_all_of(self.old):
            self._forms = form_for(kind, yaml=True)
        self.stale = False  # somebody else wrote a version meanwhile
        self.likes: dict[str, tuple[int, QuestionVersion]] = {}
        self.added = False  # only a row was asked for
        self._draft: Draft | None = None

    @cached_property
    def form(self) -> QuestionForm:
        """The form, as it was sent."""
        return self._forms()

    @property
    def as_yaml(self) -> bool:
        """Whether the parts are written as YAML."""
        return issubclass(self._forms, YamlForm)

    def begin(self) -> None:
        """Show what stands there today."""
        if self.newest:
            self.form = self._forms.of(self.newest)
        if isinstance(self.form, YamlForm):
            self.form.yaml.data = as_yaml(self.old)

    @cached_property
    def outline(self) -> Outline | None:
        """The newest course version with this bank: which units, objectives and sources there are."""
        return Sources(QuestionBank.id == self.bank.id).outline(self.bank.id)

    def ready(self) -> bool:
        """Whether it can be saved; where not, the form says why."""
        form = self.form
        if form.add_row():
            self.added = True
            return False
        sound = form.validate_on_submit() and not form.says_nothing()
        self._draft = self._read() if sound else None
        if self._draft is None:
            return False
        self._check_change(self._draft)
        self._look_for_likes(self._draft)
        return not (form.errors or form.others or form.faulty or self.stale or self.likes)

    def save(self, *, by: Person) -> QuestionVersion:
        """Keep it: as a new question, or as a new version that says what it changes."""
        assert self._draft is not None
        if self.question is None:
            return self.bank.add_draft(self._draft, by=by)
        content = self.bank.content_of(self._draft)
        change, seen = Change(self.form.change.data), int(self.form.seen.data or 0)
        return self.question.revise(content, change=change, why=self.form.why.data or "", seen=seen, by=by)

    def _read(self) -> Draft | None:
        """The draft, its faults put at the fields; None: it cannot be read."""
        form, old, written = self.form, dict(self.old), ""
        if isinstance(form, YamlForm):
            written = form.yaml.data or ""
            parts, faults = from_yaml(written)
            if faults:
                form.yaml.errors = faults
                return None
            old = {**({"media": self.old["media"]} if "media" in self.old else {}), **parts}
        draft = self._with_pictures(form.draft({} if written else old, {}), old if written else {})
        faults_found = faults_of(draft)
        if written and faults_found:
            form.yaml.errors = lines_of(written, faults_found)
        else:
            for path, sentence in faults_found:
                form.complain(path, sentence)
        return draft

    def _with_pictures(self, draft: Draft, parts: Mapping[str, Any]) -> Draft:
        """The draft with the pictures that were sent, each named where it is shown."""
        form, body, files = self.form, {**draft.body, **parts}, {}
        taken = dict(body.get("media", {}))
        if "image_file" in form and (image := picture_in(form["image_file"], "image", taken)):
            files[image.name] = image.file
            body |= {"image": image.name, "width": image.width, "height": image.height}
        text = draft.text
        if picture := picture_in(form.picture, "picture", {**taken, **files}):
            files[picture.name] = picture.file
            body["format"] = "html" if body.get("format") == "html" else "markdown"
            text = Words(
                zh=_shown(text.zh, picture, form.picture_zh.data, body["format"]),
                en=_shown(text.en, picture, form.picture_en.data, body["format"]),
            )
        if "image_file" in form and not body.get("image"):
            form["image_file"].errors = [*form["image_file"].errors, _("Choose a picture: JPEG, PNG or SVG.")]
        title = draft.source_title or (self.outline.title(draft.source) if self.outline else None)
        return replace(draft, body=body, text=text, files=files, source_title=title)

    def _check_change(self, draft: Draft) -> None:
        """What is said of the change must be what is seen of it, over the version that was seen."""
        if self.question is None or self.newest is None:
            return
        form = self.form
        if str(self.newest.number) != (form.seen.data or ""):
            self.stale = True
            form.seen.data = str(self.newest.number)
        if form.change.data not in [choice.value for choice in form.change.choices]:
            form.change.errors = [_("Say what kind of change it is.")]
        elif fault := mismatch(Change(form.change.data), self.question.change_seen(self.bank.content_of(draft))):
            form.change.errors = [fault]
        elif self.question.saying(self.bank.content_of(draft)):
            form.others = [*form.others, _("An edition says exactly this already; nothing was saved.")]
        if not form.why.data:
            form.why.errors = [_("Say why, in a few words; reviewers and inspectors read it.")]

    def _look_for_likes(self, draft: Draft) -> None:
        """The questions of the bank that ask nearly the same; one may save anyway."""
        if self.form.anyway.data or self.form.errors or self.form.others or self.form.faulty:
            return
        code = self.question.code if self.question else ""
        found = like_this(self.bank, Said.by(code, draft.kind, draft.text, draft.body))
        versions = codes_known(self.bank, [one.other for one in found]) if found else {}
        self.likes = {one.other: (one.likeness, versions[one.other]) for one in found}


def _shown(text: str, picture: Picture, words: str | None, format_: str) -> str:
    """A text with a picture below it; a text that is not written yet stays so."""
    if not text:
        return text
    alt = (words or "").replace("[", "(").replace("]", ")").replace('"', "'").replace("<", "(")
    if format_ == "html":
        return f'{text}<p><img src="media:{picture.name}" alt="{alt}"></p>'
    return f"{text}\n\n![{alt}](media:{picture.name})"
