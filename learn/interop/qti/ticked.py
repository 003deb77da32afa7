"""What is answered by ticking: choices, words in a text, places in a picture."""

import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _

from learn.assessment import QuestionKind
from learn.interop.moodle.numbers import plain
from learn.interop.qti.asked import ZERO, Asked
from learn.interop.qti.item import Lost
from learn.interop.qti.tree import Node

Read = tuple[QuestionKind, dict[str, Any]]
_TRUE = {"true", "t", "正确", "对", "是", "yes", "richtig", "wahr", "vrai", "waar", "√"}
_FALSE = {"false", "f", "错误", "错", "否", "不正确", "no", "falsch", "faux", "onwaar", "×"}


def weight_text(share: Fraction) -> str:
    """A share of the points as per cent, to five places."""
    exactly = Decimal(share.numerator) * 100 / Decimal(share.denominator)
    return plain(round(exactly, 5))


def keeps_order(asked: Asked, nodes: Sequence[Node]) -> dict[str, Any]:
    """Whether the parts must stay as they are written."""
    fixed = asked.node.get("shuffle", "false") != "true" or any(one.get("fixed") == "true" for one in nodes)
    return {"shuffle": False} if fixed else {}


def choice(asked: Asked) -> Read:
    """A <choiceInteraction>."""
    nodes = list(asked.node.all("simpleChoice"))
    if (answer := _true_or_false(asked, nodes)) is not None:
        return answer
    return _kind(asked), {"choices": choices(asked, nodes), **keeps_order(asked, nodes)}


def hottext(asked: Asked) -> Read:
    """A <hottextInteraction>: the words that can be ticked become choices."""
    nodes = list(asked.node.all("hottext"))
    return _kind(asked), {"choices": choices(asked, nodes), "shuffle": False}


def _kind(asked: Asked) -> QuestionKind:
    several = asked.response.many and asked.node.get("maxChoices") != "1"
    return QuestionKind.MULTIPLE if several else QuestionKind.SINGLE


def choices(asked: Asked, nodes: Sequence[Node]) -> list[dict[str, Any]]:
    """The choices with what each is worth."""
    if len(nodes) < 2:
        raise Lost(_("It has fewer than two choices."), asked.node)
    ids = asked.item.ids(list(nodes))
    weights, right = weighed(asked, list(ids))
    made = []
    for node in nodes:
        id = node.get("identifier")
        one: dict[str, Any] = {"id": ids[id], **asked.item.words(node)}
        if not any(one[side] for side in ("zh", "en")):
            if id in right or len(nodes) == 2:
                raise Lost(_("A choice has no words."), node)
            asked.fault(_("A wrong choice without words is left out."), node)
            continue
        if id in right:
            one["correct"] = True
        if weights:
            one["weight"] = weight_text(weights[id])
        made.append(one)
    return made


def weighed(asked: Asked, ids: list[str]) -> tuple[dict[str, Fraction], set[str]]:
    """The share of the points for each part (empty: the rule of the kind holds), and which parts are right."""
    found = _many(asked, ids) if _kind(asked) is QuestionKind.MULTIPLE else _one(asked, ids)
    if not found[1]:
        raise Lost(_("The file does not say which answer is right."), asked.node)
    return found


def _one(asked: Asked, ids: list[str]) -> tuple[dict[str, Fraction], set[str]]:
    worth = {id: asked.score([id] if asked.response.many else id) for id in ids}
    best, said = max(worth.values()), asked.right if isinstance(asked.right, list) else [asked.right]
    if best <= 0:
        if set(said) & set(ids):
            asked.rule_differs()
        return {}, set(said) & set(ids)
    right = {id for id, points in worth.items() if points == best}
    shares = {id: points / best for id, points in worth.items()}
    partial = len(right) > 1 or any(share not in (0, 1) for share in shares.values())
    return (shares if partial else {}), right


def _many(asked: Asked, ids: list[str]) -> tuple[dict[str, Fraction], set[str]]:
    right = [id for id in ids if id in (asked.right or [])]
    if not right:
        return {}, set()
    full = asked.score(_chosen(right))
    best = full if full > 0 else asked.points
    share = {id: asked.score([id]) / best for id in right}
    share |= {id: (asked.score(_chosen([*right, id])) - full) / best for id in ids if id not in right}
    usual = {id: Fraction(1 if id in right else -1, len(right)) for id in ids}
    usual_marks = all(abs(share[id] - usual[id]) < Fraction(1, 10**6) for id in ids)
    if usual_marks and full > 0:
        return {}, set(right)
    if full > 0 and abs(sum((share[id] for id in right), ZERO) - 1) < Fraction(1, 10**6):
        return share, set(right)
    asked.rule_differs()
    return {}, set(right)


