"""How a comparison is laid out: in which languages, and on how many pages."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from markupsafe import Markup

from learn.catalogue.comparing.comparing import Comparing, ThingChange
from learn.catalogue.comparing.lessons import LessonChange, Shown
from learn.catalogue.comparing.marking import MARKS
from learn.catalogue.page import with_addresses
from learn.kit.text import LANGUAGES, Words

LESSONS, QUESTIONS = 12, 100  # on one page: whoever reviews reads one after the other, and nobody waits for the last
SAME = Words("… 此处 1 段未变", "… 1 paragraph here is unchanged")
MANY_SAME = Words("… 此处 {number} 段未变", "… {number} paragraphs here are unchanged")
NOTHING = Words("中文未变", "Unchanged in English")
T = TypeVar("T")


@dataclass(frozen=True)
class Sheet:
    """What stands on one page besides the overview, which opens the first."""

    lessons: list[LessonChange]
    questions: list[ThingChange]


class Showing:
    """One page of a comparison. `picture_at` says where a photograph with a digest is fetched."""

    def __init__(
        self,
        comparing: Comparing,
        *,
        picture_at: Callable[[str], str],
        languages: Sequence[str] = LANGUAGES,
        page: int = 1,
    ) -> None:
        self.comparing, self.picture_at, self.languages = comparing, picture_at, tuple(languages)
        self.page = min(max(page, 1), len(self.sheets))

    @cached_property
    def sheets(self) -> list[Sheet]:
        """All the pages: the lessons, then the questions; few of both stand together."""
        lessons = list(_chunks(self.comparing.lessons, LESSONS)) or [[]]
        questions = list(_chunks(self.comparing.questions, QUESTIONS)) or [[]]
        if len(lessons) == 1:
            return [Sheet(lessons[0], questions[0]), *(Sheet([], some) for some in questions[1:])]
        return [*(Sheet(some, []) for some in lessons), *(Sheet([], some) for some in questions if some)]

    @property
    def sheet(self) -> Sheet:
        """What stands on this page."""
        return self.sheets[self.page - 1]

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return len(self.sheets)

    @cached_property
    def page_of(self) -> dict[str, int]:
        """On which page the lesson of a unit stands, by its slug."""
        return {one.unit.slug: n for n, sheet in enumerate(self.sheets, start=1) for one in sheet.lessons}

    @property
    def page_of_questions(self) -> int:
        """The first page with questions."""
        return next((n for n, sheet in enumerate(self.sheets, start=1) if sheet.questions), 1)

    @staticmethod
    def word(act: str, language: str) -> str:
        """What is read out before words that went or came, in the language of these words."""
        return MARKS[act][1].of(language)

    @staticmethod
    def skipped(number: int, language: str) -> str:
        """What stands in the place of blocks that stayed the same."""
        return (SAME if number == 1 else MANY_SAME).of(language).format(number=number)

    @staticmethod
    def nothing(language: str) -> str:
        """What stands in the place of a section that stayed the same in this language."""
        return NOTHING.of(language)

    def html(self, block: Shown) -> Markup:
        """A block of a lesson, to stand in a page."""
        return with_addresses(block.html, self.picture_at)


def _chunks(listed: list[T], size: int) -> Iterator[list[T]]:
    for n in range(0, len(listed), size):
        yield listed[n : n + size]
