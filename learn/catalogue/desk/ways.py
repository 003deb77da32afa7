"""Where in the studio something of a draft is mended."""

from typing import Protocol

from flask import url_for

from learn.catalogue.drafts import CourseDraft


class Somewhere(Protocol):
    """What says where something stands in a pack, as findings do."""

    @property
    def line(self) -> int:
        """The line of the file."""

    @property
    def language(self) -> str:
        """zh or en; empty: both, or neither."""

    @property
    def unit(self) -> str:
        """The slug of a unit; empty: of none."""

    @property
    def question(self) -> str:
        """The id of a question; empty: of none."""

    @property
    def path(self) -> tuple[str | int, ...]:
        """The way to it in course.yaml or questions.yaml."""


def to_editor(draft: CourseDraft, slug: str, language: str = "", line: int = 0) -> str:
    """The address of a unit's texts; `line` is that of the text in one language."""
    return url_for("writing_room.unit", id=draft.id, slug=slug, lang=language or None, line=line or None)


def way_to(draft: CourseDraft, place: Somewhere, units: list[str]) -> str:
    """The address where something is mended; `units` are the slugs of the draft in their order."""
    if place.question:
        return url_for("banks.question", code=draft.course.bank.code, qcode=place.question)
    if place.language and place.unit and not place.path:
        return to_editor(draft, place.unit, place.language, place.line)
    head, rest = (str(place.path[0]), place.path[1:]) if place.path else ("", ())
    match head:
        case "facts" if rest:
            return url_for("desk_facts.fact", id=draft.id, key=rest[0])
        case "facts" | "sources":
            return url_for("desk_facts.facts", id=draft.id)
        case "terms" if rest:
            return url_for("desk_terms.term", id=draft.id, slug=rest[0])
        case "terms":
            return url_for("desk_terms.terms", id=draft.id)
        case "units":
            return _to_unit(draft, rest, units)
        case "":
            return url_for("drafts.draft", id=draft.id)
    return url_for("desk_about.about", id=draft.id)


def _to_unit(draft: CourseDraft, rest: tuple[str | int, ...], units: list[str]) -> str:
    if not rest or not isinstance(rest[0], int) or rest[0] >= len(units):
        return url_for("drafts.draft", id=draft.id)
    page = "desk_quiz.rules" if len(rest) > 1 and rest[1] == "quiz" else "desk_outline.settings"
    return url_for(page, id=draft.id, slug=units[rest[0]])
