"""Writing Moodle XML, one language a file."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from lxml import etree

from learn.assessment import Draft
from learn.interop.moodle.answers import accepted, middle
from learn.interop.moodle.gap_text import with_gaps
from learn.interop.moodle.item import letters
from learn.interop.moodle.losses import refusal
from learn.interop.moodle.numbers import multiplier_of, plain
from learn.interop.moodle.page import Page
from learn.interop.moodle.tree import Element
from learn.interop.moodle.written import MB

TYPES = {
    "single": "multichoice", "multiple": "multichoice", "truefalse": "truefalse", "matching": "match",
    "ordering": "ordering", "numeric": "numerical", "short": "shortanswer", "cloze": "cloze", "essay": "essay",
    "upload": "essay",
}  # fmt: skip
_COMBINED = {"right": "correctfeedback", "partly": "partiallycorrectfeedback", "wrong": "incorrectfeedback"}


def write(drafts: Sequence[Draft], *, language: str) -> bytes:
    """The questions that Moodle XML can hold; `losses` names the others."""
    quiz = etree.Element("quiz")
    for draft in drafts:
        if refusal(draft, language) is None:
            _question(quiz, draft, language)
    etree.indent(quiz)
    written: bytes = etree.tostring(quiz, encoding="UTF-8", xml_declaration=True)
    return written


def _question(quiz: Element, draft: Draft, language: str) -> None:
    page = Page(quiz, TYPES[draft.kind], draft, language)
    page.plain("name", draft.name)
    text = draft.text.of(language)
    page.rich("questiontext", with_gaps(page, text) if draft.kind == "cloze" else text)
    page.words("generalfeedback", draft.reason.as_dict())
    if draft.kind != "cloze":
        page.word("defaultgrade", plain(Decimal(str(draft.body.get("points", 1)))))
    page.word("penalty", "0.3333333")
    page.word("hidden", 0)
    page.word("idnumber", draft.code)
    _WRITE[draft.kind](page)
    for hint in draft.body.get("hints", []):
        page.words("hint", hint)
    if draft.tags:
        tags = etree.SubElement(page.question, "tags")
        for tag in draft.tags:
            page.plain("tag", tag, tags)
    page.other_files()


def _combined(page: Page) -> None:
    """What Moodle says to right, partly right and wrong answers."""
    for key, name in _COMBINED.items():
        page.words(name, page.body.get("feedback", {}).get(key))


def _answer(page: Page, text: str, worth: object, part: Mapping[str, Any], *, rich: bool = False) -> Element:
    element = (
        page.rich("answer", text, fraction=str(worth))
        if rich
        else page.plain("answer", text, fraction=str(worth), format="moodle_auto_format")
    )
    page.words("feedback", part.get("feedback"), element)
    return element


def _named(element: Element, id: str, number: int) -> None:
    """Keep the id of a part where reading would give it another one. Moodle passes over it."""
    if id != letters(number):
        element.set("id", id)


def _choices(page: Page) -> None:
    single, choices = page.draft.kind == "single", page.body["choices"]
    page.word("single", "true" if single else "false")
    page.word("shuffleanswers", "false" if page.body.get("shuffle") is False else "true")
    page.word("answernumbering", "abc")
    _combined(page)
    right = sum(bool(one.get("correct")) for one in choices)
    share = plain(round(Decimal(100) / max(1, right), 5))
    weighted = any("weight" in one for one in choices)
    for number, one in enumerate(choices):
        usual = share if one.get("correct") else ("0" if single else f"-{share}")
        worth = one.get("weight", "0") if weighted else usual
        _named(_answer(page, page.of(one), worth, one, rich=True), one["id"], number)


def _truefalse(page: Page) -> None:
    for name in ("true", "false"):
        worth = 100 if (name == "true") is page.body["answer"] else 0
        comment = page.body.get("choice_feedback", {}).get(name)
        _answer(page, name, worth, {"feedback": comment})


def _short(page: Page) -> None:
    page.word("usecase", 1 if page.body.get("case") else 0)
    for one in page.body["accept"]:
        part = one if isinstance(one, Mapping) else {}
        _answer(page, accepted(one), part.get("weight", "100"), part)


def _numeric(page: Page) -> None:
    body = page.body
    for one in body.get("answers") or [{"answer": body["answer"], "tolerance": body.get("tolerance", 0)}]:
        number, tolerance = middle(one)
        element = _answer(page, number, one.get("weight", "100"), one)
        page.word("tolerance", tolerance, element)
    if wrong := body.get("feedback", {}).get("wrong"):
        page.word("tolerance", 0, _answer(page, "*", 0, {"feedback": wrong}))
    named = [(one, multiplier_of(one["factor"])) for one in body.get("units", [])]
    named = ([(body["measure"], "1")] if body.get("measure") else []) + named
    page.word("unitgradingtype", 1 if body.get("unit_required") else 0)
    page.word("unitpenalty", "1.0" if body.get("unit_required") else "0.1")
    page.word("showunits", 0 if named else 3)
    page.word("unitsleft", 0)
    if named:
        units = etree.SubElement(page.question, "units")
        for words, multiplier in named:
            unit = etree.SubElement(units, "unit")
            page.word("multiplier", multiplier, unit)
            page.word("unit_name", page.of(words), unit)


def _matching(page: Page) -> None:
    page.word("shuffleanswers", "false" if page.body.get("shuffle") is False else "true")
    _combined(page)
    pairs = [(one["id"], page.of(one["left"]), one["right"]) for one in page.body["pairs"]]
    pairs += [(one["id"], "", one) for one in page.body.get("extra", [])]
    for number, (id, left, right) in enumerate(pairs):
        element = page.rich("subquestion", left)
        _named(element, id, number)
        page.plain("answer", page.without_layout(right), element)


def _ordering(page: Page) -> None:
    for name, value in (("layouttype", "VERTICAL"), ("selecttype", "ALL"), ("selectcount", 0),
                        ("gradingtype", "ABSOLUTE_POSITION"), ("showgrading", "SHOW")):  # fmt: skip
        page.word(name, value)
    _combined(page)
    for number, one in enumerate(page.body["items"]):
        _named(_answer(page, page.of(one), number + 1, {}, rich=True), one["id"], number)


def _essay(page: Page) -> None:
    upload = page.draft.kind == "upload"
    page.word("responseformat", "noinline" if upload else "editor")
    page.word("responserequired", 0 if upload else 1)
    page.word("responsefieldlines", 15)
    for name, key in (("minwordlimit", "least_words"), ("maxwordlimit", "most_words")):
        if page.body.get(key):
            page.word(name, page.body[key])
    page.word("attachments", page.body.get("most_files", 1) if upload else 0)
    page.word("attachmentsrequired", 1 if upload else 0)
    if upload and page.body.get("most_mb"):
        page.word("maxbytes", page.body["most_mb"] * MB)
    if upload and page.body.get("types"):
        page.word("filetypeslist", ",".join(f".{one}" for one in page.body["types"]))
    page.words("graderinfo", page.body.get("model"))


def _nothing(page: Page) -> None:
    """All of a cloze question stands in its text."""


_WRITE: dict[str, Callable[[Page], None]] = {
    "single": _choices, "multiple": _choices, "truefalse": _truefalse, "matching": _matching, "ordering": _ordering,
    "numeric": _numeric, "short": _short, "cloze": _nothing, "essay": _essay, "upload": _essay,
}  # fmt: skip
