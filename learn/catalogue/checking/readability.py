"""How hard a text is to read, and how long it takes: a number and a plain sentence."""

import re
from dataclasses import dataclass
from functools import lru_cache

from flask_babel import gettext as _

from learn.catalogue.pack import Lesson
from learn.catalogue.pack.lesson import TABLE_CAPTION, Node, line_of, text_of

CHARACTERS_A_MINUTE = 300
WORDS_A_MINUTE = 180
LONG_SENTENCE = {"zh": 100, "en": 45}  # characters, words
HARD = {"zh": 45.0, "en": 15.0}  # characters a sentence; grade by Flesch and Kincaid
FAIR = {"zh": 30.0, "en": 11.0}
RARE = 0.04  # share of characters that are not among the 3,755 most used ones (GB/T 2312, level 1)

_HAN = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*|\d[\d.,]*")
_SHORT = re.compile(r"\b(Arts?|No|Nos|Fig|Figs|Dr|vs|cf|approx|e\.g|i\.e|etc|St|Sec|para)\.", re.IGNORECASE)
_END = {"zh": re.compile(r"[。！？；!?]+[”’」』）)]*"), "en": re.compile(r"[.!?]+[”’\"')\]]*(?=\s|$)")}


@dataclass(frozen=True)
class Sentence:
    """A sentence, the line it begins on, and its length in words or characters."""

    text: str
    line: int
    length: int


@dataclass(frozen=True)
class Readability:
    """How a text reads."""

    language: str
    length: int  # words, in Chinese characters
    number: float  # English: school years it takes to read it with ease; Chinese: characters a sentence
    rare: float  # share of rare characters

    @classmethod
    def of(cls, lesson: Lesson) -> "Readability":
        """How a lesson reads: its prose, without tables and captions."""
        found = sentences(lesson)
        length = sum(one.length for one in found)
        mean = length / len(found) if found else 0.0
        if lesson.language == "zh":
            signs = _HAN.findall("".join(one.text for one in found))
            rare = sum(map(_is_rare, signs)) / len(signs) if signs else 0.0
            return cls("zh", length, round(mean, 1), rare)
        words = [word for one in found for word in _WORD.findall(one.text)]
        syllables = sum(map(_syllables, words)) / len(words) if words else 1.0
        return cls("en", length, round(max(0.0, 0.39 * mean + 11.8 * syllables - 15.59), 1) if words else 0.0, 0.0)

    @property
    def hard(self) -> bool:
        """Whether readers will struggle."""
        return self.number > HARD[self.language] or self.rare > RARE

    @property
    def minutes(self) -> float:
        """How long it takes to read it once."""
        return self.length / (CHARACTERS_A_MINUTE if self.language == "zh" else WORDS_A_MINUTE)

    @property
    def sentence(self) -> str:
        """The same in words."""
        if self.rare > RARE:
            return _("Hard to read: %(n)s %% of its characters are rare.", n=round(100 * self.rare))
        said = {"n": self.number}
        if self.language == "zh":
            if self.hard:
                return _("Hard to read: %(n)s characters a sentence.", **said)
            if self.number > FAIR["zh"]:
                return _("Takes some attention: %(n)s characters a sentence.", **said)
            return _("Easy to read: %(n)s characters a sentence.", **said)
        if self.hard:
            return _("Hard to read: it asks for %(n)s years of school in English.", **said)
        if self.number > FAIR["en"]:
            return _("Takes some attention: it asks for %(n)s years of school in English.", **said)
        return _("Easy to read: it asks for %(n)s years of school in English.", **said)


def length_of(text: str, language: str) -> int:
    """Characters of a Chinese text; numbers and Latin words in it count as two. Words of an English one."""
    if language == "zh":
        return len(_HAN.findall(text)) + 2 * len(_WORD.findall(text))
    return len(_WORD.findall(text))


def paragraphs(lesson: Lesson) -> list[tuple[Node, str]]:
    """What is prose in a lesson: paragraphs and items, but no captions and pictures."""
    found = []
    for node in lesson.walk("paragraph"):
        text = text_of(node)
        inline = node.children[0].children if node.children else []
        if not text.startswith(TABLE_CAPTION) and not (len(inline) == 1 and inline[0].type == "image"):
            found.append((node, text))
    return found


def sentences(lesson: Lesson) -> list[Sentence]:
    """The sentences of a lesson."""
    found = []
    lines = lesson.markdown.split("\n")
    for node, text in paragraphs(lesson):
        start = line_of(node)
        for sentence in _parted(text, lesson.language):
            if length := length_of(sentence, lesson.language):
                found.append(Sentence(sentence, _line_of(sentence, lines, start, node), length))
    return found


def _parted(text: str, language: str) -> list[str]:
    text = _SHORT.sub(r"\1", text) if language == "en" else text
    return [part.strip() for part in _END[language].split(text) if part.strip()]


def _line_of(sentence: str, lines: list[str], start: int, node: Node) -> int:
    """The line of a paragraph that a sentence begins on, as far as its first words show it."""
    end = node.map[1] if node.map else start
    for n in range(start, end + 1):
        if sentence[:12] in lines[n - 1]:
            return n
    return start


@lru_cache(maxsize=10_000)
def _is_rare(sign: str) -> bool:
    try:
        return not 0xB0 <= sign.encode("gb2312")[0] <= 0xD7
    except UnicodeEncodeError:
        return True


@lru_cache(maxsize=20_000)
def _syllables(word: str) -> int:
    """About how many syllables an English word has."""
    word = word.casefold()
    if not word.isalpha() or word.isupper():
        return 2
    found = len(re.findall(r"[aeiouy]+", word))
    if word.endswith("e") and not word.endswith(("le", "ee", "ye")) and found > 1:
        found -= 1
    if re.search(r"[^td]ed$", word) and found > 1:
        found -= 1
    return max(found, 1)
