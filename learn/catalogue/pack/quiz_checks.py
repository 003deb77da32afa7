"""The rules of a quiz in a pack: what they name exists, and the bank can give what they ask for."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _

from learn.assessment import Blueprint, Part, Rules, Shortage
from learn.assessment.kinds import kind_of
from learn.catalogue.pack.fault import Fault
from learn.catalogue.pack.key_checks import Placed, repeated
from learn.catalogue.pack.strict_yaml import Document


@dataclass(frozen=True)
class Asked:
    """A question of a pack, as far as a blueprint looks at it."""

    code: str
    topic: str
    objective: str
    difficulty: str


def faults_in_quizzes(course: Document, questions: Sequence[Mapping[str, Any]]) -> Iterator[Fault]:
    """What is wrong with the quizzes of a course, with the line of each."""
    for n, unit in enumerate(course.value["units"]):
        if "quiz" in unit:
            for place, sentence in QuizRules(unit["quiz"], course.value, questions).faults():
                yield Fault(course.file, course.line("units", n, "quiz", *place), sentence)


def draws(
    course: Mapping[str, Any], questions: Sequence[Mapping[str, Any]]
) -> Iterator[tuple[tuple[str | int, ...], Part, int]]:
    """Each part of each draw: where it stands in course.yaml, what it asks for, and how many questions fit it."""
    pool = pool_of(questions)
    for n, unit in enumerate(course["units"]):
        for place, said in enumerate(unit.get("quiz", {}).get("draw", [])):
            part = Part.read(said)
            yield ("units", n, "quiz", "draw", place), part, sum(1 for one in pool if part.fits(one))


def pool_of(questions: Sequence[Mapping[str, Any]]) -> list[Asked]:
    """Questions as a blueprint looks at them."""
    return [Asked(one["id"], one["unit"], one["objective"], one["difficulty"]) for one in questions]


class QuizRules:
    """The rules of one quiz, beside the course that it stands in and its questions."""

    def __init__(
        self, quiz: Mapping[str, Any], course: Mapping[str, Any], questions: Sequence[Mapping[str, Any]]
    ) -> None:
        self.quiz, self.course, self.questions = quiz, course, questions
        self.draw: Sequence[Mapping[str, Any]] = quiz["draw"]
        self.parts = [Part.read(part) for part in self.draw]
        self.pool = pool_of(questions)

    def faults(self) -> Iterator[Placed]:
        """What is wrong, and where in the quiz."""
        yield from self._marks()
        named = [*self._names(), *self._codes()]
        yield from named
        if not named:  # a part that names nothing real says nothing about the bank either
            yield from self._supply()

    # what is named

    def _names(self) -> Iterator[Placed]:
        """Lessons, objectives and sections that are named are there, and each part asks for something of its own."""
        lessons = {unit["slug"] for unit in self.course["units"] if unit["kind"] != "quiz"}
        objectives = {objective["id"] for objective in self.course["objectives"]}
        sections = [section["id"] for section in self.quiz.get("sections", [])]
        for n in repeated(sections):
            yield ("sections", n), _("“%(id)s” is the id of an earlier section.", id=sections[n])
        before: set[Part] = set()
        for n, part in enumerate(self.parts):
            if part.unit is not None and part.unit not in lessons:
                yield ("draw", n, "unit"), _("There is no lesson “%(it)s”.", it=part.unit)
            elif part.asks in before and part.only_unit:
                yield ("draw", n), _("The quiz draws from “%(unit)s” twice; give one number.", unit=part.unit)
            elif part.asks in before:
                yield ("draw", n), _("An earlier part of the draw asks for the same; give one number.")
            if part.objective is not None and part.objective not in objectives:
                yield ("draw", n, "objective"), _("There is no objective “%(it)s”.", it=part.objective)
            if part.section is not None and part.section not in sections:
                yield ("draw", n, "section"), _("There is no section “%(it)s”.", it=part.section)
            before.add(part.asks)
        for n, id in enumerate(sections):
            if id not in {part.section for part in self.parts}:
                yield ("sections", n), _("No part of the draw stands in the section “%(it)s”.", it=id)

    def _codes(self) -> Iterator[Placed]:
        """Questions that are always asked are there, and some part has room for their like."""
        known = {one.code: one for one in self.pool}
        for key in ("fixed", "critical"):
            for n, code in enumerate(self.quiz.get(key, [])):
                if code not in known:
                    yield (key, n), _("There is no question “%(it)s”.", it=code)
                elif not any(part.fits(known[code]) for part in self.parts):
                    yield (
                        (key, n),
                        _("%(code)s is on every paper, but it fits no part of the draw: add one for it.", code=code),
                    )

    # what the marks rest on

    def _marks(self) -> Iterator[Placed]:
        """Rules about marking that cannot be followed, or that follow nothing."""
        penalty = self.quiz.get("penalty", 0)
        if isinstance(penalty, str) and Fraction(penalty) > 1:
            yield ("penalty",), _("A wrong answer costs at most all points of its question: 1.")
        by_hand = self.quiz.get("by_hand")
        if by_hand is None:
            return
        if "difference" in by_hand and not by_hand.get("second"):
            yield ("by_hand", "difference"), _("“difference” is between two markers: it needs “second: true”.")
        drawable = [one for one, asked in zip(self.questions, self.pool, strict=True) if self._drawable(asked)]
        if not any(kind_of(one["kind"]).by_hand(one) for one in drawable):
            yield ("by_hand",), _("Nothing in this quiz is marked by a person: leave “by_hand” out.")

    def _drawable(self, asked: Asked) -> bool:
        return any(part.fits(asked) for part in self.parts)

    # what the bank can give

    def _supply(self) -> Iterator[Placed]:
        """The bank gives every paper that is asked for, and a second one with other questions."""
        codes = Rules.read(self.quiz).always
        blueprint = Blueprint(self.parts, self.pool, always=[one for one in self.pool if one.code in codes])
        for one in blueprint.homeless:
            key = "fixed" if one.code in self.quiz.get("fixed", []) else "critical"
            sentence = _(
                "%(code)s is on every paper, but the places of the parts that it fits are taken by other such questions.",
                code=one.code,
            )
            yield (key, list(self.quiz[key]).index(one.code)), sentence
        if blueprint.homeless:
            return
        lacking = Counter(part for shortage in blueprint.shortages for part in shortage.parts)
        for shortage in blueprint.shortages:
            yield ("draw", shortage.parts[0]), self._lack(shortage, blueprint)
        for shortage in blueprint.twice.shortages:
            if not any(part in lacking for part in shortage.parts):  # it is named already
                yield ("draw", shortage.parts[0]), self._no_second(shortage, blueprint)

    def _lack(self, shortage: Shortage, blueprint: Blueprint[Asked]) -> str:
        """Why not even one paper can be drawn."""
        first = self.parts[shortage.parts[0]]
        if len(shortage.parts) > 1:
            return _(
                "Parts %(parts)s of the draw ask for %(wanted)s questions together, but only %(has)s fit any of them.",
                parts=_listed(shortage.parts), wanted=shortage.wanted, has=shortage.has,
            )  # fmt: skip
        if first.only_unit and not blueprint.always_in[shortage.parts[0]]:
            return self._unit_needs(first, needed=2 * first.count, has=shortage.has)
        return _(
            "Part %(n)s of the draw asks for %(wanted)s questions (%(what)s), but only %(has)s fit.",
            n=shortage.parts[0] + 1, wanted=shortage.wanted, what=_said(first), has=shortage.has,
        )  # fmt: skip

    def _no_second(self, shortage: Shortage, blueprint: Blueprint[Asked]) -> str:
        """Why a second paper would have questions of the first."""
        first = self.parts[shortage.parts[0]]
        if len(shortage.parts) > 1:
            return _(
                "For two papers without a common question parts %(parts)s of the draw need %(needed)s questions "
                "together; only %(has)s fit any of them.",
                parts=_listed(shortage.parts), needed=shortage.wanted, has=shortage.has,
            )  # fmt: skip
        if first.only_unit and not blueprint.always_in[shortage.parts[0]]:
            return self._unit_needs(first, needed=shortage.wanted, has=shortage.has)
        said = {"n": shortage.parts[0] + 1, "wanted": first.count, "what": _said(first)}
        said |= {"needed": shortage.wanted, "has": shortage.has}
        if always := blueprint.always_in[shortage.parts[0]]:
            return _(
                "Part %(n)s of the draw shows %(wanted)s questions (%(what)s), %(always)s of them on every paper, so the "
                "bank needs %(needed)s; it has %(has)s.",
                always=always, **said,
            )  # fmt: skip
        return _(
            "Part %(n)s of the draw shows %(wanted)s questions (%(what)s), so the bank needs %(needed)s; it has %(has)s.",
            **said,
        )

    def _unit_needs(self, part: Part, *, needed: int, has: int) -> str:
        return _(
            "The quiz shows %(wanted)s questions from “%(unit)s”, so the bank needs %(needed)s; it has %(has)s.",
            wanted=part.count, unit=part.unit, needed=needed, has=has,
        )  # fmt: skip


def _said(part: Part) -> str:
    """What a part asks for, in the words of the pack."""
    words = [part.unit, part.objective, "/".join(part.difficulty)]
    return ", ".join(word for word in words if word) or _("any question")


def _listed(parts: Sequence[int]) -> str:
    return ", ".join(str(part + 1) for part in parts)
