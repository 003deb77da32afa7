"""The forms of units: a new one, and the settings of each kind."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, Field, IntegerField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import NumberRange, Optional, StopValidation, ValidationError
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from learn.catalogue.desk.files import CAPTIONS, Files
from learn.catalogue.desk.outline import LONGEST_SLUG, Unit, changed
from learn.catalogue.desk.sketch import Sketch
from learn.catalogue.drafts import Part
from learn.catalogue.pack.unit_checks import circles
from learn.kit.forms import Form, Length
from learn.kit.text import LANGUAGES, language
from learn.kit.web import Refused

MOST_MINUTES = 600
KINDS = {
    "lesson": _l("Lesson"),
    "document": _l("Document to read"),
    "video": _l("Video"),
    "audio": _l("Audio"),
    "quiz": _l("Quiz"),
}
RECORDED = ("video", "audio")


class Over(IntegerField):
    """The number of the edition that somebody has before them; whatever else is sent is none."""

    widget = HiddenInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        """A number, or one that no edition has."""
        sent = valuelist[0] if valuelist else ""
        self.data = int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 7 else -1

    def _value(self) -> str:
        """What stands in the page; after somebody else saved it is no longer what was sent."""
        return str(self.data)


class Ticks(SelectMultipleField):
    """Several of a list, each with a box to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def minutes_field(label: Any, most: int = MOST_MINUTES) -> IntegerField:
    """A number of minutes; it may wait."""
    said = _l("Give whole minutes from 1 to %(most)s.", most=most)
    return IntegerField(label, [Optional(), NumberRange(1, most, message=said)])


def title_of(unit: Unit) -> str:
    """What a unit is called, in the reader's language if that is written."""
    title = unit["title"]
    return title.get(language()) or next((title[one] for one in LANGUAGES if title.get(one)), unit["slug"])


class TitledForm(Form):
    """Titles in both languages, of which one may wait."""

    zh = StringField(_l("Title in Chinese"), [Length(200)])
    en = StringField(_l("Title in English"), [Length(200)])

    def validate_zh(self, field: Field) -> None:
        """At least one is there."""
        if not field.data and not self.en.data:
            raise StopValidation(_("Give the title in one language at least."))

    @property
    def title(self) -> dict[str, str]:
        """Both titles as the draft keeps them; one that is missing is empty, so that checks name it."""
        return {"zh": self.zh.data or "", "en": self.en.data or ""}


class NewUnitForm(TitledForm):
    """A unit that is to be written."""

    kind = SelectField(_l("Kind"), choices=[SelectChoice(kind, words) for kind, words in KINDS.items()])
    slug = StringField(_l("Name in addresses"), [Length(LONGEST_SLUG)])
    minutes = minutes_field(_l("Minutes"))
    after = SelectField(_l("Place"))
    over = Over()

    def __init__(self, sketch: Sketch, **how: Any) -> None:
        super().__init__(**how)
        self._taken = {unit["slug"] for unit in sketch.units}
        self._gone = {unit["slug"] for unit in sketch.gone}
        behind = [SelectChoice(unit["slug"], _("after “%(unit)s”", unit=title_of(unit))) for unit in sketch.units]
        self.after.choices = [*reversed(behind), SelectChoice("", _("first"))]

    def validate_slug(self, field: Field) -> None:
        """Small letters, digits and hyphens; nobody's yet."""
        slug = field.data or ""
        if slug and not is_slug(slug):
            raise ValidationError(_("Small letters and digits, with hyphens between them, such as cold-chain."))
        if slug in self._taken:
            raise ValidationError(_("There is a unit of this name already."))
        if slug in self._gone:
            raise ValidationError(_("A unit of this name was taken out of this draft. Put it back, or choose another."))

    @property
    def taken(self) -> set[str]:
        """The names that this draft has used."""
        return self._taken | self._gone

    def unit(self, slug: str) -> Unit:
        """The unit as the outline keeps it."""
        unit = {"slug": slug, "kind": self.kind.data, "title": self.title}
        return unit if self.kind.data == "quiz" else {**unit, "minutes": self.minutes.data or 10}


