"""The questions and exhibits of a case, each question with its key in the notation of one line an answer."""

from collections.abc import Mapping
from typing import Any, ClassVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, ValidationError
from wtforms.fields.choices import SelectChoice

from learn.catalogue.gap_rows import GapRow, valid_number
from learn.catalogue.question_rows import NumberField, Row, text_field

TRUE = {"true": True, "正确": True, "对": True, "false": False, "错误": False, "错": False}
KINDS = {
    "single": _l("Choose one"),
    "multiple": _l("Choose several"),
    "truefalse": _l("True or false"),
    "short": _l("Type a text"),
    "numeric": _l("Type a number"),
}
_TEXTS = ("text", "reason")


class ExhibitRow(Row):
    """Something that the case shows: a batch record, a message, a table. Its picture, if it has one, is kept."""

    shows = ("title", "text")
    title_zh, title_en = text_field(_l("Title, Chinese")), text_field(_l("Title, English"))
    text_zh, text_en = text_field(_l("Text, Chinese")), text_field(_l("Text, English"))

    @classmethod
    def of(cls, part: Mapping[str, Any]) -> dict[str, Any]:
        """An exhibit as the row shows it."""
        return {"id": part["id"], **_apart(part, cls.shows)}

    def part(self) -> dict[str, Any]:
        """The exhibit as it is written here."""
        title, text = _pair(self, "title"), _pair(self, "text")
        return {"title": title, **({"text": text} if any(text.values()) else {})}


class CaseRow(Row):
    """A question of a case: what it asks, what is right, why."""

    shows: ClassVar[tuple[str, ...]] = ("kind", "text", "reason", "points", "choices", "accept", "answer", "tolerance")
    text_zh, text_en = text_field(_l("Question, Chinese")), text_field(_l("Question, English"))
    reason_zh, reason_en = text_field(_l("Reason, Chinese")), text_field(_l("Reason, English"))
    kind = SelectField(
        _l("Kind"),
        choices=[SelectChoice(kind, words) for kind, words in KINDS.items()],
        default="single",
    )
    key = text_field(_l("Key"))
    points = NumberField(_l("Points"))

    @staticmethod
    def shows_all_of(part: Mapping[str, Any]) -> bool:
        """Whether the notation can say everything of a question."""
        plain = {key: value for key, value in part.items() if key not in _TEXTS}
        return part["kind"] in KINDS and GapRow.shows_all_of(plain)

    @classmethod
    def of(cls, part: Mapping[str, Any]) -> dict[str, Any]:
        """A question as the row shows it."""
        if part["kind"] == "truefalse":
            key = "true" if part["answer"] else "false"
        else:
            key = GapRow.of({**part, "kind": _in_gaps(part["kind"])})["key"]
        said = _apart(part, _TEXTS)
        return {"id": part["id"], "kind": part["kind"], "key": key, "points": part.get("points"), **said}

    def validate_key(self, field: Any) -> None:
        """A number must be one, and true or false must be one of the two."""
        text = (field.data or "").strip()
        if self.kind.data == "numeric" and not valid_number(text):
            raise ValidationError(_("Write the number, or the number and its tolerance: 4 ± 0.5."))
        if self.kind.data == "truefalse" and text.casefold() not in TRUE:
            raise ValidationError(_("Write true or false."))

    def part(self) -> dict[str, Any]:
        """The question as it is written here, without its id."""
        kind, reason = self.kind.data, _pair(self, "reason")
        found: dict[str, Any] = {"kind": kind, "text": _pair(self, "text")}
        found |= {"points": self.points.number} if self.points.number is not None else {}
        found |= {"reason": reason} if any(reason.values()) else {}
        if kind == "truefalse":
            return {**found, "answer": TRUE.get((self.key.data or "").strip().casefold(), True)}
        return {**found, **GapRow.key_of(_in_gaps(kind), self.key.data or "")}


def _in_gaps(kind: str) -> str:
    """Several right choices are written like one."""
    return "single" if kind == "multiple" else kind


def _pair(row: Row, name: str) -> dict[str, str]:
    return {"zh": row[f"{name}_zh"].data or "", "en": row[f"{name}_en"].data or ""}


def _apart(part: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """The texts of a part as the fields hold them."""
    return {f"{name}_{key}": text for name in names for key, text in (part.get(name) or {}).items()}
