"""Questions answered by putting things together: match, ordering, gapselect and ddwtos."""

import re
from typing import Any

from flask_babel import gettext as _

from learn.interop.moodle.item import Item, Lost, letters
from learn.interop.moodle.numbers import decimal_of
from learn.interop.moodle.tree import Element, said, word, yes

PLACE = re.compile(r"\[\[(\d+)\]\]")


def match(item: Item) -> tuple[str, dict[str, Any]]:
    """Pairs; a right-hand side without a left one is an extra."""
    pairs: list[dict[str, Any]] = []
    alone: list[tuple[Element, str]] = []
    for sub in item.element.iterchildren("subquestion"):
        right = said(sub.find("answer"))
        if said(sub) and right:
            id = sub.get("id") or letters(len(pairs))
            pairs.append({"id": id, "left": item.words(sub), "right": item.plain(right)})
        elif right:
            alone.append((sub, right))
        elif said(sub):
            item.fault(_("“%(left)s” has nothing to match.", left=said(sub)[:60]), sub)
    if len(pairs) < 2:
        raise Lost(_("A matching question needs two pairs or more; here are %(n)s.", n=len(pairs)), item.element)
    body: dict[str, Any] = {"pairs": pairs}
    extra = [
        {"id": sub.get("id") or letters(number), **item.plain(right)}
        for number, (sub, right) in enumerate(alone, start=len(pairs))
    ]
    if extra:
        body["extra"] = extra
    return "matching", body | ({} if yes(item.element, "shuffleanswers", otherwise=True) else {"shuffle": False})


def ordering(item: Item) -> tuple[str, dict[str, Any]]:
    """Things to put in order; each answer says its place."""
    answers = [one for one in item.element.iterchildren("answer") if said(one)]
    places = [decimal_of(one.get("fraction", "0")) for one in answers]
    if None not in places and len(set(places)) == len(places):
        answers = [one for _place, one in sorted(zip(places, answers, strict=True), key=lambda pair: pair[0] or 0)]
    if len(answers) < 2:
        raise Lost(_("An ordering question needs two items or more; here are %(n)s.", n=len(answers)), item.element)
    if word(item.element, "selecttype", "ALL") not in ("ALL", "0"):
        item.fault(_("Moodle showed only some of the items; here all of them are put in order."))
    if word(item.element, "gradingtype", "ABSOLUTE_POSITION") not in ("ABSOLUTE_POSITION", "0"):
        item.fault(_("Moodle marked by another rule (%(rule)s); here each item in its place counts.",
                     rule=word(item.element, "gradingtype")))  # fmt: skip
    if any(said(one.find("feedback")) for one in answers):
        item.fault(_("Feedback to single items is not kept."))
    return "ordering", {
        "items": [{"id": one.get("id") or letters(n), **item.words(one)} for n, one in enumerate(answers)]
    }


def gaps(item: Item) -> tuple[str, dict[str, Any]]:
    """Gaps to be filled from a list. In Moodle [[2]] is the place of the second word, of those of its group."""
    choices = list(item.element.iterchildren("selectoption", "dragbox"))
    stem = said(item.element.find("questiontext"))
    places = [int(number) for number in PLACE.findall(stem)]
    if not places:
        raise Lost(_("There is no gap such as [[1]] in the text."), item.element.find("questiontext"))
    if over := [place for place in places if not 1 <= place <= len(choices)]:
        raise Lost(_("There is no word for the gap [[%(n)s]].", n=over[0]), item.element.find("questiontext"))
    if any(yes(one, "infinite", otherwise=False) for one in choices) != all(
        yes(one, "infinite", otherwise=False) for one in choices
    ):
        item.fault(_("Each word may be used in any number of gaps here."))
    keep_order = not yes(item.element, "shuffleanswers", otherwise=False)
    body: dict[str, Any] = {
        "gaps": [_gap(letters(n), choices, place, item, keep_order) for n, place in enumerate(places)]
    }
    worth = decimal_of(word(item.element, "defaultgrade", "1"))
    if worth == len(places):
        body["points"] = None  # the gaps say it
    return "cloze", body


def _gap(id: str, choices: list[Element], place: int, item: Item, keep_order: bool) -> dict[str, Any]:
    group = word(choices[place - 1], "group", "1")
    offered: list[dict[str, Any]] = []
    for number, one in enumerate(choices, start=1):
        if word(one, "group", "1") == group:
            right = {"correct": True} if number == place else {}
            offered.append({"id": letters(len(offered)), **item.words(one), **right})
    if len(offered) < 2:
        raise Lost(_("There is only one word for the gap [[%(n)s]].", n=place), choices[place - 1])
    return {"id": id, "kind": "single", "choices": offered} | ({"shuffle": False} if keep_order else {})


def renamed(text: str) -> str:
    """The text with our names of its gaps, in the order in which they stand."""
    numbers = iter(range(text.count("[[")))
    return PLACE.sub(lambda _found: f"[[{letters(next(numbers))}]]", text)
