"""A unit of a draft with its two texts, and what they may name."""

import re
from functools import cached_property
from typing import Any

from flask_babel import gettext as _

from learn.catalogue.drafts import CourseDraft, DraftEdition, Part, part_of_text
from learn.catalogue.drafts.draft import content_of
from learn.catalogue.pack import Lesson
from learn.catalogue.pack.reader import MOST_TEXT
from learn.catalogue.pack.unit_checks import WITH_TEXT
from learn.kit.merging import Merge, merge
from learn.kit.text import LANGUAGES, Words
from learn.kit.web import Refused
from learn.people import Person

# What no text of a pack may hold; nobody means to write it, so it goes without a word.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


class UnitDraft:
    """A unit that is being written. Raises LookupError where the draft has none of this name with a text."""

    def __init__(self, draft: CourseDraft, slug: str) -> None:
        self.draft, self.slug = draft, slug
        texts = [part_of_text(slug, language) for language in LANGUAGES]
        self.editions = draft.all_newest(*Part, *texts)
        outline = self.part(Part.OUTLINE)
        self.number = next((n for n, unit in enumerate(outline, start=1) if unit["slug"] == slug), 0)
        self.unit: dict[str, Any] = outline[self.number - 1] if self.number else {}
        if self.unit.get("kind") not in WITH_TEXT:
            raise LookupError(slug)

    def part(self, part: Part) -> Any:
        """What one of the draft's parts says."""
        return content_of(self.editions, part)

    @property
    def title(self) -> Words:
        """What the unit is called."""
        return Words(**self.unit["title"])

    @cached_property
    def course(self) -> dict[str, Any]:
        """What a text may name: sources, key facts, terms."""
        named = {"sources": Part.SOURCES, "facts": Part.FACTS, "terms": Part.TERMS}
        return {key: self.part(part) for key, part in named.items()}

    @property
    def media(self) -> dict[str, dict[str, str]]:
        """The files that a text may show: digest and type by name."""
        kept: dict[str, dict[str, str]] = self.part(Part.MEDIA)
        return kept

    def edition(self, language: str) -> DraftEdition | None:
        """The newest edition of the text in one language; None: nobody has written it."""
        return self.editions.get(part_of_text(self.slug, language))

    def edition_number(self, language: str) -> int:
        """The number of that edition; 0: there is none."""
        found = self.edition(language)
        return found.number if found else 0

    def text(self, language: str) -> str:
        """The text in one language."""
        found = self.edition(language)
        return str(found.content) if found else ""

    def text_of(self, language: str, number: int) -> str | None:
        """The text as an edition had it; None: there is no such edition. Nothing was written before the first."""
        if not 0 <= number <= self.edition_number(language):
            return None
        found = self.draft.edition(part_of_text(self.slug, language), number) if number else None
        return str(found.content) if found else ""

    def lesson(self, language: str, text: str | None = None) -> Lesson:
        """The text, as it is or as it is being typed, as a lesson of a pack."""
        file = f"units/{self.number:02d}-{self.slug}.{language}.md"
        return Lesson(file, language, self.text(language) if text is None else text)

    # verbs

    def write(self, language: str, text: str, *, over: int, by: Person) -> DraftEdition:
        """Keep a text as it is now. Raises Stale when somebody saved meanwhile."""
        kept = as_kept(text)
        if kept == as_kept(self.text(language)) and (newest := self.edition(language)):
            return newest
        edition = self.draft.write(part_of_text(self.slug, language), kept, over=over, by=by)
        self.editions[edition.part] = edition
        return edition

    def merged(self, language: str, text: str, *, over: int, theirs: str) -> Merge:
        """What comes of a text that was written over an edition, and of what others made of the same edition."""
        base = self.text_of(language, over)
        return merge(as_kept(base or ""), as_kept(text), as_kept(theirs))


def as_kept(text: str) -> str:
    """A text as it is kept: lines end as everywhere, nothing that cannot be seen, one line end at the end."""
    text = _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return f"{text.strip(chr(10))}\n" if text.strip() else ""


def refuse_too_long(text: str) -> None:
    """A text that no pack could hold is not taken."""
    if len(text) > MOST_TEXT or len(text.encode(errors="replace")) > MOST_TEXT:
        raise Refused(
            _("A text has at most %(n)s kB. Take pictures out of it, or make two units of it.", n=MOST_TEXT // 1000)
        )
