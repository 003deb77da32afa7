"""The rows of a quiz's form: what is drawn, and the sections of the paper."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, NumberRange, Optional

from learn.catalogue.desk.rows import Row
from learn.catalogue.desk.unit_forms import Ticks
from learn.kit.forms import Length

DIFFICULTIES = {"easy": _l("Easy"), "medium": _l("Medium"), "hard": _l("Hard")}


class DrawRow(Row):
    """A part of the draw."""

    count = IntegerField(
        _l("How many"),
        [
            InputRequired(_l("Say how many questions are drawn.")),
            NumberRange(1, 100, message=_l("Give a number from 1 to 100.")),
        ],
        default=5,
    )
    unit = SelectField(_l("About the unit"), validate_choice=False)
    objective = SelectField(_l("For the objective"), validate_choice=False)
    difficulty = Ticks(
        _l("Difficulty"), choices=[SelectChoice(key, said) for key, said in DIFFICULTIES.items()], validate_choice=False
    )
    section = SelectField(_l("In the section"), validate_choice=False)

    @property
    def part(self) -> dict[str, Any]:
        """The part as a pack writes it."""
        found: dict[str, Any] = {}
        for name in ("unit", "objective"):
            if self[name].data:
                found[name] = self[name].data
        if levels := [one for one in DIFFICULTIES if one in (self.difficulty.data or [])]:
            found["difficulty"] = levels[0] if len(levels) == 1 else levels
        found["count"] = self.count.data or 1
        return found | ({"section": self.section.data} if self.section.data else {})

    @staticmethod
    def of(part: dict[str, Any]) -> dict[str, Any]:
        """A part as the row shows it."""
        levels = part.get("difficulty", [])
        return {**part, "difficulty": [levels] if isinstance(levels, str) else levels}


class SectionRow(Row):
    """A section of the paper."""

    zh = StringField(_l("Title in Chinese"), [Length(200)])
    en = StringField(_l("Title in English"), [Length(200)])
    pass_mark = IntegerField(
        _l("Pass mark of its own, in per cent"),
        [Optional(), NumberRange(1, 100, message=_l("Give per cent from 1 to 100."))],
    )

    @property
    def section(self) -> dict[str, Any]:
        """The section as a pack writes it."""
        title = {"zh": self.zh.data or "", "en": self.en.data or ""}
        found = {"id": self.id.data, "title": title}
        return found | ({"pass_mark": self.pass_mark.data} if self.pass_mark.data else {})

    @staticmethod
    def of(section: dict[str, Any]) -> dict[str, Any]:
        """A section as the row shows it."""
        return {"id": section["id"], **section["title"], "pass_mark": section.get("pass_mark")}
