"""A draft as its desk shows it: who wrote which part last, without reading the texts themselves."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any

from sqlalchemy import Select, Text, and_, case, cast, func, null, or_, select, type_coerce
from sqlalchemy.orm import aliased

from learn.catalogue.drafts import CourseDraft, DraftEdition, Part, part_of_quiz, part_of_text
from learn.catalogue.drafts.parts import EMPTY
from learn.catalogue.pack.unit_checks import WITH_TEXT
from learn.kit.db import db
from learn.kit.text import LANGUAGES, other_than
from learn.people import Person

Unit = dict[str, Any]
_NOTHING = 2  # characters that an empty text takes in the database: its two quotes


class Standing(StrEnum):
    """How the text of a unit in one language stands beside the other."""

    MISSING = "missing"
    STALE = "stale"  # the other language was changed since both said the same
    BOTH_CHANGED = "both"  # both were; somebody has to say whether they agree
    THERE = "there"


@dataclass(frozen=True)
class Said:
    """The newest edition of a part; of a text, how long it is instead of what it says."""

    part: str
    number: int
    content: Any
    length: int
    by: str
    at: datetime


@dataclass(frozen=True)
class Tongue:
    """The text of a unit in one language: how it stands, and who wrote it last."""

    language: str
    standing: Standing
    said: Said | None  # None: nobody has written it


@dataclass(frozen=True)
class Placed:
    """A unit in its place, with all that its line in the outline says."""

    number: int
    unit: Unit
    before: Unit | None  # in the version that the draft is based on; None: it is new
    place_before: int | None
    tongues: list[Tongue]
    quiz: Said | None
    needs: list[Unit]
    saves: int  # how often its texts and rules were saved in this draft
    by_based_on: bool

    @property
    def slug(self) -> str:
        """What it is called for ever."""
        return str(self.unit["slug"])

    @property
    def new(self) -> bool:
        """Whether the version before does not have it."""
        return self.by_based_on and self.before is None

    @property
    def settings_changed(self) -> bool:
        """Whether its title, time, files or what comes first differ from the version before."""
        return self.before is not None and self.before != self.unit

    @property
    def apart(self) -> bool:
        """Whether both languages are there and nobody has said since that they say the same."""
        standings = {one.standing for one in self.tongues}
        return Standing.MISSING not in standings and bool(standings & {Standing.STALE, Standing.BOTH_CHANGED})


class Sketch:
    """What a draft says at this moment, but for the texts of its units. One query, however many there are."""

    def __init__(self, draft: CourseDraft) -> None:
        self.draft = draft
        self.base: list[Unit] = []
        self.said: dict[str, Said] = {}
        for row in db.session.execute(_read(draft)):
            if row.part == Part.OUTLINE and row.number == 1 and draft.based_on_id:
                self.base = row.content
            known = self.said.get(row.part)
            if known is None or known.number < row.number:
                self.said[row.part] = Said(*row)

    def part(self, part: Part) -> Any:
        """What one of the parts says; where nobody has written it, nothing."""
        return self.said[part].content if part in self.said else EMPTY[part]

    def over(self, part: str) -> int:
        """The number of a part's newest edition, over which the next one is written; 0: there is none."""
        return self.said[part].number if part in self.said else 0

    @property
    def units(self) -> list[Unit]:
        """The units in their order, without the rules of quizzes."""
        return list(self.part(Part.OUTLINE))

    def unit(self, slug: str) -> Unit | None:
        """A unit by its slug; None: the draft has none of that name."""
        return next((unit for unit in self.units if unit["slug"] == slug), None)

    @property
    def title(self) -> Mapping[str, str]:
        """What the version is called in both languages."""
        return dict.fromkeys(LANGUAGES, "") | self.part(Part.ABOUT).get("title", {})

    @cached_property
    def placed(self) -> list[Placed]:
        """Every unit with what its line in the outline says."""
        by_slug = {unit["slug"]: unit for unit in self.units}
        before = {unit["slug"]: (n, unit) for n, unit in enumerate(self.base, start=1)}
        return [
            Placed(
                number=n,
                unit=unit,
                before=before.get(unit["slug"], (None, None))[1],
                place_before=before.get(unit["slug"], (None, None))[0],
                tongues=self.tongues(unit),
                quiz=self.said.get(part_of_quiz(unit["slug"])),
                needs=[by_slug[slug] for slug in unit.get("needs", []) if slug in by_slug],
                saves=self._saves(unit["slug"]),
                by_based_on=self.draft.based_on_id is not None,
            )
            for n, unit in enumerate(self.units, start=1)
        ]

    def tongues(self, unit: Unit) -> list[Tongue]:
        """How the texts of a unit stand in each language; a unit that has no text has none."""
        if unit["kind"] not in WITH_TEXT:
            return []
        agreed = self.part(Part.AGREED).get(unit["slug"], {})
        said = {language: self.said.get(part_of_text(unit["slug"], language)) for language in LANGUAGES}
        moved = {language: one is not None and one.number > agreed.get(language, 0) for language, one in said.items()}
        return [Tongue(language, _standing(language, said, moved), said[language]) for language in LANGUAGES]

    def _saves(self, slug: str) -> int:
        parts = [*(part_of_text(slug, language) for language in LANGUAGES), part_of_quiz(slug)]
        first = 1 if any(unit["slug"] == slug for unit in self.base) else 0
        return sum(max(0, self.said[part].number - first) for part in parts if part in self.said)

    @property
    def gone(self) -> list[Unit]:
        """The units that were taken out of this draft; their texts are kept and they can be put back."""
        there = {unit["slug"] for unit in self.units}
        based = [unit for unit in self.base if unit["slug"] not in there]
        known = there | {unit["slug"] for unit in based}
        slugs = dict.fromkeys(part.split(":")[1] for part in self.said if ":" in part)
        return based + [{"slug": slug, "title": dict.fromkeys(LANGUAGES, slug)} for slug in slugs if slug not in known]


def _standing(language: str, said: Mapping[str, Said | None], moved: Mapping[str, bool]) -> Standing:
    other = other_than(language)
    if _empty(said[language]):
        return Standing.MISSING
    if _empty(said[other]) or not moved[other]:
        return Standing.THERE
    return Standing.BOTH_CHANGED if moved[language] else Standing.STALE


def _empty(said: Said | None) -> bool:
    return said is None or said.length <= _NOTHING


def _read(draft: CourseDraft) -> Select[Any]:
    """The newest edition of every part, a text without what it says; and the outline that the draft began with."""
    later = aliased(DraftEdition)
    newer = select(later.id).where(
        later.draft_id == draft.id, later.part == DraftEdition.part, later.number > DraftEdition.number
    )
    first = and_(DraftEdition.part == Part.OUTLINE, DraftEdition.number == 1)
    is_text = DraftEdition.part.startswith("text:")
    content = type_coerce(case((is_text, null()), else_=DraftEdition.content), DraftEdition.content.type)
    length = func.length(cast(DraftEdition.content, Text))
    columns = (DraftEdition.part, DraftEdition.number, content.label("content"), length.label("length"))
    found = select(*columns, Person.name, DraftEdition.at).join(Person, Person.id == DraftEdition.by_id)
    return found.where(DraftEdition.draft_id == draft.id, or_(~newer.exists(), first)).order_by(DraftEdition.part)
