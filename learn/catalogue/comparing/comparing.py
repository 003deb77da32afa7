"""Two versions of a course side by side."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from learn.catalogue.comparing.changes import Changes, by_name
from learn.catalogue.comparing.lessons import LessonChange
from learn.catalogue.comparing.rows import Row, rows
from learn.catalogue.comparing.rules import RuleChange, rule_changes
from learn.catalogue.comparing.units import UnitChange, changed_units
from learn.catalogue.pack import Pack, pictures_of

_ELSEWHERE = ("code", "version", "sources", "facts", "units")  # what is compared on its own


@dataclass(frozen=True)
class ThingChange:
    """A question, a key fact, a source or a unit's settings, from one version to another."""

    name: str
    state: str  # new, gone, changed, same
    rows: list[Row]


class Comparing:
    """What differs between two packs: versions, drafts, or what was handed in. With `everything`, also what does not."""

    def __init__(self, old: Pack, new: Pack, *, everything: bool = False) -> None:
        self.old, self.new, self.everything = old, new, everything

    @property
    def same(self) -> bool:
        """Whether the two say the very same; only the number of the version may differ."""
        named = (self.facts_changed, self.sources_changed, self.questions_changed)
        return not (self.about_changed or self.units_touched or any(named))

    # the course

    @cached_property
    def about(self) -> list[Row]:
        """Title, summary, audience, objectives, hours, validity, certificate, prerequisites."""
        return rows(_about(self.old), _about(self.new), everything=self.everything)

    @property
    def about_changed(self) -> int:
        """How many of these differ."""
        return sum(row.changed for row in self.about)

    # units

    @cached_property
    def every_unit(self) -> list[UnitChange]:
        """Every unit of both versions."""
        return changed_units(self.old, self.new)

    @cached_property
    def units(self) -> list[UnitChange]:
        """The units that something became of, or questions about them did."""
        return [unit for unit in self.every_unit if self.everything or unit.touched]

    @property
    def units_touched(self) -> int:
        """How many these are, whatever is shown."""
        return sum(unit.touched for unit in self.every_unit)

    def settings(self, unit: UnitChange) -> list[Row]:
        """What a unit says of itself: its title, kind, reading time and whatever else."""
        old, new = (_settings(pack, unit.slug) for pack in (self.old, self.new))
        return rows(old, new, everything=False) if old and new else []

    @cached_property
    def lessons(self) -> list[LessonChange]:
        """The units whose page differs; each renders itself when it is looked at."""
        with_text = {slug for pack in (self.old, self.new) for slug, _language in pack.lessons}
        wanted = [unit for unit in self.every_unit if unit.slug in with_text]
        return [LessonChange(unit, self.old, self.new) for unit in wanted if self.everything or unit.page_differs]

    @cached_property
    def rules(self) -> list[RuleChange]:
        """The quizzes with their rules in sentences."""
        return rule_changes(self.old, self.new, everything=self.everything)

    @property
    def rules_changed(self) -> int:
        """How many quizzes have other rules."""
        return len(rule_changes(self.old, self.new))

    # facts, sources, questions

    @cached_property
    def facts_changed(self) -> Changes:
        """Key facts by their ids."""
        return Changes.between(self.old.course["facts"], self.new.course["facts"])

    @cached_property
    def facts(self) -> list[ThingChange]:
        """Each fact with its source, clause and check."""
        return self._things(self.old.course["facts"], self.new.course["facts"])

    @cached_property
    def sources_changed(self) -> Changes:
        """Sources by their keys."""
        return Changes.between(self.old.course["sources"], self.new.course["sources"])

    @cached_property
    def sources(self) -> list[ThingChange]:
        """Each source with its title, status and days."""
        return self._things(self.old.course["sources"], self.new.course["sources"])

    @cached_property
    def questions_changed(self) -> Changes:
        """Questions by their codes."""
        return Changes.between(*self._questions)

    @cached_property
    def questions(self) -> list[ThingChange]:
        """Each question with all that it says."""
        return self._things(*self._questions)

    @cached_property
    def _questions(self) -> tuple[dict[str, Any], dict[str, Any]]:
        return _questions(self.old), _questions(self.new)

    def _things(self, old: dict[str, Any], new: dict[str, Any]) -> list[ThingChange]:
        changes = Changes.between(old, new)
        states = {
            **dict.fromkeys(changes.added, "new"),
            **dict.fromkeys(changes.changed, "changed"),
            **dict.fromkeys(changes.removed, "gone"),
        }
        names = (
            [*new, *changes.removed] if self.everything else [*(one for one in new if one in states), *changes.removed]
        )
        return [
            ThingChange(name, states.get(name, "same"), rows(old.get(name), new.get(name), everything=self.everything))
            for name in names
        ]


def _about(pack: Pack) -> dict[str, Any]:
    return {key: value for key, value in pack.course.items() if key not in _ELSEWHERE}


def _settings(pack: Pack, slug: str) -> dict[str, Any]:
    unit = by_name(pack.course["units"], "slug").get(slug, {})
    return {key: value for key, value in unit.items() if key not in ("slug", "quiz")}


def _questions(pack: Pack) -> dict[str, Any]:
    """The questions by their codes, each with what tells its pictures apart."""
    return {
        question["id"]: {
            **question,
            "pictures": {name: pack.digest_of(name)[:12] for name in sorted(pictures_of(question))},
        }
        for question in pack.questions
    }
