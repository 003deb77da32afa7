"""The form of a quiz's rules: everything that docs/course-packs.md says of them."""

import re
from collections.abc import Collection, Mapping
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, FieldList, FormField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError

from learn.catalogue.desk.outline import FIRST_RULES
from learn.catalogue.desk.quiz_rows import DrawRow, SectionRow
from learn.catalogue.desk.rows import offer
from learn.catalogue.desk.unit_forms import Over
from learn.kit.forms import Form, Length

SHOWS = {
    "key": _l("the score, the right answers and the reasons"),
    "reasons": _l("the score, their answers and the reasons"),
    "score": _l("the score"),
    "nothing": _l("only that it was handed in"),
}
_ALWAYS_SAID = ("draw", "pass_mark", "minutes", "attempts", "cool_off_minutes")
_SWITCHES = ("partial_credit", "shuffle_questions", "shuffle_choices", "one_way")
_DEFAULTS = {"partial_credit": True, "shuffle_questions": True, "shuffle_choices": True, "one_way": False}
_BY_HAND = {"blind": True, "second": False, "difference": 20, "days": 7}
_SHARE = re.compile(r"0|1|0?\.[0-9]{1,6}|[01]\.0+|[1-9][0-9]?/[1-9][0-9]?")
_WHOLE = re.compile(r"[0-9]{1,6}")
LONGEST_WAIT = 100_000


def _whole(label: Any, least: int, most: int) -> IntegerField:
    said = _l("Give a whole number from %(least)s to %(most)s.", least=least, most=most)
    return IntegerField(label, [InputRequired(said), NumberRange(least, most, message=said)])


def _seen(label: Any) -> SelectField:
    return SelectField(label, choices=[SelectChoice(key, said) for key, said in SHOWS.items()], default="key")


