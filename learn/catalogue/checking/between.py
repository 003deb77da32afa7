"""What one language of a course says and the other does not."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import gettext as _

from learn.catalogue.checking.finding import Finding, Kind, Place, in_text
from learn.catalogue.checking.readability import length_of, paragraphs
from learn.catalogue.pack import Lesson
from learn.catalogue.pack.lesson import Node, box_of, line_of, section_of, text_of

_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]{2,}")
RATIO = (0.8, 3.4)  # Chinese characters for an English word; ours have 1.2 to 2.2 over whole lessons
SHORTEST = 40  # words; below, a ratio says nothing
MOST_APART = 2  # paragraphs that a translation may take more or fewer in one section


def advice_between(zh: Lesson, en: Lesson) -> Iterator[Finding]:
    """Where a reader of one language would miss something."""
    for lesson in (zh, en):
        for line, sentence in _untranslated(lesson):
            yield in_text(lesson.file, line, sentence, Kind.TRANSLATION)
    if [one.id for one in zh.sections] == [one.id for one in en.sections]:  # else it is a fault
        for one, other in zip(_sections(zh), _sections(en), strict=True):
            yield from _compared(zh, en, one, other)
    shown = {lesson.language: {slug for slug, _line in lesson.terms} for lesson in (zh, en)}
    for lesson, others in ((zh, shown["en"]), (en, shown["zh"])):
        for slug, line in lesson.terms:
            if slug not in others:
                sentence = _("The term “%(term)s” is explained here, but not in the other language.", term=slug)
                yield in_text(lesson.file, line, sentence, Kind.TERMS)


def _untranslated(lesson: Lesson) -> Iterator[tuple[int, str]]:
    headings = [(node, section_of(node).title) for node in lesson.walk("heading")]
    for node, text in [*paragraphs(lesson), *headings]:
        if not in_language(text, lesson.language):
            said = _("This looks like English.") if lesson.language == "zh" else _("This looks like Chinese.")
            yield line_of(node), said


def in_language(text: str, language: str) -> bool:
    """Whether a text may be in a language. Names and abbreviations are at home in both."""
    han, latin = len(_HAN.findall(text)), len(_LATIN.findall(text))
    if language == "zh":
        return han > 0 or latin < 4
    return han <= latin


def _sections(lesson: Lesson) -> list[list[Node]]:
    """The blocks before the first section, then those of each."""
    found: list[list[Node]] = [[]]
    for node in lesson.root.children:
        if node.type == "heading" and node.tag == "h2":
            found.append([])
        found[-1].append(node)
    return found


def _compared(zh: Lesson, en: Lesson, one: list[Node], other: list[Node]) -> Iterator[Finding]:
    """A section in both languages; said where the shorter one begins."""
    words = {"zh": _words(one, "zh"), "en": _words(other, "en")}
    line = {"zh": line_of(one[0]) if one else 1, "en": line_of(other[0]) if other else 1}
    for name, here, there in _counted(one, other):
        less = zh if here < there else en
        sentence = _(
            "%(what)s: %(here)s here, %(there)s in the other language.",
            what=name,
            here=min(here, there),
            there=max(here, there),
        )
        yield in_text(less.file, line[less.language], sentence, Kind.TRANSLATION)
        return
    if words["en"] >= SHORTEST or words["zh"] >= SHORTEST * 2:
        ratio = words["zh"] / max(words["en"], 1)
        if not RATIO[0] <= ratio <= RATIO[1]:
            short = zh if ratio < RATIO[0] else en
            sentence = _(
                "This section is much shorter than in the other language (%(zh)s characters, %(en)s words): is something missing?",
                **words,
            )
            yield in_text(short.file, line[short.language], sentence, Kind.TRANSLATION)


def _words(nodes: list[Node], language: str) -> int:
    return sum(length_of(text_of(node), language) for node in nodes)


def _counted(one: list[Node], other: list[Node]) -> Iterator[tuple[str, int, int]]:
    """What a section holds in one language and in the other, where that differs."""
    here, there = _parts(one), _parts(other)
    names = {
        "image": _("Pictures"), "table": _("Tables"), "keyfact": _("Key facts"), "warning": _("Warnings"), "note": _("Notes"),
        "case": _("Worked cases"), "ask": _("Questions to self"), "math_block": _("Formulas"), "h3": _("Parts"),
    }  # fmt: skip
    for key, name in names.items():
        if here[key] != there[key]:
            yield name, here[key], there[key]
    for key, name in {
        "paragraph": _("Paragraphs"),
        "list_item": _("Items of lists"),
        "tr": _("Rows of tables"),
    }.items():
        if abs(here[key] - there[key]) > (MOST_APART if key == "paragraph" else 0):
            yield name, here[key], there[key]


def _parts(nodes: list[Node]) -> Counter[str]:
    found: Counter[str] = Counter()
    for top in nodes:
        for node in top.walk():
            if node.type == "container_box":
                found[box_of(node)[0]] += 1
            elif node.type == "heading":
                found[node.tag] += 1
            else:
                found[node.type] += 1
    return found


def unlike(part: Any, path: Place = ()) -> Iterator[tuple[Place, str]]:
    """Texts of a YAML file that are not in the language that they are said to be in, and where they stand."""
    if isinstance(part, Mapping):
        zh, en = part.get("zh"), part.get("en")
        if isinstance(zh, str) and isinstance(en, str):
            if zh.strip() == en.strip() and len(_LATIN.findall(zh)) >= 3:
                yield (*path, "zh"), _("Chinese and English are the same.")
            elif not in_language(zh, "zh"):
                yield (*path, "zh"), _("This looks like English.")
            elif not in_language(en, "en"):
                yield (*path, "en"), _("This looks like Chinese.")
        for key, one in part.items():
            if not isinstance(one, str):
                yield from unlike(one, (*path, key))
    elif isinstance(part, list):
        for n, one in enumerate(part):
            yield from unlike(one, (*path, n))