def _chosen(ids: list[str]) -> list[str]:
    """Several ticks as one value: a set has no order."""
    return sorted(ids)


def _true_or_false(asked: Asked, nodes: list[Node]) -> Read | None:
    """A choice between true and false as such; None: it is something else."""
    if len(nodes) != 2 or _kind(asked) is QuestionKind.MULTIPLE:
        return None
    ids = [node.get("identifier") for node in nodes]
    said = [re.sub(r"<[^>]*>", "", asked.item.text(node.children)).strip(" .。\n").casefold() for node in nodes]
    sides = {id: text in _TRUE for id, text in zip(ids, said, strict=True) if text in _TRUE | _FALSE}
    if set(sides.values()) != {True, False}:
        return None
    weights, right = weighed(asked, ids)
    if weights:
        return None
    return QuestionKind.TRUEFALSE, {"answer": sides[next(iter(right))]}


# places in a picture


def hotspot(asked: Asked) -> Read:
    """A <hotspotInteraction>: its places in its picture."""
    nodes = list(asked.node.all("hotspotChoice"))
    if not nodes:
        raise Lost(_("It has no places to choose."), asked.node)
    ids = asked.item.ids(nodes)
    weights, right = weighed(asked, list(ids))
    if weights:
        asked.rule_differs()
    areas = []
    for node in nodes:
        area = _area(ids[node.get("identifier")], node, asked)
        label = node.attributes.get("hotspotLabel", "")
        area |= asked.item.told(label or area["id"])
        areas.append(area | ({"correct": True} if node.get("identifier") in right else {}))
    return QuestionKind.HOTSPOT, {**picture(asked), "areas": areas, **_most(asked)}


def point(asked: Asked) -> Read:
    """A <selectPointInteraction>: the areas that count."""
    if asked.response.areas is None or not (nodes := asked.response.areas.direct("areaMapEntry")):
        raise Lost(_("It does not say in which area a click is right."), asked.node)
    areas = []
    for place, node in enumerate(nodes):
        area = _area("abcdefghijklmnopqrstuvwxyz"[place % 26] + (str(place // 26) if place > 25 else ""), node, asked)
        right = node.get("mappedValue", "0").strip("0.-") != "" and not node.get("mappedValue").startswith("-")
        areas.append(area | asked.item.told(str(place + 1)) | ({"correct": True} if right else {}))
    if not any(area.get("correct") for area in areas):
        raise Lost(_("The file does not say which answer is right."), asked.node)
    asked.fault(_("A click anywhere becomes a choice among the areas that count."))
    return QuestionKind.HOTSPOT, {**picture(asked), "areas": areas, **_most(asked)}


def _most(asked: Asked) -> dict[str, Any]:
    most = asked.node.get("maxChoices", "1")
    return {"most": int(most)} if most.isdigit() and 0 < int(most) <= 100 else {}


def _area(id: str, node: Node, asked: Asked) -> dict[str, Any]:
    """The place of an area in the picture."""
    shape, coords = node.get("shape"), ",".join(part.strip() for part in node.get("coords").split(","))
    if shape not in ("rect", "circle", "poly"):
        raise Lost(_("We know rectangles, circles and polygons, not “%(shape)s”.", shape=shape), node)
    numbers = coords.split(",")
    few = len(numbers) != {"rect": 4, "circle": 3}.get(shape, len(numbers)) or len(numbers) < 3
    if few or any(not part.replace(".", "", 1).removeprefix("-").isdigit() for part in numbers):
        raise Lost(_("“%(coords)s” says no place in a picture.", coords=coords[:80]), node)
    return {"id": id, "shape": shape, "coords": coords}


def picture(asked: Asked) -> dict[str, Any]:
    """The picture in which places are chosen."""
    node = next((one for one in asked.node.all("object", "img")), None)
    address = (node.get("data") or node.get("src")) if node else ""
    if node is None or not address:
        raise Lost(_("It has no picture."), asked.node)
    name = asked.item.picture(address, node)
    if name is None:
        raise Lost(_("Its picture “%(name)s” is not in the file.", name=address[:80]), node)
    size = {side: int(node.get(side)) for side in ("width", "height") if node.get(side).isdigit()}
    return {"image": name, "alt": asked.item.told(node.get("alt") or node.raw.strip()), **size}
