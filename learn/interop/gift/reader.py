"""GIFT questions as drafts."""

import re
from collections.abc import Callable
from html import escape

from flask_babel import gettext as _
from markdown_it import MarkdownIt

from learn.assessment import NOTHING, Draft, QuestionKind
from learn.interop.decoding import text_of
from learn.interop.gift.answers import KINDS
from learn.interop.gift.blocks import CATEGORY, Block, blocks_in, plain
from learn.interop.gift.parts import Parts, Said, Wrong, parts_of
from learn.interop.markup import Pictures, cleaned
from learn.interop.reading import MOST_STEM, Fault, Reading, check_number, check_size, too_long
from learn.kit.text import Words

_CODE = re.compile(r"[A-Za-z0-9_-]{1,64}")
_IN_MARKDOWN = re.compile(r"(!\[[^\]]*\]\()\s*([^)\s]+)([^)]*\))")


def read(content: bytes, *, language: str) -> Reading:
    """The questions of a GIFT file. Raises Unreadable."""
    check_size(content)
    text, faults = text_of(content)
    drafts: list[Draft] = []
    category, number = "", 0
    for block in blocks_in(text):
        if block.text.startswith(CATEGORY):
            category = plain(block.text.removeprefix(CATEGORY)).strip()
        elif block.text:
            check_number(number := number + 1)
            draft, found = _question(block, category, language)
            faults += found
            drafts += [draft] if draft else []
    return Reading("gift", tuple(drafts), tuple(faults))


def _question(block: Block, category: str, language: str) -> tuple[Draft | None, list[Fault]]:
    """The draft of one block, and what is wrong with it."""
    try:
        if too_long(block.text):
            raise Wrong(_("It is longer than %(n)s characters.", n=MOST_STEM))
        parts = parts_of(block)
        if parts.type == "description":
            raise Wrong(_("It asks nothing: it has no braces { }. Moodle calls this a description."))
        return _Writing(parts, language).draft(category), parts.faults
    except Wrong as wrong:
        where = plain(" ".join(block.text.split()))[:60]
        return None, [Fault(where, str(wrong), block.line, whole=True)]


class _Writing:
    """One question on its way to a draft: all its texts in one format, its pictures gathered."""

    def __init__(self, parts: Parts, language: str) -> None:
        self.parts, self.language = parts, language
        self.format = _common_format(parts)
        self.pictures = Pictures()

    def draft(self, category: str) -> Draft:
        """The draft. Raises Wrong where no right answer can be made out."""
        parts = self.parts
        if not parts.stem.text:
            raise Wrong(_("The question has no text."))
        kind, body = KINDS[parts.type](parts, self.words)
        if parts.name:
            body["name"] = parts.name
        if self.format != "plain":
            body["format"] = self.format
        text, reason = Words(**self.words(parts.stem)), Words(**self.words(parts.general)) if parts.general else NOTHING
        for sentence in dict.fromkeys(self.pictures.refused):
            parts.fault(sentence)
        return Draft(
            kind=QuestionKind(kind),
            text=text,
            body=body,
            reason=reason,
            code=self._code(),
            tags=tuple(dict.fromkeys((*parts.tags, *_tags_of(category)))),
            files=self.pictures.files,
        )

    def words(self, said: Said) -> dict[str, str]:
        """A text in the format of the question, on the side of its language."""
        put: dict[str, Callable[[str], str]] = {"plain": str, "markdown": self._markdown, "html": self._html}
        text = put[self.format](self._as(said))
        return {"zh": "", "en": ""} | {self.language: text}

    def _as(self, said: Said) -> str:
        if said.format == self.format or self.format != "html":
            return said.text
        if said.format == "markdown":
            return MarkdownIt("commonmark", {"html": False}).enable("table").render(said.text).strip()
        return escape(said.text, quote=False).replace("\n", "<br>")

    def _html(self, text: str) -> str:
        clean, gone = cleaned(text, self.pictures.find)
        for sentence in gone:
            self.parts.fault(sentence)
        return clean

    def _markdown(self, text: str) -> str:
        return _IN_MARKDOWN.sub(lambda found: found[1] + self._media(found[2]) + found[3], text)

    def _media(self, address: str) -> str:
        if address.startswith("data:"):
            return f"media:{self.pictures.find(address) or 'lost'}"
        return address

    def _code(self) -> str:
        if self.parts.id and not _CODE.fullmatch(self.parts.id):
            self.parts.fault(
                _("The id “%(id)s” was not kept: it has other signs than letters and digits.", id=self.parts.id)
            )
            return ""
        return self.parts.id


def _tags_of(category: str) -> list[str]:
    """The last folder of a category, as a tag; the outermost one says nothing."""
    last = category.rpartition("/")[2].strip()
    return [last] if last and last != "top" else []


def _common_format(parts: Parts) -> str:
    """The format in which all texts of a question can be said."""
    said = [parts.stem, parts.general, parts.wrong, *(answer.feedback for answer in parts.answers)]
    if parts.type in ("choice", "match"):
        said += [answer.text for answer in parts.answers]
    formats = {one.format for one in said if one and one.text}
    return formats.pop() if len(formats) == 1 else "html" if formats else "plain"
