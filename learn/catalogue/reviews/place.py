"""Where in a version a reviewer's comment stands: a paragraph of a text, a question, the rules of a quiz, or the whole."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from lxml import html
from markupsafe import Markup

from learn.catalogue.pack import Pack
from learn.catalogue.rendering import render
from learn.kit.text import Words

MOST_QUOTED = 300  # characters of the paragraph that stand beside a comment


@dataclass(frozen=True)
class Place:
    """A place in a version. What it does not name it does not mean: without anything it is the whole."""

    unit: str = ""  # slug
    language: str = ""  # zh or en: of a text
    block: int = 0  # from 1: of a text
    question: str = ""  # code

    def in_words(self, pack: Pack) -> str:
        """What a reader calls the place."""
        numbers = {unit["slug"]: n for n, unit in enumerate(pack.course["units"], start=1)}
        words = [
            _("Unit %(n)s", n=numbers[self.unit]) if self.unit in numbers else self.unit,
            _("Paragraph %(n)s", n=self.block) if self.block else "",
            {"zh": _("Chinese text"), "en": _("English text")}.get(self.language, ""),
            _("Question %(code)s", code=self.question) if self.question else "",
        ]
        return " · ".join(word for word in words if word) or _("The whole version")


@dataclass(frozen=True)
class Block:
    """A paragraph, box, table or picture of a rendered text, as one may point at it."""

    number: int
    html: Markup
    words: str


def blocks_of(pack: Pack, slug: str, language: str) -> list[Block]:
    """The text of a unit as trainees see it, block by block; nothing where the unit has no text."""
    lesson = pack.lessons.get((slug, language))
    if lesson is None:
        return []
    number = next(n for n, unit in enumerate(pack.course["units"], start=1) if unit["slug"] == slug)
    page, _outline = render(lesson, pack, number=number)
    return [Block(n, Markup(one), words) for n, (one, words) in enumerate(_split(page), start=1)]  # noqa: S704 - sanitised by render


def _split(page: str) -> Iterator[tuple[str, str]]:
    for part in html.fragments_fromstring(page):
        if not isinstance(part, str):
            part.tail = None
            yield html.tostring(part, encoding="unicode"), " ".join(part.text_content().split())


def place_in(pack: Pack, asked: dict[str, Any]) -> Place | None:
    """The place that a form names, if this version has it."""
    unit, language, question = (str(asked.get(key) or "") for key in ("unit", "language", "question"))
    block = str(asked.get("block") or "0")
    place = Place(unit, language, int(block) if block.isdecimal() and len(block) < 6 else -1, question)
    units = {one["slug"] for one in pack.course["units"]}
    known = (
        place.unit in units | {""}
        and place.language in ("", "zh", "en")
        and place.question in {one["id"] for one in pack.questions} | {""}
        and 0 <= place.block <= (len(blocks_of(pack, unit, language)) if unit and language else 0)
    )
    return place if known else None


def quoted(pack: Pack, place: Place) -> str:
    """What stands at a place, as it stood when the comment was made."""
    if place.block:
        return blocks_of(pack, place.unit, place.language)[place.block - 1].words[:MOST_QUOTED]
    if place.question:
        found = next(one for one in pack.questions if one["id"] == place.question)
        return str(Words(**found["text"]))[:MOST_QUOTED]
    return ""
