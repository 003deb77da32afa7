"""A text as trainees will see it, while it is being written: rendered as ever, but for parts that are not finished."""

from functools import cached_property
from html import escape

from flask import url_for
from markupsafe import Markup

from learn.catalogue.checking import Finding, lesson_findings
from learn.catalogue.pack import Lesson, Pack
from learn.catalogue.pack.formula import NoFormula
from learn.catalogue.pack.lesson import Node, is_top
from learn.catalogue.pack.media import Media
from learn.catalogue.page import with_addresses
from learn.catalogue.references import icon
from learn.catalogue.rendering import Rendering
from learn.catalogue.sanitising import sanitised
from learn.catalogue.writing_room.unit_draft import UnitDraft
from learn.kit.storage import storage
from learn.kit.text import Words, other_than

UNFINISHED = Words("这一部分还不能显示", "This part cannot be shown yet")
# What rendering trips over in a text that checks have not let through.
_UNRENDERABLE = (NoFormula, LookupError, AttributeError, TypeError, ValueError)


class Preview:
    """One language of a unit as it is being typed."""

    def __init__(self, unit: UnitDraft, language: str, text: str) -> None:
        self.unit, self.language = unit, language
        self.lesson = _Known(unit.lesson(language, text), unit.course)

    @cached_property
    def html(self) -> Markup:
        """The text as it goes into the page."""
        rendering = _Unfinished(self.lesson, self._pack, self.unit.number)
        html = rendering.blocks(self.lesson.root.children) + rendering.glossary.html + rendering.end
        draft = self.unit.draft
        return with_addresses(sanitised(html), lambda digest: url_for("desk_checks.file", id=draft.id, digest=digest))

    @cached_property
    def findings(self) -> list[Finding]:
        """What is to be looked at in it, the gravest first."""
        other = other_than(self.language)
        beside = self.unit.lesson(other) if self.unit.text(other) else None
        lesson = self.unit.lesson(self.language, self.lesson.markdown)
        minutes = self.unit.unit.get("minutes") if self.unit.unit["kind"] == "lesson" else None
        return lesson_findings(lesson, self.unit.course, media=self.unit.media, other=beside, minutes=minutes)

    @property
    def _pack(self) -> Pack:
        """As much of a pack as rendering one lesson asks for."""
        media, files, kept = Media(), {}, self.unit.media
        for name in {picture.name for picture in self.lesson.pictures} & kept.keys():
            files[f"media/{name}"] = content = storage().get(f"media/{kept[name]['digest']}")
            media.add(name, content)
        return Pack(self.unit.course, [], {}, media, files)


class _Known(Lesson):
    """A lesson of which the list at its end names only what there is."""

    def __init__(self, lesson: Lesson, course: dict[str, dict[str, object]]) -> None:
        super().__init__(lesson.file, lesson.language, lesson.markdown)
        self.course = course

    @property
    def facts(self) -> list[tuple[str, int]]:
        """The boxed facts that the draft has."""
        return [pair for pair in super().facts if pair[0] in self.course["facts"]]

    @property
    def citations(self) -> list[tuple[str, str, int]]:
        """The sources referred to that the draft has."""
        return [cited for cited in super().citations if cited[0] in self.course["sources"]]


class _Unfinished(Rendering):
    """Where a part cannot be rendered yet, its text is shown and said to be unfinished."""

    @property
    def end(self) -> str:
        """The sources at the end; facts whose source is not entered yet have none."""
        try:
            return self.references.html
        except _UNRENDERABLE:
            return ""

    def _block(self, node: Node) -> str:
        if not is_top(node):
            return super()._block(node)
        try:
            return super()._block(node)
        except _UNRENDERABLE:
            self.in_summary = False
            return self._shown_as_text(node)

    def _piece(self, node: Node) -> str:
        if node.type == "html_inline":
            return escape(node.content)
        if node.type == "image":
            raise LookupError(node.type)  # a picture stands alone
        return super()._piece(node)

    def _shown_as_text(self, node: Node) -> str:
        start, end = node.map or (0, 0)
        text = "\n".join(self.lesson_lines[start:end])
        head = f"<strong>{self.word(UNFINISHED)}</strong>"
        return (
            f'<div class="notice" data-status="late" role="note">{icon("alert-triangle")}'
            f"<div>{head}<pre>{escape(text)}</pre></div></div>"
        )

    @cached_property
    def lesson_lines(self) -> list[str]:
        """The text line by line."""
        return self.references.lesson.markdown.split("\n")
