"""What the bank gives for the rules of a quiz, part by part, while they are being written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask_babel import force_locale

from learn.assessment import Blueprint, Part, Quiz, Rules, RulesInWords, Shows
from learn.assessment.kinds import kind_of
from learn.catalogue.asking import Asking
from learn.catalogue.desk.pool import Asked, Pool
from learn.catalogue.desk.sketch import Sketch
from learn.catalogue.drafts import Part as Written
from learn.catalogue.pack.quiz_checks import QuizRules
from learn.kit.text import Words

MOST_DRAWN, MOST_ATTEMPTS = 100, 20  # as the schema of packs has them
_LOCALES = {"zh": "zh_Hans_CN", "en": "en"}


@dataclass(frozen=True)
class Line:
    """A part of the draw: what it asks for, and what there is for it."""

    part: Part
    asks: str
    always: int  # how many of its places hold questions that are on every paper
    fits: int
    needed: int
    faults: list[str]


class Reckoning:
    """The rules of a quiz beside the bank."""

    def __init__(self, rules: Mapping[str, Any], sketch: Sketch, pool: Pool) -> None:
        self.rules, self.pool = _bounded(rules), pool
        about = sketch.part(Written.ABOUT)
        self.course = {"units": sketch.units, "objectives": about.get("objectives", [])}
        self.parts = [Part.read(part) for part in self.rules["draw"]]

    @cached_property
    def blueprint(self) -> Blueprint[Asked]:
        """The draw over the questions that the version takes along."""
        always = set(Rules.read(self.rules).always)
        return Blueprint(self.parts, self.pool.taken, always=[one for one in self.pool.taken if one.code in always])

    @cached_property
    def faults(self) -> list[tuple[tuple[str | int, ...], str]]:
        """What is wrong with the rules, each with its place in them."""
        questions = [one.as_in_a_pack for one in self.pool.taken]
        return list(QuizRules(self.rules, self.course, questions).faults())

    def faults_at(self, key: str, n: int | None = None) -> list[str]:
        """What is wrong at one place."""
        return [said for path, said in self.faults if path[0] == key and (n is None or path[1:2] == (n,))]

    @property
    def others(self) -> list[str]:
        """What is wrong with the rules elsewhere than in the draw."""
        return [said for path, said in self.faults if path[0] != "draw"]

    @property
    def lines(self) -> list[Line]:
        """Every part of the draw."""
        blueprint, asking = self.blueprint, self._asking
        figures = zip(blueprint.parts, blueprint.always_in, blueprint.fitting, blueprint.needed, strict=True)
        return [
            Line(part, asking.of(part), always, len(fitting), needed, self.faults_at("draw", n))
            for n, (part, always, fitting, needed) in enumerate(figures)
        ]

    @property
    def _asking(self) -> Asking:
        """The titles of what the parts name; what is not there is called by its name."""
        units = {part.unit: Words(part.unit, part.unit) for part in self.parts if part.unit}
        units |= {unit["slug"]: _words(unit["title"], unit["slug"]) for unit in self.course["units"]}
        objectives = {part.objective: Words(part.objective, part.objective) for part in self.parts if part.objective}
        objectives |= {one["id"]: _words(one, one["id"]) for one in self.course["objectives"]}
        return Asking(units, objectives)

    @property
    def questions(self) -> int:
        """How many questions one paper shows."""
        return sum(part.count for part in self.parts)

    @property
    def said(self) -> dict[str, Sequence[str]]:
        """The rules as trainees read them, in each language."""
        rules = dict(self.rules)
        found: dict[str, Sequence[str]] = {}
        if any(kind_of(one.kind).by_hand(one.body or {}) for one in self.pool.taken if self._may_be_drawn(one)):
            rules.setdefault("by_hand", {})
        for language, locale in _LOCALES.items():
            with force_locale(locale):
                found[language] = RulesInWords(Quiz.stated(rules)).stated
        return found

    def _may_be_drawn(self, one: Asked) -> bool:
        return any(part.fits(one) for part in self.parts)


def _words(said: Mapping[str, str], otherwise: str) -> Words:
    zh, en = said.get("zh", ""), said.get("en", "")
    return Words(zh or en or otherwise, en or zh or otherwise)


def _bounded(rules: Mapping[str, Any]) -> dict[str, Any]:
    """Rules with the nearest numbers that rules may have: a slip of the keyboard must not be reckoned through for minutes."""
    draw = [{**part, "count": max(1, min(part["count"], MOST_DRAWN))} for part in rules["draw"]]
    shows = {when: what for when, what in rules.get("shows", {}).items() if what in set(Shows)}
    stated = {"shows": shows} if shows else {}
    rest = {key: value for key, value in rules.items() if key != "shows"}
    return {**rest, **stated, "draw": draw, "attempts": max(1, min(rules["attempts"], MOST_ATTEMPTS))}
