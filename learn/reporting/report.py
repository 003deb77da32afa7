"""A report is one question: a title, headings, one Select; page, CSV and XLSX come free."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from learn.kit.db import db
from learn.people import Organisation
from learn.reporting.paging import Columns

Question = Callable[[Organisation, date], Columns]


@dataclass(frozen=True)
class Heading:
    """The head of a column: its word, its width in a workbook, and how stored words read in it."""

    word: Any
    width: int = 16
    reads: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return str(self.word)

    def read(self, value: Any) -> Any:
        """What a cell says: the reader's word where the database keeps a code."""
        return str(self.reads[value]) if isinstance(value, str) and value in self.reads else value


@dataclass(frozen=True)
class Report:
    """A question that HR or an inspector may ask of an organisation's records."""

    name: str
    title: Any
    lede: Any  # what it lists, in one sentence
    headings: Sequence[Heading]
    question: Question

    def cells(self, row: Sequence[Any]) -> list[Any]:
        """A row as it reads."""
        return [heading.read(value) for heading, value in zip(self.headings, row, strict=True)]

    def rows(self, organisation: Organisation, today: date) -> Iterator[list[Any]]:
        """Every row, one query, a few hundred in memory at a time."""
        asked = self.question(organisation, today).execution_options(yield_per=500)
        for row in db.session.execute(asked):
            yield self.cells(row)


REPORTS: dict[str, Report] = {}


def report(title: Any, lede: Any, headings: Sequence[Any]) -> Callable[[Question], Question]:
    """Make a question a report under the function's own name: `training_records` is at …/training-records."""

    def register(question: Question) -> Question:
        name = question.__name__.replace("_", "-")
        heads = [heading if isinstance(heading, Heading) else Heading(heading) for heading in headings]
        REPORTS[name] = Report(name, title, lede, heads, question)
        return question

    return register
