"""The rows of a question's form: a choice, a pair, an item, an answer, a gap, an area, a criterion."""

import re
from collections.abc import Mapping
from typing import Any, ClassVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from learn.kit.forms import Form, Length

Part = Mapping[str, Any]
_NUMBER = re.compile(r"[-+]?\d{1,15}(\.\d{1,12})?")
LONGEST = 4_000


class NumberField(StringField):
    """A number written with a point; its value is a whole number where it is one."""

    def __init__(self, label: Any, **how: Any) -> None:
        super().__init__(label, [Optional(), Length(30)], **how)

    @property
    def number(self) -> int | float | None:
        """The number; None: nothing is written."""
        text = str(self.data if self.data is not None else "").strip()
        if not text or not _NUMBER.fullmatch(text):
            return None
        value = float(text)
        return int(value) if value.is_integer() else value

    def pre_validate(self, form: Any) -> None:
        """Refuse what is no number."""
        text = str(self.data if self.data is not None else "").strip()
        if text and not _NUMBER.fullmatch(text):
            raise ValidationError(_("Write a number such as 12 or 0.5."))


def text_field(label: Any) -> TextAreaField:
    """A text in one language; it may be empty for a while."""
    return TextAreaField(label, [Optional(), Length(LONGEST)], render_kw={"rows": 2})


class Row(Form):
    """One row. It keeps the id of its part, and with it what the form does not show of it."""

    class Meta(Form.Meta):
        """The token stands once in the whole form."""

        csrf = False

    shows: ClassVar[tuple[str, ...]] = ("zh", "en")  # the keys of the part that it shows
    id = HiddenField()

    @property
    def blank(self) -> bool:
        """Whether nothing is written in it."""
        return not any(
            str(field.data or "").strip() for field in self if field.type in ("TextAreaField", "StringField")
        )

    @classmethod
    def of(cls, part: Part) -> dict[str, Any]:
        """A part as the row shows it."""
        return {"id": part["id"], **{key: part.get(key) for key in cls.shows}}

    def part(self) -> dict[str, Any]:
        """The part as it is written here, without its id."""
        return {"zh": self.zh.data or "", "en": self.en.data or ""}


class ItemRow(Row):
    """A text in both languages."""

    zh = text_field("中文")
    en = text_field("English")


class ChoiceRow(ItemRow):
    """A choice: right or wrong, with what is said to whoever takes it."""

    shows = ("zh", "en", "correct", "weight")
    correct = BooleanField(_l("Right"))
    weight = StringField(_l("Weight in per cent"), [Optional(), Length(12)])
    said_zh = text_field(_l("Feedback in Chinese"))
    said_en = text_field(_l("Feedback in English"))

    @classmethod
    def of(cls, part: Part) -> dict[str, Any]:
        """A choice as the row shows it."""
        said = part.get("feedback") or {}
        return {**super().of(part), "said_zh": said.get("zh"), "said_en": said.get("en")}

    def part(self) -> dict[str, Any]:
        """The choice as it is written here."""
        found = super().part()
        if self.correct.data:
            found["correct"] = True
        if self.weight.data:
            found["weight"] = self.weight.data
        if self.said_zh.data or self.said_en.data:
            found["feedback"] = {"zh": self.said_zh.data or "", "en": self.said_en.data or ""}
        return found


class PairRow(Row):
    """Two texts that belong together."""

    shows = ()
    left_zh, left_en = text_field(_l("Left, Chinese")), text_field(_l("Left, English"))
    right_zh, right_en = text_field(_l("Right, Chinese")), text_field(_l("Right, English"))

    @classmethod
    def of(cls, part: Part) -> dict[str, Any]:
        """A pair as the row shows it."""
        sides = {f"{side}_{key}": text for side in ("left", "right") for key, text in part[side].items()}
        return {"id": part["id"], **sides}

    def part(self) -> dict[str, Any]:
        """The pair as it is written here."""
        return {
            "left": {"zh": self.left_zh.data or "", "en": self.left_en.data or ""},
            "right": {"zh": self.right_zh.data or "", "en": self.right_en.data or ""},
        }


class UnitRow(Row):
    """Another unit in which the number may be given."""

    zh, en = StringField("中文", [Length(60)]), StringField("English", [Length(60)])
    factor = NumberField(_l("Times"))

    @classmethod
    def of(cls, part: Part) -> dict[str, Any]:
        """A unit as the row shows it."""
        return {"zh": part.get("zh"), "en": part.get("en"), "factor": part.get("factor")}

    def part(self) -> dict[str, Any]:
        """The unit as it is written here."""
        return {**super().part(), "factor": self.factor.number or 0}


class VariantRow(Row):
    """An answer that is accepted; several lines are parts that may come in any order."""

    say = text_field(_l("Accepted answer"))
    weight = StringField(_l("Weight in per cent"), [Optional(), Length(12)])
    wildcard = BooleanField(_l("* stands for anything"))

    @classmethod
    def of(cls, part: Any) -> dict[str, Any]:
        """A variant as the row shows it."""
        whole = part if isinstance(part, Mapping) else {"say": part}
        say = whole["say"]
        said = "\n".join(map(str, say)) if isinstance(say, list) else str(say)
        return {"say": said, "weight": whole.get("weight"), "wildcard": whole.get("wildcard")}

    def variant(self) -> Any:
        """The variant as it is written here: as short as it can be said."""
        lines = [line.strip() for line in (self.say.data or "").splitlines() if line.strip()]
        say: Any = lines if len(lines) > 1 else "".join(lines)
        extra = {"weight": self.weight.data} if self.weight.data else {}
        extra |= {"wildcard": True} if self.wildcard.data else {}
        return {"say": say, **extra} if extra else say


class CriterionRow(ItemRow):
    """What a marker looks for."""

    shows = ("zh", "en", "points")
    points = NumberField(_l("Points"))

    def part(self) -> dict[str, Any]:
        """The criterion as it is written here."""
        return {**super().part(), "points": self.points.number if self.points.number is not None else 1}


class AreaRow(ItemRow):
    """A place in the picture."""

    shows = ("zh", "en", "correct", "shape", "coords")
    correct = BooleanField(_l("Right"))
    shape = SelectField(
        _l("Shape"),
        choices=[
            SelectChoice("rect", _l("Rectangle")),
            SelectChoice("circle", _l("Circle")),
            SelectChoice("poly", _l("Polygon")),
        ],
        default="rect",
    )
    coords = StringField(_l("Coordinates"), [Optional(), Length(400)])

    def part(self) -> dict[str, Any]:
        """The area as it is written here."""
        right = {"correct": True} if self.correct.data else {}
        return {
            **super().part(),
            "shape": self.shape.data,
            "coords": (self.coords.data or "").replace(" ", ""),
            **right,
        }
