"""The gaps of a text, each with its key in a notation of one line an answer."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional, Regexp

from learn.catalogue.question_rows import NumberField, Row, text_field
from learn.kit.forms import Length

_PARTS = ("id", "kind", "points", "choices", "accept", "answer", "tolerance")
_NUMBER = re.compile(r"(-?\d{1,15}(?:\.\d{1,12})?)(?:\s*(?:±|\+-)\s*(\d{1,15}(?:\.\d{1,12})?))?")


class GapRow(Row):
    """A gap: by which name it stands in the text, and what is right in it."""

    id = HiddenField()
    gap = StringField(
        _l("Gap"), [Optional(), Length(8), Regexp(r"[a-z0-9]+$", message=_l("Small letters and digits."))]
    )
    kind = SelectField(
        _l("Kind"),
        choices=[
            SelectChoice("single", _l("Choose one")),
            SelectChoice("short", _l("Type a text")),
            SelectChoice("numeric", _l("Type a number")),
        ],
        default="single",
    )
    key = text_field(_l("Key"))
    points = NumberField(_l("Points"))

    @property
    def blank(self) -> bool:
        """Whether nothing is written in it."""
        return not (self.gap.data or self.key.data)

    @staticmethod
    def shows_all_of(part: Mapping[str, Any]) -> bool:
        """Whether the notation can say everything of a gap."""
        if set(part) - set(_PARTS) or any(isinstance(one, Mapping | list) for one in part.get("accept", [])):
            return False
        choices = part.get("choices", [])
        if any(set(one) - {"id", "zh", "en", "correct"} for one in choices):
            return False
        said = [text for one in choices for text in (one.get("zh", ""), one.get("en", ""))]
        return not any("|" in text or "\n" in text or text.startswith("*") for text in said)

    @classmethod
    def of(cls, part: Mapping[str, Any]) -> dict[str, Any]:
        """A gap as the row shows it."""
        match part["kind"]:
            case "single":
                lines = [f"{'*' if one.get('correct') else ''}{one['zh']} | {one['en']}" for one in part["choices"]]
            case "short":
                lines = [str(one) for one in part["accept"]]
            case _:
                lines = [f"{part['answer']} ± {part['tolerance']}" if part.get("tolerance") else str(part["answer"])]
        return {"gap": part["id"], "kind": part["kind"], "key": "\n".join(lines), "points": part.get("points")}

    def validate_key(self, field: Any) -> None:
        """A number must be one."""
        if self.kind.data == "numeric" and not valid_number((field.data or "").strip()):
            raise ValidationError(_("Write the number, or the number and its tolerance: 4 ± 0.5."))

    def part(self) -> dict[str, Any]:
        """The gap as it is written here."""
        worth = {"points": self.points.number} if self.points.number is not None else {}
        key = self.key_of(self.kind.data, self.key.data or "")
        return {"id": self.gap.data or "", "kind": self.kind.data, **worth, **key}

    @staticmethod
    def key_of(kind: str, text: str) -> dict[str, Any]:
        """What is right, from its notation."""
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        if kind == "single":
            return {"choices": [_choice(n, line) for n, line in enumerate(lines)]}
        return {"accept": lines} if kind == "short" else _number(lines[0] if lines else "")


def valid_number(text: str) -> bool:
    """Whether a text is a number, alone or with its tolerance."""
    return _NUMBER.fullmatch(text) is not None


def with_ids_of(old: Sequence[Mapping[str, Any]], parts: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The parts, the choices of each with the ids that they had: those that say the same, then in their order.

    A line is put in or taken out, and what was answered before still means what it meant.
    """
    before = {part["id"]: part.get("choices", ()) for part in old}
    return [
        {**part, "choices": _kept_ids(before.get(part["id"], ()), part["choices"])} if "choices" in part else part
        for part in parts
    ]


def _kept_ids(old: Sequence[Mapping[str, Any]], new: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    said = {(one.get("zh"), one.get("en")): one["id"] for one in old}
    same = [said.get((one["zh"], one["en"])) for one in new]
    free = [one["id"] for one in old if one["id"] not in same]
    fresh = (id for id in map(chr, range(97, 123)) if id not in {one["id"] for one in old})
    return [{**one, "id": id or (free.pop(0) if free else next(fresh))} for one, id in zip(new, same, strict=True)]


def _choice(n: int, line: str) -> dict[str, Any]:
    """A choice as a line says it: * before the right one, Chinese | English."""
    zh, bar, en = line.removeprefix("*").partition("|")
    right = {"correct": True} if line.startswith("*") else {}
    return {"id": chr(97 + n % 26), "zh": zh.strip(), "en": (en if bar else zh).strip(), **right}


def _number(line: str) -> dict[str, Any]:
    found = _NUMBER.fullmatch(line)
    if found is None:
        return {}
    numbers = [float(one) for one in found.groups() if one]
    whole = [int(one) if one.is_integer() else one for one in numbers]
    return dict(zip(("answer", "tolerance"), whole, strict=False))
