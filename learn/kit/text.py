"""Texts in two languages, and how Chinese and Latin words sort, search and compare."""

import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

from flask_babel import get_locale
from pypinyin import Style, lazy_pinyin

LANGUAGES = ("zh", "en")


def language() -> str:
    """The reader's language: zh or en."""
    locale = get_locale()
    return "en" if locale is not None and locale.language == "en" else "zh"


def other_than(language: str) -> str:
    """The one of our two languages that is not this one."""
    return next(one for one in LANGUAGES if one != language)


@dataclass(frozen=True)
class Words:
    """One text in Chinese and English; printing it gives the reader's language."""

    zh: str
    en: str

    def __str__(self) -> str:
        return self.of(language())

    def of(self, lang: str) -> str:
        """This text in one language, zh or en."""
        return self.en if lang == "en" else self.zh

    @property
    def other(self) -> str:
        """This text in the language that the reader did not choose."""
        return self.of("zh" if language() == "en" else "en")

    def as_dict(self) -> dict[str, str]:
        """Both languages, as they stand in the database and in a pack."""
        return asdict(self)


def fit_for_windows(text: str) -> str:
    """A text as Windows accepts it in a file name; what it refuses, and what cannot be seen, becomes a line."""
    text = unicodedata.normalize("NFC", text)
    text = "".join("_" if unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Zl", "Zp") else sign for sign in text)
    return re.sub(r'[<>:"/\\|?*]', "_", text).strip(" .") or "_"


@lru_cache(maxsize=20_000)
def pinyin(text: str) -> str:
    """The key by which a name sorts among Chinese and Latin names: 林博 → 'lin bo'."""
    syllables: list[str] = lazy_pinyin(text, style=Style.NORMAL)  # what is not Chinese stays as it is
    return " ".join(" ".join(syllables).casefold().split())


def search_key(texts: Iterable[str]) -> str:
    """Everything that somebody may type to find these texts: as written, in pinyin, by initials."""
    written = " ".join(texts)
    syllables = lazy_pinyin(written, style=Style.NORMAL, errors="ignore")
    initials = "".join(syllable[0] for syllable in syllables if syllable)
    return " ".join([fold(written), "".join(syllables), initials])


def fold(text: str) -> str:
    """A text without differences of width, case and spacing, to compare and search by."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def like(term: str) -> str:
    """A LIKE pattern (escape character \\) that finds what somebody typed anywhere in a search key."""
    return "%" + re.sub(r"([\\%_])", r"\\\1", fold(term)) + "%"


def json_said_once(text: str) -> Any:
    """JSON; what says a thing twice shows its reader the one and a program the other, and raises ValueError."""
    return json.loads(text, object_pairs_hook=_said_once)


def _said_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(found := dict(pairs)) < len(pairs):
        raise ValueError("A key stands twice.")
    return found