class QuizForm(Form):
    """The rules of a quiz."""

    draw = FieldList(FormField(DrawRow))
    sections = FieldList(FormField(SectionRow))
    pass_mark = _whole(_l("Pass mark, in per cent of the points"), 1, 100)
    minutes = _whole(_l("Minutes for one attempt"), 1, 600)
    attempts = _whole(_l("Attempts"), 1, 20)
    cool_off = StringField(_l("Wait after each failed attempt, in minutes"), [Length(200)])
    fixed = StringField(_l("Questions on every paper"), [Length(900)])
    critical = StringField(_l("Questions on every paper that must be right"), [Length(900)])
    partial_credit = BooleanField(_l("A partly right answer gives part of the points"))
    penalty = StringField(_l("Share of its points that a wrong answer costs"), [Length(10)])
    shuffle_questions = BooleanField(_l("Questions come in an order of their own on each paper"))
    shuffle_choices = BooleanField(_l("So do their choices"))
    one_way = BooleanField(_l("One question at a time, and no way back"))
    honesty_zh = TextAreaField(_l("Statement signed before the start, in Chinese"), [Optional(), Length(1000)])
    honesty_en = TextAreaField(_l("Statement signed before the start, in English"), [Optional(), Length(1000)])
    failed = _seen(_l("After an attempt that does not pass they see"))
    last = _seen(_l("After the last one they see"))
    passed = _seen(_l("After a pass they see"))
    by_hand = BooleanField(_l("Say how people mark"))
    blind = BooleanField(_l("The marker does not see whose answer it is"))
    second = BooleanField(_l("Two people mark, and neither sees the other's marks"))
    difference = _whole(_l("Further apart than so many per cent, a third one marks"), 0, 100)
    days = _whole(_l("Days until it is marked"), 1, 90)
    row = StringField()
    over = Over()

    def __init__(self, rules: Mapping[str, Any], over: int, **how: Any) -> None:
        self.rules = rules
        super().__init__(**({"data": shown(rules, over)} | how))
        taken = {entry.form.id.data for entry in self.sections.entries}
        for entry in self.sections.entries:
            if not entry.form.id.data:
                entry.form.id.data = next(f"section-{n}" for n in range(1, 400) if f"section-{n}" not in taken)
                taken.add(entry.form.id.data)

    def offer(self, units: list[SelectChoice], objectives: list[SelectChoice], codes: Collection[str]) -> None:
        """Say what the parts can ask for, and which questions there are."""
        self._codes = set(codes)
        rows = [entry.form for entry in self.sections.entries]
        sections = [SelectChoice(row.id.data, row.zh.data or row.en.data or row.id.data) for row in rows]
        for entry in self.draw.entries:
            offer(entry.form.unit, [SelectChoice("", _("any")), *units])
            offer(entry.form.objective, [SelectChoice("", _("any")), *objectives])
            offer(entry.form.section, [SelectChoice("", _("none")), *sections])

    def validate_draw(self, field: FieldList) -> None:
        """Something is drawn."""
        if not field.entries:
            raise ValidationError(_("Add a part, so that something is drawn."))

    def validate_cool_off(self, field: Field) -> None:
        """Whole minutes with commas between them."""
        said = _split(field.data)
        if not said or not all(_WHOLE.fullmatch(one) and int(one) <= LONGEST_WAIT for one in said):
            raise ValidationError(_("Give whole minutes with commas between them, such as 0, 30, 1440."))

    def validate_penalty(self, field: Field) -> None:
        """A share of one at most."""
        said = field.data or "0"
        if not _SHARE.fullmatch(said) or Fraction(said) > 1:
            raise ValidationError(_("Give a share such as 0.25 or 1/3; 0 costs nothing."))

    def validate_fixed(self, field: Field) -> None:
        """They are there."""
        unknown = [code for code in _split(field.data) if code not in self._codes]
        if unknown:
            raise ValidationError(_("There is no question “%(it)s”.", it=unknown[0]))

    validate_critical = validate_fixed

    @property
    def written(self) -> dict[str, Any]:
        """The rules as the draft keeps them. What is as it would be anyway is not said, unless it was said before."""
        rules: dict[str, Any] = {key: value for key, value in self.rules.items() if key in _ALWAYS_SAID}
        rules |= {"draw": [entry.form.part for entry in self.draw.entries]}
        rules |= {name: self[name].data or FIRST_RULES[name] for name in ("pass_mark", "minutes", "attempts")}
        rules["cool_off_minutes"] = [int(one) for one in _split(self.cool_off.data) if _WHOLE.fullmatch(one)] or [0]
        for name in ("fixed", "critical"):
            rules |= self._unless(name, list(dict.fromkeys(_split(self[name].data))), [])
        rules |= self._unless("sections", [entry.form.section for entry in self.sections.entries], [])
        for name in _SWITCHES:
            rules |= self._unless(name, bool(self[name].data), _DEFAULTS[name])
        rules |= self._unless("penalty", _share(self.penalty.data, self.rules.get("penalty")), 0)
        honesty = {"zh": self.honesty_zh.data or "", "en": self.honesty_en.data or ""}
        rules |= {"honesty": honesty} if any(honesty.values()) else {}
        return rules | self._shows() | self._by_hand()

    def _unless(self, name: str, value: Any, default: Any) -> dict[str, Any]:
        said_before = name in self.rules and self.rules[name] == value and value != []
        return {name: value} if value != default or said_before else {}

    def _shows(self) -> dict[str, Any]:
        before = self.rules.get("shows", {})
        shows = {
            name: self[name].data for name in ("failed", "last", "passed") if self[name].data != "key" or name in before
        }
        return {"shows": shows} if shows else {}

    def _by_hand(self) -> dict[str, Any]:
        if not self.by_hand.data:
            return {}
        before: Mapping[str, Any] = self.rules.get("by_hand", {})
        said = {name: self[name].data for name in _BY_HAND}
        if not said["second"]:
            said.pop("difference")
        return {"by_hand": {k: v for k, v in said.items() if v is not None and (v != _BY_HAND[k] or k in before)}}


def shown(rules: Mapping[str, Any], over: int) -> dict[str, Any]:
    """The rules of a quiz as the form shows them."""
    by_hand, shows, honesty = rules.get("by_hand"), rules.get("shows", {}), rules.get("honesty") or {}
    return {
        "draw": [DrawRow.of(part) for part in rules["draw"]],
        "sections": [SectionRow.of(one) for one in rules.get("sections", [])],
        **{name: rules[name] for name in ("pass_mark", "minutes", "attempts")},
        "cool_off": ", ".join(map(str, rules["cool_off_minutes"])),
        **{name: ", ".join(rules.get(name, [])) for name in ("fixed", "critical")},
        **{name: rules.get(name, _DEFAULTS[name]) for name in _SWITCHES},
        "penalty": str(rules.get("penalty", 0)),
        **{f"honesty_{language}": honesty.get(language, "") for language in ("zh", "en")},
        **{name: shows.get(name, "key") for name in ("failed", "last", "passed")},
        "by_hand": by_hand is not None,
        **{name: (by_hand or {}).get(name, default) for name, default in _BY_HAND.items()},
        "over": over,
    }


def _split(said: str | None) -> list[str]:
    return [one.strip() for one in re.split(r"[,，、;\s]+", said or "") if one.strip()]


def _share(said: str | None, before: Any) -> Any:
    """A share as a pack writes it: a number, or a fraction as text; as it stood, where it is the same."""
    text = said or "0"
    if not _SHARE.fullmatch(text) or Fraction(text) > 1:
        return 0
    if before is not None and Fraction(str(before)) == Fraction(text):
        return before
    return text if "/" in text else (int(float(text)) if float(text).is_integer() else float(text))