class UnitForm(TitledForm):
    """The settings of a unit, whatever its kind; those that its kind does not have are taken away."""

    minutes = minutes_field(_l("Minutes"))
    least_minutes = minutes_field(_l("Minimum reading time in minutes"))
    required = BooleanField(_l("Required: without it nobody completes the course"))
    needs = Ticks(_l("Opens after"))
    number = StringField(_l("Number of the document"), [Length(60)])
    edition = StringField(_l("Edition of the document"), [Length(60)])
    watched = IntegerField(
        _l("Share that must be played, in per cent"),
        [Optional(), NumberRange(1, 100, message=_l("Give a share from 1 to 100."))],
    )
    file_zh = SelectField(_l("File, for both languages or for Chinese"))
    sent_zh = FileField(_l("Or send one, for both languages or for Chinese"))
    file_en = SelectField(_l("File for English, if it is another"))
    sent_en = FileField(_l("Or send one for English"))
    captions_zh = SelectField(_l("Captions in Chinese"))
    sent_captions_zh = FileField(_l("Or send captions in Chinese"))
    captions_en = SelectField(_l("Captions in English"))
    sent_captions_en = FileField(_l("Or send captions in English"))
    over = Over()

    def __init__(self, sketch: Sketch, unit: Unit, **how: Any) -> None:
        self.unit, self.sketch = unit, sketch
        self.media: dict[str, Any] = dict(sketch.part(Part.MEDIA))
        super().__init__(data=_shown(unit, sketch.over(Part.OUTLINE)), **how)
        self.others = [one for one in sketch.units if one["slug"] != unit["slug"]]
        self.needs.choices = [SelectChoice(one["slug"], title_of(one)) for one in self.others]
        self._drop_what_the_kind_has_not()

    def _drop_what_the_kind_has_not(self) -> None:
        kind = self.unit["kind"]
        for name in ("number", "edition"):
            if kind != "document":
                del self[name]
        if kind == "quiz":
            del self.minutes
        if kind not in ("lesson", "document"):
            del self.least_minutes
        if kind not in RECORDED:
            del self.watched
        content = Files.of_kind(self.sketch.draft, self.media, kind)
        captions = Files(self.sketch.draft, self.media, CAPTIONS if kind in RECORDED else ())
        self.files: dict[str, Files] = {}
        for use, files in (("file", content), ("captions", captions)):
            for tongue in LANGUAGES:
                self._offer(f"{use}_{tongue}", f"sent_{'' if use == 'file' else 'captions_'}{tongue}", files)

    def _offer(self, name: str, sent: str, files: Files) -> None:
        if not files.endings:
            del self[name], self[sent]
            return
        self.files[name] = files
        self[name].choices = files.choices(_("none"))
        self[sent].render_kw = {"accept": files.accept}

    def validate_least_minutes(self, field: Field) -> None:
        """Not longer than reading takes."""
        if field.data and self.minutes.data and field.data > self.minutes.data:
            raise ValidationError(_("The minimum reading time is longer than the reading time itself."))

    def validate_needs(self, field: Field) -> None:
        """Units do not wait for each other in a circle, and what is required does not wait for what is optional."""
        slug, titles = self.unit["slug"], {one["slug"]: title_of(one) for one in self.sketch.units}
        units = changed(self.sketch.units, {**self.unit, "needs": field.data or []})
        for circle in circles(units):
            if slug in circle:
                named = " → ".join(titles[one] for one in circle)
                raise ValidationError(
                    _("These units would wait for each other and never open: %(circle)s.", circle=named)
                )
        optional = {one["slug"] for one in self.sketch.units if not one.get("required", True)}
        if self.required.data and (waits := next((one for one in field.data or [] if one in optional), None)):
            raise ValidationError(_("“%(it)s” is optional, so what is required cannot wait for it.", it=titles[waits]))

    def take_files(self) -> bool:
        """Enter what was chosen or sent among the files of the draft; False: a file was refused, said at its field."""
        self.chosen: dict[str, str] = {}
        for name, files in self.files.items():
            use, tongue = name.rsplit("_", 1)
            sent = self[f"sent_{'' if use == 'file' else 'captions_'}{tongue}"]
            try:
                if getattr(sent.data, "filename", ""):
                    self.chosen[name], self.media = files.sent(sent.data, self.media)
                else:
                    self.chosen[name], self.media = files.entered(self[name].data or "", self.media)
            except Refused as refusal:
                sent.errors = [*sent.errors, str(refusal)]
        return not self.errors

    @property
    def written(self) -> Unit:
        """The unit as it is now; what is left empty is not kept, so that checks name it where it must be there."""
        unit: Unit = {**self.unit, "title": self.title}
        for name in ("minutes", "least_minutes", "number", "edition", "watched"):
            if name in self:
                unit = _with(unit, name, self[name].data)
        unit = _with(unit, "needs", self.needs.data)
        unit = _with(unit, "required", None if self.required.data else False)
        if "file_zh" in self:
            zh, en = self.chosen["file_zh"], self.chosen["file_en"]
            unit = _with(unit, "file", {"zh": zh, "en": en} if zh and en and zh != en else zh or en)
        if "captions_zh" in self:
            captions = {one: self.chosen[f"captions_{one}"] for one in LANGUAGES if self.chosen[f"captions_{one}"]}
            unit = _with(unit, "captions", captions)
        return unit


def _with(unit: Unit, key: str, value: Any) -> Unit:
    if value or value is False:
        return {**unit, key: value}
    return {name: one for name, one in unit.items() if name != key}


def _shown(unit: Unit, over: int) -> dict[str, Any]:
    """A unit as the form shows it."""
    said = {name: unit.get(name) for name in ("minutes", "least_minutes", "number", "edition", "watched")}
    file, captions = unit.get("file", ""), unit.get("captions", {})
    files = file if isinstance(file, dict) else {"zh": file, "en": ""}
    return {
        **unit["title"],
        **said,
        **{f"file_{one}": files.get(one, "") for one in LANGUAGES},
        **{f"captions_{one}": captions.get(one, "") for one in LANGUAGES},
        "required": unit.get("required", True),
        "needs": unit.get("needs", []),
        "over": over,
    }


def is_slug(text: str) -> bool:
    """Whether a text is small letters and digits, with hyphens between them."""
    parts = text.split("-")
    return all(part and part.isascii() and part.isalnum() and part == part.lower() for part in parts)
