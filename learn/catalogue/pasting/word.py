"""How word processors write what HTML has words for: lists as paragraphs, bold as a style."""

import re
from dataclasses import dataclass
from typing import Any

_LEVEL = re.compile(r"mso-list:\s*\S+\s+level([0-9]+)", re.IGNORECASE)
_NUMBER = re.compile(r"^\s*\(?([0-9]{1,4}|[a-z]|[ivx]{1,5}|[一二三四五六七八九十]{1,3})[.)、）]\s*", re.IGNORECASE)
_BULLET = re.compile(r"^\s*[·•●▪■◆○o§Øü➢\-–—*]\s+")
_CHINESE = {sign: n for n, sign in enumerate("一二三四五六七八九十", start=1)}
_HEADING = re.compile(r"Mso(?:Heading|Title|Subtitle)([1-6])?")


@dataclass(frozen=True)
class Item:
    """A paragraph that Word shows as an item of a list."""

    depth: int
    number: int  # 0: a bullet


def passed_over(part: Any) -> bool:
    """The dot or number that Word writes before an item, what it hides, and its comments and footers."""
    style = re.sub(r"\s+", "", part.get("style") or "").casefold()
    return any(
        one in style
        for one in (
            "mso-list:ignore", "display:none", "mso-hide:all", "mso-element:comment", "mso-element:header",
            "mso-element:footer", "mso-special-character:comment",
        )
    )  # fmt: skip


def item_of(part: Any) -> Item | None:
    """Whether a paragraph is an item, how deep, and its number."""
    style, kind = part.get("style") or "", part.get("class") or ""
    level = _LEVEL.search(style)
    if (
        part.tag == "li"
        or (level is None and "MsoListParagraph" not in kind)
        or "mso-list:none" in style.replace(" ", "")
    ):
        return None
    marker = _marker(part)
    text = marker.text_content() if marker is not None else part.text_content()
    numbered, bullet = _NUMBER.match(text), _BULLET.match(text)
    if level is None and not numbered and not bullet:
        return None
    if marker is None and (numbered or bullet):
        _take_off(part, len((numbered or bullet)[0]))  # type: ignore[index]
    depth = min(int(level[1]) - 1 if level else 0, 8)
    return Item(max(depth, 0), _as_number(numbered[1]) if numbered else 0)


def _marker(part: Any) -> Any:
    for inner in part.iter("span"):
        if "mso-list:ignore" in re.sub(r"\s+", "", inner.get("style") or "").casefold():
            return inner
    return None


def _take_off(part: Any, length: int) -> None:
    """Take a mark off the beginning of a paragraph, whatever spans it is spread over."""
    for inner in part.iter():
        for where in ("text", "tail"):
            if where == "tail" and inner is part:
                continue
            words = getattr(inner, where) or ""
            setattr(inner, where, words[length:])
            length -= min(length, len(words))
            if not length:
                return


def _as_number(mark: str) -> int:
    if mark.isdigit():
        return int(mark)
    if mark in _CHINESE:
        return _CHINESE[mark]
    return ord(mark.casefold()) - 96 if len(mark) == 1 and mark.isascii() and mark.casefold() not in "ivx" else 1


def kind_of(tag: str, part: Any) -> str:
    """What kind of block a tag begins."""
    classes = part.get("class") or ""
    if re.fullmatch(r"h[1-6]", tag):
        return tag
    if match := _HEADING.search(classes):
        return f"h{match[1] or 1}"
    if tag in ("figcaption", "caption") or "MsoCaption" in classes:
        return "caption"
    if tag == "pre":
        return "pre"
    return "quote" if tag == "blockquote" or "MsoQuote" in classes else "p"


def is_bold(tag: str, part: Any) -> bool | None:
    """Whether a tag makes its words bold or no longer bold; None: neither."""
    weight = re.search(r"(?<![-\w])font-weight:\s*([a-z]+|[0-9]+)", part.get("style") or "", re.IGNORECASE)
    if weight:
        return weight[1].casefold() in ("bold", "bolder") or (weight[1].isdigit() and int(weight[1]) >= 600)
    return True if tag in ("b", "strong") else None


def is_italic(tag: str, part: Any) -> bool | None:
    """Whether a tag makes its words italic or upright; None: neither."""
    style = re.search(r"(?<![-\w])font-style:\s*([a-z]+)", part.get("style") or "", re.IGNORECASE)
    if style:
        return style[1].casefold() in ("italic", "oblique")
    return True if tag in ("i", "em", "cite", "dfn") else None


def raised(tag: str, part: Any) -> str:
    """Whether words stand above (sup) or below (sub) the line."""
    align = re.search(r"(?<![-\w])vertical-align:\s*(super|sub)\b", part.get("style") or "", re.IGNORECASE)
    if align:
        return "sup" if align[1].casefold() == "super" else "sub"
    return tag if tag in ("sup", "sub") else ""
