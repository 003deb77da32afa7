"""When two typed texts say the same: without differences of width, case, spacing, script and end punctuation."""

import re
import unicodedata
from functools import cache, lru_cache

from opencc import OpenCC

_BETWEEN_PARTS = re.compile(r"[、,;&+]|以及|[和与及]|\band\b")  # after width, case and script are made equal


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """A text without differences of width, case, spacing, punctuation at the ends, and Chinese script."""
    return _trimmed(re.sub(r"\s", "", _even(text)))


def parts(text: str) -> frozenset[str]:
    """The parts of a list such as “name, date and reason” or “姓名、日期和原因”."""
    return frozenset(part for part in map(plain, _BETWEEN_PARTS.split(_even(text))) if part)


def _even(text: str) -> str:
    """Half width, small letters, simplified characters, nothing invisible."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
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
