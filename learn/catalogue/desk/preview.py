"""A unit of a draft as a trainee would see it."""

import re
from collections.abc import Callable
from functools import cached_property
from typing import Any

from flask import current_app
from markupsafe import Markup

from learn.assessment import Quiz, RulesInWords
from learn.catalogue.desk.desk import Desk
from learn.catalogue.desk.outline import Unit
from learn.catalogue.drafts import Part, part_of_quiz, part_of_text
from learn.catalogue.pack import Fault, Lesson, Pack, files_of_unit
from learn.catalogue.pack.lesson_checks import faults_in_lesson
from learn.catalogue.pack.media import Media
from learn.catalogue.pack.unit_checks import WITH_TEXT
from learn.catalogue.rendering import render
from learn.kit.storage import storage

_ICON = re.compile(r'(?<=href=")icon:(?=[a-z-]+")')
_MEDIA = re.compile(r'(?<=src=")media:([0-9a-f]{64})(?=")')


class Preview:
    """One unit in one language, as it stands now."""

    def __init__(self, desk: Desk, unit: Unit, language: str) -> None:
        self.desk, self.unit, self.language = desk, unit, language
        self.media: dict[str, dict[str, str]] = desk.sketch.part(Part.MEDIA)
        self.number = [one["slug"] for one in desk.sketch.units].index(unit["slug"]) + 1

    @cached_property
    def _lesson(self) -> Lesson | None:
        if self.unit["kind"] not in WITH_TEXT:
            return None
        edition = self.desk.draft.newest(part_of_text(self.unit["slug"], self.language))
        text = str(edition.content) if edition else ""
        file = f"units/{self.number:02d}-{self.unit['slug']}.{self.language}.md"
        return Lesson(file, self.language, text) if text.strip() else None

    @cached_property
    def _pack(self) -> Pack:
        """As much of a pack as one lesson rests on."""
        parts = {str(part): self.desk.sketch.part(part) for part in (Part.SOURCES, Part.FACTS, Part.TERMS)}
        media, files = Media(), {}
        for name in {picture.name for picture in self._lesson.pictures} if self._lesson else ():
            if name in self.media:
                files[f"media/{name}"] = storage().get(f"media/{self.media[name]['digest']}")
                media.add(name, files[f"media/{name}"])
        return Pack(parts, [], {}, media, files)

    @cached_property
    def faults(self) -> list[Fault]:
        """What keeps it from being shown."""
        if self._lesson is None:
            return []
        pack = self._pack
        return [*pack.media.faults, *faults_in_lesson(self._lesson, pack.course, pack.media.pictures)]

    @property
    def written(self) -> bool:
        """Whether there is a text to show."""
        return self._lesson is not None

    def html(self, address: Callable[[str], str]) -> Markup:
        """The text as it goes into the page; `address` says where a file of a digest lies."""
        assert self._lesson is not None
        rendered, _outline = render(self._lesson, self._pack, number=self.number)
        sprite = current_app.jinja_env.globals["asset"]("img/icons.svg")  # type: ignore[operator]
        shown = _MEDIA.sub(lambda found: address(found[1]), _ICON.sub(f"{sprite}#", rendered))
        return Markup(shown)  # noqa: S704 - sanitised by nh3 when it was rendered

    @property
    def files(self) -> dict[str, str]:
        """The digests of what it shows in this language, by use: the file, and captions of both languages."""
        found = {}
        for use, language, name, _place in _files(self.unit):
            if name in self.media and (use == "captions" or language == self.language):
                found[use if use == "file" else f"{use}_{language}"] = self.media[name]["digest"]
        return found

    @property
    def rules(self) -> list[str]:
        """The rules of a quiz, as trainees read them."""
        rules = self.desk.sketch.said.get(part_of_quiz(self.unit["slug"]))
        return RulesInWords(Quiz.stated(rules.content)).stated if rules else []


def _files(unit: Unit) -> list[tuple[str, str, str, Any]]:
    captions = unit.get("captions", {})
    whole = unit if len(captions) == 2 else {key: value for key, value in unit.items() if key != "captions"}
    return list(files_of_unit(whole))
