"""The form of what a version says about itself: titles, objectives, hours, what comes first."""

import re
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, FieldList, FormField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import NumberRange, Optional, Regexp, ValidationError

from learn.catalogue.desk.desk import Desk
from learn.catalogue.desk.outline import slug_for
from learn.catalogue.desk.prerequisites import Prerequisites
from learn.catalogue.desk.rows import Row
from learn.catalogue.desk.unit_forms import Over, Ticks
from learn.catalogue.drafts import Part
from learn.catalogue.question_rows import NumberField
from learn.kit.forms import Form, Length, Required

NUMBER = r"^(0|[1-9][0-9]{0,3})\.(0|[1-9][0-9]{0,3})$"
CERTIFICATES = {
    "": _l("By the rule: without a quiz of attendance, with an end a qualification, else of completion"),
    "completion": _l("Completion: assessed, holds for ever"),
    "qualification": _l("Qualification: assessed, holds for some months"),
    "delta": _l("Delta: only what changed was learnt"),
    "attendance": _l("Attendance: nothing is assessed"),
}
_PAIRS = ("title", "summary", "audience")
LONGEST_ID = 24


def _words(label: Any, most: int = 4000) -> TextAreaField:
    return TextAreaField(label, [Optional(), Length(most)], render_kw={"rows": 2})


class ObjectiveRow(Row):
    """What somebody who passed can do."""

    zh = _words("中文", 500)
    en = _words("English", 500)


class AboutForm(Form):
    """What course.yaml says of a version besides its units, facts, sources and terms."""

    title_zh = StringField(_l("Title in Chinese"), [Required(_l("Give the title in both languages.")), Length(200)])
    title_en = StringField(_l("Title in English"), [Required(_l("Give the title in both languages.")), Length(200)])
    summary_zh, summary_en = _words(_l("Summary in Chinese")), _words(_l("Summary in English"))
    audience_zh, audience_en = _words(_l("Who takes it, in Chinese")), _words(_l("Who takes it, in English"))
    objectives = FieldList(FormField(ObjectiveRow))
    hours = NumberField(_l("Learning hours"))
    valid_months = IntegerField(
        _l("Holds for how many months"),
        [Optional(), NumberRange(1, 120, message=_l("Give whole months from 1 to 120, or none for ever."))],
    )
    certificate = SelectField(
        _l("Certificate"), choices=[SelectChoice(key, said) for key, said in CERTIFICATES.items()]
    )
    prerequisites = Ticks(_l("Courses to complete first"))
    number = StringField(
        _l("Number of the version"),
        [
            Required(_l("Give the version a number such as 2.0.")),
            Regexp(NUMBER, message=_l("Two numbers with a point between them, such as 2.0.")),
        ],
    )
    row = StringField()
    over = Over()

    def __init__(self, desk: Desk, **how: Any) -> None:
        self.about: Mapping[str, Any] = desk.sketch.part(Part.ABOUT)
        super().__init__(**({"data": _shown(desk, self.about)} | how))
        self.desk, self.courses = desk, Prerequisites(desk.draft.course)
        self.prerequisites.choices = [
            SelectChoice(code, said) for code, said in self.courses.offered(self.about.get("prerequisites", []))
        ]

    def validate_hours(self, field: Field) -> None:
        """More than none, and no lifetime."""
        if field.number is not None and not 0 < field.number <= 400:
            raise ValidationError(_("Give hours above 0 and up to 400."))

    def validate_prerequisites(self, field: Field) -> None:
        """Courses do not wait for each other in a circle."""
        if circle := self.courses.circle(field.data or []):
            said = " → ".join(circle)
            raise ValidationError(_("These courses would wait for each other: %(circle)s. Leave one out.", circle=said))

    def validate_number(self, field: Field) -> None:
        """Higher than every version that is published, and none that is there already."""
        if field.errors or not field.data:
            return
        rank = tuple(map(int, field.data.split(".")))
        for version in self.courses.versions:
            if version.number == field.data:
                raise ValidationError(_("There is a version %(n)s already.", n=version.number))
            if version.publication and version.rank > rank:
                raise ValidationError(
                    _("Version %(n)s is published; the next one has a higher number.", n=version.number)
                )

    @property
    def written(self) -> dict[str, Any]:
        """What the draft keeps of it. What is left empty in both languages is left out, so that checks name it."""
        about: dict[str, Any] = dict(self.about)
        for name in _PAIRS:
            words = {language: self[f"{name}_{language}"].data or "" for language in ("zh", "en")}
            about = _with(about, name, words if any(words.values()) else None)
        about = _with(about, "objectives", self._objectives())
        about = _with(about, "hours", self.hours.number)
        for name in ("valid_months", "certificate", "prerequisites"):
            about = _with(about, name, self[name].data or None)
        if "prerequisites" in self.about and "prerequisites" not in about:
            about["prerequisites"] = []  # it was said that there are none, so it still is
        return about

    def _objectives(self) -> list[dict[str, str]]:
        rows = [entry.form for entry in self.objectives.entries if not entry.form.blank]
        known = {str(one["id"]) for one in self.about.get("objectives", [])}
        taken = set(known)
        found: list[dict[str, str]] = []
        for row in rows:
            id = row.id.data if row.id.data in known else ""
            if not id or any(one["id"] == id for one in found):
                id = slug_for(_first_words(row.en.data or ""), row.zh.data or "", taken)[:LONGEST_ID].strip("-")
                taken.add(id)
            found.append({"id": id, "zh": row.zh.data or "", "en": row.en.data or ""})
        return found


def _first_words(english: str) -> str:
    """The verb of an objective names it badly; what follows names it well."""
    words = re.findall(r"[A-Za-z0-9]+", english)
    return " ".join(words[1:3] or words)


def _with(about: dict[str, Any], key: str, value: Any) -> dict[str, Any]:
    if value:
        return {**about, key: value}
    return {name: one for name, one in about.items() if name != key}


def _shown(desk: Desk, about: Mapping[str, Any]) -> dict[str, Any]:
    said = {f"{name}_{language}": about.get(name, {}).get(language, "") for name in _PAIRS for language in ("zh", "en")}
    plain = {name: about.get(name) for name in ("hours", "valid_months", "prerequisites")}
    rows = about.get("objectives", []) or [{}]
    return {
        **said,
        **plain,
        "certificate": about.get("certificate", ""),
        "objectives": rows,
        "number": desk.draft.number,
        "over": desk.sketch.over(Part.ABOUT),
    }
