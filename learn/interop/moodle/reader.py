"""Reading Moodle XML: every question becomes a draft, or a fault that names it, its line and why."""

import re
from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _

from learn.assessment import Draft, QuestionKind
from learn.interop.moodle import arranged, cloze, ticked, typed, written
from learn.interop.moodle.item import Item, Lost
from learn.interop.moodle.numbers import decimal_of, kept
from learn.interop.moodle.tree import Element, parsed, said, word
from learn.interop.reading import MOST_PARTS, Fault, Reading, check_number, check_size
from learn.kit.text import Words

Made = tuple[str, dict[str, Any]]  # a kind, and the fields of its own

_READ: dict[str, Callable[[Item], Made]] = {
    "multichoice": ticked.multichoice, "oumultiresponse": ticked.multichoice, "multichoiceset": ticked.multichoice,
    "truefalse": ticked.truefalse, "shortanswer": typed.shortanswer, "numerical": typed.numerical,
    "match": arranged.match, "matching": arranged.match, "ordering": arranged.ordering,
    "gapselect": arranged.gaps, "ddwtos": arranged.gaps, "cloze": cloze.cloze, "multianswer": cloze.cloze,
    "essay": written.essay, "ddmarker": written.ddmarker,
}  # fmt: skip
_RICH = {"multichoice": "answer", "oumultiresponse": "answer", "multichoiceset": "answer", "ordering": "answer"} | {
    "match": "subquestion", "matching": "subquestion",
}  # fmt: skip
_PARTS = ("answer", "subquestion", "selectoption", "dragbox", "drag", "drop", "unit", "hint", "tag")
_ROOTS = re.compile(r"\$\w+\$|top|Default for .*|.*中的默认|.*的默认(类别)?", re.I)  # Moodle's own categories


def read(content: bytes, *, language: str) -> Reading:
    """The questions of a file. Raises Unreadable if it is none."""
    check_size(content)
    root = parsed(content)
    questions = list(root.iterchildren("question"))
    check_number(len(questions))
    drafts: list[Draft] = []
    faults: list[Fault] = []
    category: list[str] = []
    for number, element in enumerate(questions, start=1):
        if element.get("type") == "category":
            category = _path(said(element.find("category")))
            if info := said(element.find("info")):
                what = _(
                    "The description of the category is not kept: %(start)s", start=re.sub(r"<[^>]+>", "", info)[:60]
                )
                faults.append(Fault("/".join(category), what, element.sourceline))
        else:
            draft, found = question(element, number, category, language)
            faults += found
            drafts += [draft] if draft else []
    return Reading("moodle", tuple(drafts), tuple(faults))


def question(element: Element, number: int, category: list[str], language: str) -> tuple[Draft | None, list[Fault]]:
    """The draft of one question with what is lost of it, or the reason why there is none."""
    item = Item(element, number, language=language, rich=_RICH.get(element.get("type", ""), ""))
    try:
        return _draft(item, category), item.faults
    except Lost as lost:
        return None, [Fault(item.where, str(lost), lost.line or element.sourceline, whole=True)]


def _draft(item: Item, category: list[str]) -> Draft:
    """One question. Raises Lost."""
    if item.type not in _READ:
        raise Lost(_refusal(item.type), item.element)
    if sum(1 for _one in item.element.iter(*_PARTS)) > MOST_PARTS:
        raise Lost(_("It has more than %(n)s parts.", n=MOST_PARTS), item.element)
    kind, fields = _READ[item.type](item)
    text = _text(item)
    body = item.head()
    if item.type == "multichoiceset":
        item.fault(_("Moodle marked all or nothing; here every right choice counts."))
    if "feedback" in fields and "feedback" in body:
        fields["feedback"] = body["feedback"] | fields["feedback"]
    points: int | float | str | None = _points(item)
    if "points" in fields:
        points = fields.pop("points")
    elif points == 1 and item.type not in ("gapselect", "ddwtos"):
        points = None
    tags = dict.fromkeys([*item.tags(), *(["/".join(category)] if category else [])])
    return Draft(
        kind=QuestionKind(kind),
        text=text,
        body=body | ({} if points is None else {"points": points}) | fields,
        reason=item.both(item.element.find("generalfeedback")),
        code=item.code(),
        tags=tuple(tags),
        files=item.files,
    )


def _text(item: Item) -> Words:
    """What is asked, with the names of gaps for what Moodle writes there."""
    stem = item.element.find("questiontext")
    if not said(stem):
        raise Lost(_("It has no text."), item.element if stem is None else stem)
    holder = stem.find("text") if stem.find("text") is not None else stem
    if item.type in ("cloze", "multianswer"):
        renamed = cloze.renamed(item, said(stem))
    elif item.type in ("gapselect", "ddwtos"):
        renamed = arranged.renamed(said(stem))
    else:
        renamed = said(stem)
    for child in list(holder):
        holder.remove(child)
    holder.text = renamed + _old_picture(item)
    return item.both(stem)


def _old_picture(item: Item) -> str:
    """The picture below the text, as Moodle 1.9 kept it."""
    name, inside = word(item.element, "image"), word(item.element, "image_base64")
    if name and inside and item.format == "html":
        content = "".join(inside.split())
        return f'<br><img src="data:image/png;name={name.split("/")[-1]};base64,{content}" alt="">'
    if name:
        item.fault(_("The picture “%(name)s” is not in the file.", name=name))
    return ""


def _points(item: Item) -> int | float | str:
    worth = decimal_of(word(item.element, "defaultgrade", "1"))
    if worth is None or worth <= 0:
        item.fault(_("It was worth nothing; here a question is worth one point or more."))
        return 1
    return kept(worth)


def _path(text: str) -> list[str]:
    """The categories from the top, without Moodle's own; // stands for a slash in a name."""
    parts = [part.replace("\0", "/").strip() for part in text.replace("//", "\0").split("/")]
    return [part for part in parts if part and not _ROOTS.fullmatch(part)]


def _refusal(type: str) -> str:
    """Why a type of question is not read."""
    match type:
        case "description":
            return _("This is a description, no question.")
        case "calculated" | "calculatedsimple" | "calculatedmulti":
            return _("Its formulas with random values (type “%(type)s”) are not known here.", type=type)
        case "random" | "randomsamatch":
            return _(
                "It draws other questions at random (type “%(type)s”); in this file there is nothing to draw.",
                type=type,
            )
        case "ddimageortext":
            return _("Labels dragged onto a picture (type “%(type)s”) are not known here.", type=type)
        case "":
            return _("It does not say of which type it is.")
    return _("Questions of the type “%(type)s” are not known here.", type=type)
