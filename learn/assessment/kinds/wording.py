"""When two typed texts say the same: without differences of width, case, spacing, script and end punctuation."""

import re
import unicodedata
from functools import cache, lru_cache

from opencc import OpenCC

_BETWEEN_PARTS = re.compile(r"[、,;&+]|以及|[和与及]|\band\b")  # after width, case and script are made equal


@lru_cache(maxsize=4096)
def plain(text: str, *, cased: bool = False) -> str:
    """A text without differences of width, case, spacing, punctuation at the ends, and Chinese script."""
    return _trimmed(_close(text, cased=cased))


def parts(text: str, *, cased: bool = False) -> frozenset[str]:
    """The parts of a list such as “name, date and reason” or “姓名、日期和原因”."""
    between = _BETWEEN_PARTS.split(_even(text, cased=cased))
    return frozenset(part for part in (plain(one, cased=cased) for one in between) if part)


def like(text: str, pattern: str, *, cased: bool = False) -> bool:
    """Whether a text says a pattern in which * stands for anything, and \\* for an asterisk.

    The pieces are looked for one after the other, so that no pattern takes long.
    """
    first, *others = [_close(piece.replace("\\*", "*"), cased=cased) for piece in re.split(r"(?<!\\)\*", pattern)]
    said = plain(text, cased=cased)
    if not others:
        return said == _trimmed(first)
    *middle, last = others
    if len(said) < len(first) + len(last) or not (said.startswith(first) and said.endswith(last)):
        return False
    at, end = len(first), len(said) - len(last)
    for piece in middle:
        at = said.find(piece, at, end)
        if at < 0:
            return False
        at += len(piece)
    return True


def _close(text: str, *, cased: bool) -> str:
    return re.sub(r"\s", "", _even(text, cased=cased))


def _even(text: str, *, cased: bool) -> str:
    """Half width, small letters unless case counts, simplified characters, nothing invisible."""
    folded = unicodedata.normalize("NFKC", text)
    if not cased:
        folded = unicodedata.normalize("NFKC", folded.casefold())
    return str(_simplified().convert("".join(sign for sign in folded if unicodedata.category(sign) != "Cf")))


def _trimmed(text: str) -> str:
    """A text without punctuation at its ends, unless it is nothing else."""
    inner = text
    while inner and unicodedata.category(inner[0]).startswith("P"):
        inner = inner[1:]
    while inner and unicodedata.category(inner[-1]).startswith("P"):
        inner = inner[:-1]
    return inner or text


@cache
def _simplified() -> OpenCC:
    return OpenCC("t2s")
