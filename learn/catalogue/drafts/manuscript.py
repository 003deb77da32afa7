"""A draft written out as the files of a pack, so that whatever reads a pack serves drafts too."""

import json
import re
from functools import cached_property
from typing import Any

from learn.catalogue.drafts.asked import Pictures, as_in_a_pack, questions_of
from learn.catalogue.drafts.draft import CourseDraft, content_of
from learn.catalogue.drafts.parts import Part, part_of_quiz, part_of_text
from learn.catalogue.kept_pack import pack_of
from learn.catalogue.pack import Pack, files_of, read_files
from learn.kit.storage import storage
from learn.kit.text import LANGUAGES

_NAMED = re.compile(r"media/([A-Za-z0-9][A-Za-z0-9._-]*)")


class Manuscript:
    """What a draft says at this moment."""

    def __init__(self, draft: CourseDraft) -> None:
        self.draft = draft
        self.editions = draft.all_newest()

    def part(self, part: Part) -> Any:
        """What one of its parts says."""
        return content_of(self.editions, part)

    def text(self, slug: str, language: str) -> str:
        """The text of a unit in one language; empty where nobody has written it."""
        edition = self.editions.get(part_of_text(slug, language))
        return str(edition.content) if edition else ""

    def number_of(self, part: str) -> int:
        """The number of a part's newest edition; 0: there is none."""
        return self.editions[part].number if part in self.editions else 0

    @property
    def units(self) -> list[dict[str, Any]]:
        """The units in their order, with the rules of quizzes."""
        rules = {unit["slug"]: self.editions.get(part_of_quiz(unit["slug"])) for unit in self.part(Part.OUTLINE)}
        return [
            {**unit, "quiz": edition.content} if (edition := rules[unit["slug"]]) and unit["kind"] == "quiz" else unit
            for unit in self.part(Part.OUTLINE)
        ]

    @property
    def course(self) -> dict[str, Any]:
        """What course.yaml says."""
        terms = self.part(Part.TERMS)
        return {
            "code": self.draft.course.code,
            "catalogue": str(self.draft.course.catalogue),
            "version": self.draft.number,
            **self.part(Part.ABOUT),
            "sources": self.part(Part.SOURCES),
            "facts": self.part(Part.FACTS),
            **({"terms": terms} if terms else {}),
            "units": self.units,
        }

    @cached_property
    def questions(self) -> list[dict[str, Any]]:
        """The questions of the bank about its units."""
        return [as_in_a_pack(version, self._pictures.names.get(version.id)) for version in self._asked]

    @cached_property
    def _pictures(self) -> Pictures:
        return Pictures(self._asked, self._ours)

    @cached_property
    def _asked(self) -> Any:
        return questions_of(self.draft.course.bank, [unit["slug"] for unit in self.part(Part.OUTLINE)])

    @property
    def question_authors(self) -> set[int]:
        """Who wrote the questions that are new or other than in the version that the draft is based on."""
        base = self.draft.based_on
        before = {one["id"]: one for one in pack_of(base).questions} if base else {}
        changed = [one for one in self._asked if as_in_a_pack(one) != before.get(one.question.code)]
        return {one.author_id for one in changed if one.author_id}

    @property
    def texts(self) -> dict[tuple[str, str], str]:
        """The texts of its units by slug and language; those that are empty are left out."""
        found = {
            (unit["slug"], language): self.text(unit["slug"], language)
            for unit in self.part(Part.OUTLINE)
            for language in LANGUAGES
            if part_of_text(unit["slug"], language) in self.editions
        }
        return {place: text for place, text in found.items() if text.strip()}

    @property
    def shown(self) -> dict[str, dict[str, str]]:
        """The pictures and recordings that it shows, with digest and type; what no unit shows stays in the library."""
        return {**self._ours, **self._pictures.kept}

    @cached_property
    def _ours(self) -> dict[str, dict[str, str]]:
        said = json.dumps([self.units, list(self.texts.values())], ensure_ascii=False)
        named = set(_NAMED.findall(said))
        return {name: kept for name, kept in self.part(Part.MEDIA).items() if name in named}

    @cached_property
    def files(self) -> dict[str, bytes]:
        """The files of the pack, faulty or not."""
        media = {name: storage().get(f"media/{said['digest']}") for name, said in self.shown.items()}
        return files_of(self.course, self.questions, self.texts, media)

    def pack(self) -> Pack:
        """The pack that it makes. Raises Unreadable with everything that is wrong."""
        return read_files(self.files, self.draft.course.code)
