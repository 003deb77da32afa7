"""What an author may get wrong in a lesson, and between its two languages."""

import re
from collections.abc import Iterator
from typing import Any

from flask_babel import gettext as _

from learn.catalogue.pack.fault import Fault
from learn.catalogue.pack.formula import NoFormula, mathml
from learn.catalogue.pack.key_checks import repeated
from learn.catalogue.pack.lesson import TABLE_CAPTION, Lesson, Node, choices_of, is_top, line_of, text_of
from learn.catalogue.pack.strict_yaml import Document

BOXES = ("keyfact", "warning", "note", "case", "ask")
_OURS = re.compile(r"references|source-.*|figure-.*|table-.*|case-.*|main|top")  # ids that the page itself uses


def used_by_the_page(id: str) -> bool:
    """Whether the page itself has a place of this id, so that no section can."""
    return _OURS.fullmatch(id) is not None


def faults_in_lesson(lesson: Lesson, course: dict[str, Any], media: set[str]) -> Iterator[Fault]:
    """What is wrong with a lesson by itself."""
    for check in (_outline, _html, _boxes, _captions, _formulas):
        for line, sentence in check(lesson):
            yield Fault(lesson.file, line, sentence)
    for line, sentence in [*_references(lesson, course), *_pictures(lesson, media)]:
        yield Fault(lesson.file, line, sentence)


def _outline(lesson: Lesson) -> Iterator[tuple[int, str]]:
    first = lesson.root.children[0] if lesson.root.children else None
    if first is None or first.type != "paragraph":
        yield 1, _("A lesson opens with a paragraph.")
    for heading in lesson.walk("heading"):
        if heading.tag not in ("h2", "h3"):
            yield line_of(heading), _("Headings are ## or ###; the title of the lesson stands in course.yaml.")
        elif not is_top(heading):
            yield line_of(heading), _("A heading stands by itself, not in a box or a list.")
    for section in lesson.sections:
        if not section.id:
            yield section.line, _("This section needs an id: ## %(title)s {#id}", title=section.title)
        elif used_by_the_page(section.id):
            yield section.line, _("The id “%(id)s” is used by the page itself; choose another.", id=section.id)
    for n in repeated(section.id for section in lesson.sections if section.id):
        found = [section for section in lesson.sections if section.id][n]
        yield found.line, _("“%(id)s” is the id of an earlier section.", id=found.id)


def _html(lesson: Lesson) -> Iterator[tuple[int, str]]:
    for node in lesson.walk("html_block", "html_inline"):
        yield (
            line_of(node),
            _("HTML does not stand in a lesson: %(html)s", html=node.content.strip().split("\n")[0][:60]),
        )


def _boxes(lesson: Lesson) -> Iterator[tuple[int, str]]:
    for box, node in zip(lesson.boxes, lesson.walk("container_box"), strict=True):
        if box.word not in BOXES:
            yield box.line, _("“%(word)s” is not a box. Boxes are: %(all)s.", word=box.word, all=", ".join(BOXES))
        if not box.closed:
            yield box.line, _("This box is not closed with a line of :::.")
        if not is_top(node):
            yield box.line, _("A box stands by itself, not in another box or a list.")
        if not node.children:
            yield box.line, _("This box is empty.")
        if box.word in ("note", "warning", "ask") and box.rest:
            yield box.line, _("Nothing follows “%(word)s” on this line.", word=box.word)
        if box.word == "keyfact" and not box.rest:
            yield box.line, _("A key fact names the fact that it shows: ::: keyfact F01")
        if box.word == "case":
            yield from _case(node, box.rest)
        if box.word == "ask" and (len(node.children) < 2 or node.children[0].type != "paragraph"):
            yield box.line, _("A question to self is a paragraph that asks, then what answers it.")


def _case(node: Node, title: str) -> Iterator[tuple[int, str]]:
    line = line_of(node)
    if not title:
        yield line, _("A worked case needs a title on this line.")
    lists = [child for child in node.children if child.type == "bullet_list"]
    if len(lists) != 1 or not node.children or node.children[-1] is not lists[0] or node.children[0] is lists[0]:
        yield line, _("A worked case is a situation, then one list of decisions.")
        return
    choices = choices_of(lists[0])
    if not 2 <= len(choices) <= 4:
        yield line, _("A worked case has two to four decisions; here are %(n)s.", n=len(choices))
    if sum(1 for choice in choices if choice.right) != 1:
        yield line, _("Exactly one decision of a worked case is right: - [x]")
    for choice in choices:
        if choice.right is None:
            yield choice.line, _("A decision begins with [ ] or [x].")
        elif not choice.feedback:
            yield (
                choice.line,
                _("A decision needs what follows from it, in a paragraph of its own, indented by two spaces."),
            )


