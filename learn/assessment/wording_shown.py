"""How the texts of a question are shown: as plain text, as Markdown or as HTML, with their pictures."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup, escape

from learn.kit.drawing import DRAWING
from learn.kit.text import Words, language

_TAGS = {"a", "abbr", "b", "blockquote", "br", "caption", "code", "div", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr"}
_TAGS |= {"i", "img", "li", "ol", "p", "pre", "s", "small", "span", "strong", "sub", "sup", "table", "tbody", "td"}
_TAGS |= {"tfoot", "th", "thead", "tr", "u", "ul"}
_ATTRIBUTES = {
    "a": {"href"},
    "abbr": {"title"},
    "img": {"alt", "height", "src", "width"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
_ONE_PARAGRAPH = re.compile(r"<p>((?:(?!</?p>).)*)</p>", re.DOTALL)
_PICTURE_LOST = re.compile(r"<img(?![^>]*\ssrc=)[^>]*>")


def shown(text: Words | str, body: Mapping[str, Any]) -> Markup:
    """A text of a question, in the reader's language, as its format says; nothing in it can do harm."""
    match body.get("format"):
        case "markdown":
            return _clean(_markdown().render(str(text)), body)
        case "html":
            return _clean(str(text), body)
    return escape(str(text))


def told(text: Words | str, body: Mapping[str, Any]) -> str:
    """A text for a line among others: a plain one stays as it is, others are shown."""
    return shown(text, body) if body.get("format") in ("markdown", "html") else str(text)


def _clean(html: str, body: Mapping[str, Any]) -> Markup:
    """HTML without anything that runs or calls home; a paragraph that stands alone needs no tags."""

    def kept(tag: str, attribute: str, value: str) -> str | None:
        return address_of(value.removeprefix("media:"), body) if (tag, attribute) == ("img", "src") else value

    clean = nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "media"},
        attribute_filter=kept,
    ).strip()
    clean = _PICTURE_LOST.sub(lambda tag: _words_of(tag[0]), clean)
    alone = _ONE_PARAGRAPH.fullmatch(clean)
    return Markup(alone[1] if alone else clean)  # noqa: S704 - nh3 has cleaned it


def address_of(name: str, body: Mapping[str, Any]) -> str | None:
    """Where a picture of a question is fetched; None: the question has none of this name."""
    file = body.get("media", {}).get(name)
    if file is None:
        return None
    return f"/questions/media/{file['digest']}" + (f"?language={language()}" if file.get("type") == DRAWING else "")


def _words_of(tag: str) -> str:
    """What a picture shows, where the picture itself is not ours."""
    words = re.search(r'\salt="([^"]*)"', tag)
    return f"[{words[1]}]" if words and words[1] else ""


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


def worded(text: Words | str, body: Mapping[str, Any]) -> str:
    """A text as words only, for where no pictures and no paragraphs may stand: options of a list, names of controls."""
    if body.get("format") not in ("markdown", "html"):
        return str(text)
    pictures = re.sub(r"<img[^>]*>", lambda tag: _words_of(tag[0]), shown(text, body))
    return Markup(pictures).striptags()  # noqa: S704 - and no tag is left
