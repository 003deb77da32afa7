"""What courses take from the files they share: sources as the register says them, terms as the glossary says them."""

import re
from collections.abc import Iterator
from typing import Any

from flask_babel import gettext as _

from learn.catalogue.course_library.course_library import CourseLibrary
from learn.catalogue.course_library.gathering import cited_in, explained_in
from learn.catalogue.course_library.shared import GLOSSARY, SOURCES
from learn.catalogue.pack import Fault, Lesson, Reading
from learn.catalogue.pack.lesson import TABLE_CAPTION, Node, box_of, is_top, line_of, text_of

_NAME = {"zh": re.compile(r"[\u3400-\u9fff]{4}"), "en": re.compile(r"[A-Za-z]+[ -][A-Za-z]+")}
# Shorter names stand inside other words, where nobody means the term.


def faults_in_sources(library: CourseLibrary) -> Iterator[Fault]:
    """The register, and every course beside it."""
    known, line = library.shared.sources, library.documents[SOURCES].line
    cited: set[str] = set()
    for code, reading in library.readings.items():
        cited |= set(cited_in(reading))
        document = reading.course
        for key, said in document.value["sources"].items():
            at = document.line("sources", key)
            if key not in known:
                yield library.fault(code, "course.yaml", at, _("%(key)s is not in sources.yaml.", key=key))
            elif said not in library.shared.statements(key):
                sentence = _("%(key)s stands otherwise in sources.yaml: gather the sources again.", key=key)
                yield library.fault(code, "course.yaml", at, sentence)
    for key in known:
        if key not in cited:
            yield Fault(SOURCES, line(key), _("No course cites %(key)s.", key=key))


def faults_in_terms(library: CourseLibrary) -> Iterator[Fault]:
    """The glossary, and every lesson beside it."""
    known, line = library.shared.terms, library.documents[GLOSSARY].line
    explained: set[str] = set()
    for code, reading in library.readings.items():
        explained |= set(explained_in(reading))
        yield from _terms_of(library, code, reading)
        for lesson in reading.lessons.values():
            for found, slug in named_too_early(lesson, known):
                sentence = _("“%(term)s” is named here before the word that explains it.", term=slug)
                yield library.fault(code, lesson.file, found, sentence)
    for slug in known:
        if slug not in explained:
            yield Fault(GLOSSARY, line(slug), _("No lesson explains the term “%(term)s”.", term=slug))
    for language in ("zh", "en"):
        names = [term["title"][language] for term in known.values()]
        for slug, term in known.items():
            if names.count(term["title"][language]) > 1:
                yield Fault(GLOSSARY, line(slug), _("Another term has the same name in this language."))


def _terms_of(library: CourseLibrary, code: str, reading: Reading) -> Iterator[Fault]:
    for slug, term in reading.course.value.get("terms", {}).items():
        if library.shared.terms.get(slug) != term:
            at = reading.course.line("terms", slug)
            sentence = _("“%(term)s” stands otherwise in glossary.yaml: gather the terms again.", term=slug)
            yield library.fault(code, "course.yaml", at, sentence)


def named_too_early(lesson: Lesson, terms: Any) -> Iterator[tuple[int, str]]:
    """Terms that a lesson explains somewhere, but names before: the line of that name, and the term.

    Only prose counts: a key fact keeps the wording of its source, and headings and captions carry no explanations.
    """
    waiting = {slug: _name(terms[slug]["title"][lesson.language]) for slug, _line in lesson.terms if slug in terms}
    for paragraph in lesson.root.walk():
        if paragraph.type not in ("paragraph", "td", "th") or in_key_fact(paragraph):
            continue
        text, links = _text_and_links(paragraph)
        for slug, name in list(waiting.items()):
            linked = links.get(slug)
            named = name.search(text) if name else None
            if named and (linked is None or named.start() < linked):
                yield line_of(paragraph), slug
            if named or linked is not None:
                del waiting[slug]


def in_key_fact(paragraph: Node) -> bool:
    """Whether a paragraph stands in a key-fact box, be it in a list there."""
    node = paragraph.parent
    while node is not None and node.type != "container_box":
        node = node.parent
    return node is not None and box_of(node)[0] == "keyfact"


def _name(title: str) -> re.Pattern[str] | None:
    """How a term is found in prose; None: its name is too short to be told from other words."""
    title = title.partition(" (")[0]
    if _NAME["zh"].search(title):
        return re.compile(re.escape(title))
    return re.compile(rf"\b{re.escape(title)}\b", re.IGNORECASE) if _NAME["en"].match(title) else None


def _text_and_links(paragraph: Node) -> tuple[str, dict[str, int]]:
    """The prose of a paragraph, and where in it each term is linked first. Captions and pictures are no prose."""
    text = ""
    links: dict[str, int] = {}
    whole = text_of(paragraph)
    if is_top(paragraph) and whole.startswith(TABLE_CAPTION):
        return "", {}
    for node in paragraph.walk():
        if node.type == "link" and str(node.attrs.get("href", "")).startswith("term:"):
            links.setdefault(str(node.attrs["href"]).removeprefix("term:"), len(text))
        elif node.type in ("text", "code_inline"):
            text += node.content if not _in_picture(node) else ""
        elif node.type == "softbreak":
            text += "" if text[-1:] > "\u2e80" else " "  # no space inside Chinese
    return text, links


def _in_picture(node: Node) -> bool:
    return node.parent is not None and node.parent.type == "image"
