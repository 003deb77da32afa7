"""What can be said of the rest where a part is so faulty that nothing can be compared with it.

An author who wrote a number where a text belongs still hears of every fault elsewhere, and not of one after the other.
"""

import re
from collections.abc import Iterable, Iterator

from learn.catalogue.pack.fault import Fault
from learn.catalogue.pack.key_checks import key_faults
from learn.catalogue.pack.lesson import Lesson
from learn.catalogue.pack.strict_yaml import Document

_LESSON = re.compile(r"units/[0-9]{2,3}-([a-z0-9]+(?:-[a-z0-9]+)*)\.(zh|en)\.md")


def faults_in_well_shaped(document: Document, faults: Iterable[Fault]) -> Iterator[Fault]:
    """What is wrong with the keys of the questions that have the right shape, where others have not."""
    listed = document.value if isinstance(document.value, list) else []
    starts = [document.line(n) for n in range(len(listed))]
    shapeless = {max((n for n, start in enumerate(starts) if start <= fault.line), default=-1) for fault in faults}
    for n, question in enumerate(listed):
        if n not in shapeless:
            for place, sentence in key_faults(question):
                yield Fault(document.file, document.line(n, *place), sentence)


def lesson_named(file: str) -> tuple[str, str] | None:
    """The slug and language of a lesson by the name of its file; None: this is no lesson."""
    found = _LESSON.fullmatch(file)
    return (found[1], found[2]) if found else None


def pairs(lessons: dict[tuple[str, str], Lesson]) -> Iterator[tuple[Lesson, Lesson]]:
    """The lessons that are there in both languages."""
    for slug in sorted({slug for slug, _language in lessons}):
        if (slug, "zh") in lessons and (slug, "en") in lessons:
            yield lessons[slug, "zh"], lessons[slug, "en"]
