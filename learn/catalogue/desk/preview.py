"""A unit of a draft as a trainee would see it."""

from functools import cached_property
from typing import Any

from learn.assessment import Quiz, RulesInWords
from learn.catalogue.checking import Finding, Severity
from learn.catalogue.desk.desk import Desk
from learn.catalogue.desk.outline import Unit
from learn.catalogue.drafts import Part, part_of_quiz
from learn.catalogue.pack import files_of_unit
from learn.catalogue.pack.unit_checks import WITH_TEXT
from learn.catalogue.writing_room.previewing import Preview as TextShown
from learn.catalogue.writing_room.unit_draft import UnitDraft


class Preview:
    """One unit in one language, as it stands now."""

    def __init__(self, desk: Desk, unit: Unit, language: str) -> None:
        self.desk, self.unit, self.language = desk, unit, language
        self.number = [one["slug"] for one in desk.sketch.units].index(unit["slug"]) + 1

    @cached_property
    def text(self) -> TextShown | None:
        """Its text as it goes into the page; None: it has none, or nobody has written it in this language."""
        if self.unit["kind"] not in WITH_TEXT:
            return None
        found = UnitDraft(self.desk.draft, self.unit["slug"])
        text = found.text(self.language)
        return TextShown(found, self.language, text) if text.strip() else None

    @property
    def faults(self) -> list[Finding]:
        """What has to be mended in its text."""
        found = self.text.findings if self.text else []
        return [one for one in found if one.severity is Severity.FAULT]

    @property
    def files(self) -> dict[str, str]:
        """The digests of what it shows in this language, by use: the file, and captions of both languages."""
        found: dict[str, str] = {}
        media = self.desk.sketch.part(Part.MEDIA)
        for use, language, name, _place in _files(self.unit):
            if name in media and (use == "captions" or language == self.language):
                found[use if use == "file" else f"{use}_{language}"] = media[name]["digest"]
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
