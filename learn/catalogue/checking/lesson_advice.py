"""What could be better in a lesson by itself."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import gettext as _

from learn.catalogue.checking.finding import Finding, Kind, in_text
from learn.catalogue.checking.readability import LONG_SENTENCE, Readability, sentences
from learn.catalogue.pack import Lesson
from learn.catalogue.pack.lesson import Node, Picture, line_of, text_of

SHORTEST_ALT = {"zh": 4, "en": 8}  # characters; less says nothing
MOST_LONG_SENTENCES = 5  # that are named in one lesson
# How authors say that a rule no longer holds, or does not hold yet.
SAYS = {
    "repealed": re.compile(
        r"废止|失效|已被|取代|替代|原[《有来]|旧版|曾|当时|不再|repeal|supersed|replac|former|previous|no longer|until|was in force|old", re.IGNORECASE
    ),
    "draft": re.compile(r"草案|征求意见|拟|未正式|尚未|draft|proposed|consultation|not (?:yet )?in force|not final", re.IGNORECASE),
}  # fmt: skip
_BLOCKS = ("paragraph", "td", "th", "heading", "container_box")


def advice_on(lesson: Lesson, course: Mapping[str, Any]) -> Iterator[Finding]:
    """Everything that could be better in a lesson in one language."""
    found = [*_headings(lesson), *_pictures(lesson), *_reading(lesson)]
    for line, sentence, kind in [*found, *_sources(lesson, course)]:
        yield in_text(lesson.file, line, sentence, kind)


def _headings(lesson: Lesson) -> Iterator[tuple[int, str, Kind]]:
    sections, part_before = 0, False
    for heading in lesson.walk("heading"):
        if heading.tag == "h2":
            sections += 1
        elif heading.tag == "h3" and not sections and not part_before:
            part_before = True
            yield line_of(heading), _("A part (###) stands here before the first section (##)."), Kind.HEADINGS
    children = lesson.root.children
    for node, after in zip(children, [*children[1:], None], strict=True):
        if node.type == "heading" and (after is None or (after.type == "heading" and after.tag <= node.tag)):
            yield line_of(node), _("Nothing stands under this heading."), Kind.HEADINGS


def _pictures(lesson: Lesson) -> Iterator[tuple[int, str, Kind]]:
    for picture in lesson.pictures:
        if sentence := _words_of(picture, lesson.language):
            yield picture.line, sentence, Kind.PICTURES


def _words_of(picture: Picture, language: str) -> str | None:
    """What is wrong with the words that stand for a picture; None: nothing, or there are none, which is a fault."""
    alt, stem = picture.alt.casefold(), picture.name.rpartition(".")[0].casefold()
    if not alt:
        return None
    if alt == picture.caption.casefold():
        return _("The words for this picture repeat its caption. Say what it shows to somebody who does not see it.")
    if re.sub(r"\W|_", "", alt) in (re.sub(r"\W|_", "", stem), re.sub(r"\W|_", "", picture.name.casefold())):
        return _("The words for this picture are the name of its file. Say what it shows.")
    if len(alt) < SHORTEST_ALT[language]:
        return _("The words for this picture are too few to say what it shows.")
    return None


def _reading(lesson: Lesson) -> Iterator[tuple[int, str, Kind]]:
    reads = Readability.of(lesson)
    if reads.hard and reads.length > 100:
        yield 1, reads.sentence, Kind.READING
    most = LONG_SENTENCE[lesson.language]
    long = [one for one in sentences(lesson) if one.length > most]
    for one in sorted(long, key=lambda one: -one.length)[:MOST_LONG_SENTENCES]:
        if lesson.language == "zh":
            said = _("This sentence has %(n)s characters: “%(start)s…”", n=one.length, start=one.text[:16])
        else:
            said = _("This sentence has %(n)s words: “%(start)s…”", n=one.length, start=one.text[:40])
        yield one.line, said, Kind.READING


def _sources(lesson: Lesson, course: Mapping[str, Any]) -> Iterator[tuple[int, str, Kind]]:
    """Rules that no longer hold, or do not hold yet, are cited as such."""
    for node, address, line in lesson.links:
        if address.startswith("source:"):
            key = address.removeprefix("source:")
            if sentence := unsaid(course, key, _around(node)):
                yield line, sentence, Kind.SOURCES
    for box, node in zip(lesson.boxes, lesson.walk("container_box"), strict=True):
        if box.word == "keyfact":
            for fact in box.rest.split():
                said = course["facts"].get(fact, {})
                for cited in (said, *said.get("also", [])):
                    if sentence := unsaid(course, cited.get("source"), text_of(node)):
                        yield box.line, sentence, Kind.SOURCES


def unsaid(course: Mapping[str, Any], key: str | None, text: str) -> str | None:
    """What is to be said of a source that a text cites as if it were in force; None: nothing."""
    source = course["sources"].get(key, {}) if key is not None else {}
    status = source.get("status")
    title = " ".join(str(one) for one in source.get("title", {}).values())
    if status not in SAYS or SAYS[status].search(title) or SAYS[status].search(text):
        return None
    if status == "repealed":
        return _("%(source)s is repealed, and the text does not say so.", source=key)
    return _("%(source)s is a draft, and the text does not say so.", source=key)


def _around(node: Node) -> str:
    """The words of the paragraph or cell that a link stands in."""
    parent: Node | None = node
    while parent is not None and parent.type not in _BLOCKS:
        parent = parent.parent
    return text_of(parent) if parent is not None else ""
