"""The places that cite a source: lessons by their key facts and references, questions by their own."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby, zip_longest
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import contains_eager

from learn.assessment import Question, QuestionBank, QuestionVersion
from learn.catalogue.page import Page
from learn.catalogue.register.source import Source
from learn.catalogue.unit import Unit, UnitPage
from learn.catalogue.version import CourseVersion
from learn.kit.db import db
from learn.kit.digest import digest_of
from learn.kit.text import Words

Wanted = Mapping[CourseVersion, Mapping[str, Source]]  # which sources to look for in which versions, by key
# Lines of Markdown, not its tree: reading the tree of four hundred pages takes seconds. A test compares the two.
_KEYFACT = re.compile(r"^:{3,}\s*keyfact\s+(.+?)\s*$", re.MULTILINE)
_CITATION = re.compile(r"\[([^\[\]]*)\]\(\s*<?source:([A-Za-z0-9]+)>?[^)]*\)")


@dataclass(frozen=True)
class Cite:
    """A clause that is cited, in a key fact or, without one, in the text."""

    clause: Words
    fact: str = ""


@dataclass(frozen=True)
class Place:
    """A unit of a course version or a question that cites a source, with the clauses it names."""

    source: Source
    version: CourseVersion | None  # None: a question
    unit: Unit | None
    question: QuestionVersion | None  # None: a unit
    cites: tuple[Cite, ...]
    seen: str  # SHA-256 over its text in both languages and what its facts rest on

    @property
    def facts(self) -> list[str]:
        """The key facts that rest on the source."""
        return sorted({one.fact for one in self.cites if one.fact})

    @property
    def clauses(self) -> list[Words]:
        """The clauses that it names, each once."""
        return list(dict.fromkeys(one.clause for one in self.cites))

    def facts_on(self, clause: Words) -> list[str]:
        """The key facts that rest on one clause."""
        return sorted({one.fact for one in self.cites if one.fact and one.clause == clause})

    @property
    def name(self) -> str:
        """How it is called in the records."""
        if self.version and self.unit:
            return f"{self.version.course.code} {self.version.number} {self.unit.slug}"
        return self.question.audit_name if self.question else ""

    @property
    def bank(self) -> QuestionBank | None:
        """The bank of a question; None: it is a unit."""
        return self.question.question.bank if self.question else None

    @property
    def organisation_id(self) -> int | None:
        """Whose course or bank it stands in; None: the alliance's."""
        owner = self.version.course if self.version else self.bank
        return owner.organisation_id if owner else None

    @property
    def author_id(self) -> int | None:
        """Who wrote the question, or loaded the version; None: by command."""
        return self.version.loaded_by_id if self.version else self.question.author_id if self.question else None


def cited_in(markdown: str) -> tuple[list[str], list[tuple[str, str]]]:
    """The facts that a lesson boxes, and its references in the text: key and words."""
    facts = [fact for box in _KEYFACT.findall(markdown) for fact in box.split()]
    return facts, [(key, words) for words, key in _CITATION.findall(markdown)]


def units_citing(wanted: Wanted) -> list[Place]:
    """The lessons that cite what is looked for; one query however many versions."""
    by_id = {version.id: version for version in wanted}
    order = list(by_id)
    asked = (
        select(Unit, UnitPage.language, Page.markdown)
        .join(UnitPage, UnitPage.unit_id == Unit.id)
        .join(Page, Page.id == UnitPage.page_id)
        .where(Unit.version_id.in_(by_id))
        .order_by(Unit.version_id, Unit.position, UnitPage.language.desc())
    )
    rows = db.session.execute(asked).all() if by_id else []
    found = [
        place
        for unit, pages in groupby(rows, key=lambda row: row[0])
        for place in _of_unit(unit, {page[1]: page[2] for page in pages}, by_id[unit.version_id], wanted)
    ]
    return sorted(found, key=lambda place: order.index(place.unit.version_id if place.unit else 0))


def _of_unit(unit: Unit, texts: dict[str, str], version: CourseVersion, wanted: Wanted) -> Iterator[Place]:
    read = {language: cited_in(text) for language, text in texts.items()}
    facts = list(dict.fromkeys(fact for found, _citations in read.values() for fact in found))
    seen = ""
    for key, source in wanted[version].items():
        resting = [Cite(clause, fact) for fact in facts for cited, clause in _clauses(version, fact) if cited == key]
        said = [[words for cited, words in citations if cited == key] for _facts, citations in read.values()]
        if resting or any(said):
            seen = seen or _seen(version, unit, texts, facts)
            cites = (*resting, *(Cite(words) for words in _paired(list(read), said)))
            yield Place(source, version, unit, None, cites, seen)


def _seen(version: CourseVersion, unit: Unit, texts: dict[str, str], facts: list[str]) -> str:
    """What a unit says and what its facts rest on: where that is the same, a later version says nothing new."""
    rests = {fact: version.facts.get(fact) for fact in facts}
    return digest_of({"course": version.course.code, "unit": unit.slug, "facts": rests, **texts})


def _clauses(version: CourseVersion, fact: str) -> Iterator[tuple[str, Words]]:
    """The sources of a fact, each with its clause."""
    rests: dict[str, Any] = version.facts.get(fact, {})
    for one in (rests, *rests.get("also", [])) if rests else ():
        yield one["source"], Words(**one["clause"])


def _paired(languages: list[str], said: list[list[str]]) -> Iterator[Words]:
    """The references of both languages side by side, in the order of the text."""
    for words in zip_longest(*said):
        by_language = {language: one for language, one in zip(languages, words, strict=True) if one}
        any_of_them = next(iter(by_language.values()), "")
        english = re.sub(r"^Article ", "Art. ", by_language.get("en", any_of_them))  # as key facts write it
        yield Words(zh=by_language.get("zh", any_of_them), en=english)


def questions_citing(condition: ColumnElement[bool]) -> list[QuestionVersion]:
    """The newest edition of each question that meets a condition of QuestionVersion and Question."""
    asked = QuestionVersion.newest().where(condition)
    whole = contains_eager(QuestionVersion.question).joinedload(Question.bank)
    return list(db.session.scalars(asked.options(whole)))


def place_of(question: QuestionVersion, source: Source) -> Place:
    """A question as a place that cites a source."""
    seen = digest_of({"question": question.question_id, "digest": question.digest})
    return Place(source, None, None, question, (Cite(question.clause),), seen)