def _captions(lesson: Lesson) -> Iterator[tuple[int, str]]:
    children = lesson.root.children
    for node, after in zip(children, [*children[1:], None], strict=True):
        if (
            node.type == "paragraph"
            and text_of(node).startswith(TABLE_CAPTION)
            and (after is None or after.type != "table")
        ):
            yield line_of(node), _("After a caption of a table comes the table.")
    for table in lesson.walk("table"):
        if not is_top(table):
            yield line_of(table), _("A table stands by itself, not in a box or a list.")


def _formulas(lesson: Lesson) -> Iterator[tuple[int, str]]:
    for formula in lesson.formulas:
        try:
            mathml(formula.latex, block=formula.block)
        except NoFormula as fault:
            yield formula.line, str(fault)
    for node in lesson.walk("paragraph"):
        if text_of(node).startswith("$$"):
            yield line_of(node), _("This formula is not closed with a line of $$.")


def _references(lesson: Lesson, course: dict[str, Any]) -> Iterator[tuple[int, str]]:
    sections = {section.id for section in lesson.sections}
    for node, address, line in lesson.links:
        kind, _colon, rest = address.partition(":")
        if kind == "source" and rest not in course["sources"]:
            yield line, _("There is no source “%(source)s”.", source=rest)
        elif address.startswith("#") and address[1:] not in sections:
            yield line, _("There is no section “%(id)s” in this lesson.", id=address[1:])
        elif kind == "term" and rest not in course.get("terms", {}):
            yield line, _("There is no term “%(term)s” in course.yaml.", term=rest[:60])
        elif not address.startswith(("source:", "term:", "#", "https://", "mailto:")):
            sentence = _("A link leads to source:…, term:…, #… or https://…, not to %(address)s", address=address[:60])
            yield line, sentence
        if not text_of(node).strip():
            yield line, _("This link has no words.")
    for fact, line in lesson.facts:
        if fact not in course["facts"]:
            yield line, _("There is no fact “%(fact)s”.", fact=fact)


def _pictures(lesson: Lesson, media: set[str]) -> Iterator[tuple[int, str]]:
    for picture in lesson.pictures:
        if not picture.address.startswith("media/"):
            yield picture.line, _("A picture lies in media/, not at %(address)s", address=picture.address[:60])
        elif picture.name not in media:
            yield picture.line, _("There is no file %(name)s.", name=picture.address)
        if not picture.alt:
            yield picture.line, _("This picture needs words that say what it shows: ![words](…).")
        if not picture.caption:
            yield picture.line, _("This picture needs a caption in quotes after its address.")
        if not picture.alone:
            yield picture.line, _("A picture stands alone in its paragraph.")


def faults_between_languages(zh: Lesson, en: Lesson) -> Iterator[Fault]:
    """Where a reader who switches language would lose the place, or a fact."""
    ids = {lesson: [section.id for section in lesson.sections] for lesson in (zh, en)}
    if ids[zh] != ids[en]:
        n = next(
            (n for n, pair in enumerate(zip(ids[zh], ids[en], strict=False)) if pair[0] != pair[1]),
            min(map(len, ids.values())),
        )
        longer = en if n < len(ids[en]) else zh
        sentence = _(
            "The sections differ between the languages from here on; give both the same ids in the same order."
        )
        yield Fault(longer.file, longer.sections[n].line, sentence)
    for one, other in ((zh, en), (en, zh)):
        shown = {fact for fact, _line in other.facts}
        for fact, line in one.facts:
            if fact not in shown:
                yield Fault(one.file, line, _("%(fact)s stands here, but not in %(file)s.", fact=fact, file=other.file))


def faults_in_facts(lessons: list[Lesson], course: Document) -> Iterator[Fault]:
    """Every fact stands in one box in each language, so that each can be traced."""
    for language in ("zh", "en"):
        boxed = [
            (fact, lesson.file, line)
            for lesson in lessons
            if lesson.language == language
            for fact, line in lesson.facts
        ]
        for n in repeated(fact for fact, _file, _line in boxed):
            fact, file, line = boxed[n]
            yield Fault(file, line, _("%(fact)s has a box already; each fact has one.", fact=fact))
        for fact in course.value["facts"].keys() - {fact for fact, _file, _line in boxed}:
            line = course.line("facts", fact)
            yield Fault(
                course.file, line, _("%(fact)s stands in no lesson in %(language)s.", fact=fact, language=language)
            )
