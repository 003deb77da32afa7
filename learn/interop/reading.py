"""What comes out of a file of questions: the drafts that were read, and every thing that was not."""

import re
from dataclasses import dataclass

from flask_babel import gettext as _

from learn.assessment import Draft

MOST_BYTES = 60_000_000  # of one file
MOST_QUESTIONS = 20_000  # in one file
MOST_STEM = 100_000  # characters of one text, its pictures apart: a chapter, and what a browser shows at once
MOST_PARTS = 500  # choices, pairs or gaps of one question
_PICTURE = re.compile(r";base64,[A-Za-z0-9+/=\s\ufdd1]*")  # the last sign is GIFT's escaped =


@dataclass(frozen=True)
class Fault:
    """One thing that was not read, not read wholly, or would be lost in writing."""

    where: str  # the file, element or question, as its author would find it
    what: str  # a sentence
    line: int | None = None  # from 1; None: the format has no lines, or the line is not known
    whole: bool = False  # the question is lost; else only something of it

    def __str__(self) -> str:
        return f"{self.line}: {self.where}: {self.what}" if self.line else f"{self.where}: {self.what}"


@dataclass(frozen=True)
class Reading:
    """What a file holds, as far as it could be read."""

    format: str  # a key of learn.interop.formats.FORMATS
    drafts: tuple[Draft, ...]
    faults: tuple[Fault, ...] = ()

    @property
    def refused(self) -> tuple[Fault, ...]:
        """The questions that were not read at all."""
        return tuple(fault for fault in self.faults if fault.whole)

    @property
    def partly(self) -> tuple[Fault, ...]:
        """What is missing from questions that were read."""
        return tuple(fault for fault in self.faults if not fault.whole)


class Unreadable(Exception):
    """A file that we refuse whole: which element, in which line, and why."""

    def __init__(self, what: str, *, where: str = "", line: int | None = None) -> None:
        self.fault = Fault(where, what, line, whole=True)
        super().__init__(str(self.fault) if where else f"{line}: {what}" if line else what)


def check_size(content: bytes) -> None:
    """Refuse a file that nobody could have written by hand."""
    if len(content) > MOST_BYTES:
        raise Unreadable(_("This file is larger than %(n)s MB.", n=MOST_BYTES // 1_000_000))


def too_long(text: str) -> bool:
    """Whether a text is longer than anybody would read; the pictures that it carries do not count."""
    return len(text) > MOST_STEM and len(_PICTURE.sub("", text)) > MOST_STEM


def check_number(questions: int) -> None:
    """Refuse a file with more questions than one import can take."""
    if questions > MOST_QUESTIONS:
        raise Unreadable(
            _(
                "This file has more than %(most)s questions, which is what we read at once. Split it.",
                most=MOST_QUESTIONS,
            )
        )
