"""How each kind of question is written, in an item of its own or as a part of one."""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from learn.interop.qti.open_ended import TYPES
from learn.interop.qti.page import Content, Page, base, decimal, fit, put, variable
from learn.interop.qti.tree import Node
from learn.interop.qti.typed_written import number_rules, said_rules

Body = Mapping[str, Any]
LETTERS_OF_TRUTH = {"zh": ("正确", "错误"), "en": ("True", "False")}


def question(page: Page, kind: str, text: Mapping[str, str], body: Body, suffix: str, scope: Node) -> None:
    """Write a question into an item or a part of one."""
    gaps: dict[str, Content] = {}
    if kind == "cloze":
        gaps = {one["id"]: _gap(page, one, f"{suffix}_{one['id']}") for one in body["gaps"]}
    scope.add("div", *page.text(text, gaps), class_="stem")
    if kind == "cloze":
        _in_parts(page, suffix, body, body["gaps"])
    else:
        _WRITE[kind](page, kind, body, suffix, scope)
    page.feedback(suffix, body)


def _choose(page: Page, kind: str, body: Body, suffix: str, scope: Node) -> None:
    """Choices."""
    _ticked(page, body, suffix, body["choices"], several=kind == "multiple")
    most = "0" if kind == "multiple" else "1"
    node = scope.add(
        "choiceInteraction", responseIdentifier=f"RESPONSE{suffix}", shuffle=_shuffle(body), maxChoices=most
    )
    for one in body["choices"]:
        node.add("simpleChoice", *page.text(one), identifier=f"_{one['id']}")


def _truefalse(page: Page, kind: str, body: Body, suffix: str, scope: Node) -> None:
    """True or false."""
    page.worth(suffix, body)
    page.response(suffix, "single", "identifier", ["true" if body["answer"] else "false"])
    page.rules.append(_all_or_nothing(suffix))
    said = body.get("choice_feedback", {})
    _chosen(page, suffix, "single", {id: said.get(id) for id in ("true", "false")})
    node = scope.add("choiceInteraction", responseIdentifier=f"RESPONSE{suffix}", shuffle="false", maxChoices="1")
    for id, word in zip(("true", "false"), LETTERS_OF_TRUTH[page.language], strict=True):
        node.add("simpleChoice", word, identifier=id)


def _ticked(page: Page, body: Body, suffix: str, parts: Sequence[Body], *, several: bool) -> None:
    """Declare what is ticked, what is right, and what each part is worth."""
    points = page.worth(suffix, body)
    right = [f"_{one['id']}" for one in parts if one.get("correct")]
    node = page.response(suffix, "multiple" if several else "single", "identifier", right)
    weighed = any("weight" in one for one in parts)
    if weighed:
        worth = {one["id"]: points * Fraction(one["weight"]) / 100 for one in parts if "weight" in one}
        _mapping(node, worth, lowerBound="0", upperBound=decimal(points))
    elif several and right:
        worth = {one["id"]: points * (1 if one.get("correct") else -1) / len(right) for one in parts}
        _mapping(node, worth, lowerBound="0")
    mapped = put(f"SCORE{suffix}", Node("mapResponse", {"identifier": f"RESPONSE{suffix}"}))
    stated = all("weight" in one for one in parts if one.get("correct"))
    if weighed and (several or stated):
        page.rules.append(mapped)
    else:
        page.rules.append(_all_or_nothing(suffix, [mapped] if several or weighed else []))
    _chosen(page, suffix, "multiple" if several else "single", {f"_{one['id']}": one.get("feedback") for one in parts})


def _mapping(node: Node, worth: Mapping[str, Fraction], **bounds: str) -> None:
    mapping = node.add("mapping", defaultValue="0", **bounds)
    for id, points in worth.items():
        mapping.add("mapEntry", mapKey=f"_{id}", mappedValue=decimal(points))


def _all_or_nothing(suffix: str, otherwise: Sequence[Node] = ()) -> Node:
    """All points for the right answer, exactly; else nothing, or what other rules give."""
    right = Node("match", {}, [variable(f"RESPONSE{suffix}"), Node("correct", {"identifier": f"RESPONSE{suffix}"})])
    branches = [Node("responseIf", {}, [right, put(f"SCORE{suffix}", variable(f"MAXSCORE{suffix}"))])]
    branches += [Node("responseElse", {}, [*otherwise])] if otherwise else []
    return Node("responseCondition", {}, [*branches])


def _chosen(page: Page, suffix: str, cardinality: str, said: Mapping[str, Any]) -> None:
    """What whoever ticked a part is told."""
    told = {id: words for id, words in said.items() if page.of(words)}
    if told:
        page.outcome(f"CHOSEN{suffix}", cardinality, "identifier")
        page.rules.append(put(f"CHOSEN{suffix}", variable(f"RESPONSE{suffix}")))
        for id, words in told.items():
            page.modal(f"CHOSEN{suffix}", id, words)


def _shuffle(body: Body) -> str:
    return "false" if body.get("shuffle") is False else "true"


def _hotspot(page: Page, kind: str, body: Body, suffix: str, scope: Node) -> None:
    """Places in a picture."""
    most = int(body.get("most") or 0)
    _ticked(page, body, suffix, body["areas"], several=most != 1)
    node = scope.add("hotspotInteraction", responseIdentifier=f"RESPONSE{suffix}", maxChoices=str(most))
    size = {side: decimal(Fraction(str(body[side]))) for side in ("width", "height") if side in body}
    file = page.draft.files.get(body["image"])
    type = file.media_type if file else "image/png"
    node.add("object", fit(page.of(body.get("alt"))), data=page.address(body["image"]), type=type, **size)
    for one in body["areas"]:
        area = {"shape": one["shape"], "coords": str(one["coords"]), "hotspotLabel": page.flat(one)}
        node.add("hotspotChoice", identifier=f"_{one['id']}", **area)


def _matching(page: Page, kind: str, body: Body, suffix: str, scope: Node) -> None:
    """Two sides; parts on the right that say the same are one."""
    points, pairs = page.worth(suffix, body), body["pairs"]
    partner: dict[str, str] = {}
    for one in pairs:
        partner.setdefault(page.of(one["right"]), f"R_{one['id']}")
    made = [f"_{one['id']} {partner[page.of(one['right'])]}" for one in pairs]
    mapping = page.response(suffix, "multiple", "directedPair", made).add("mapping", defaultValue="0")
    for one in made:
        mapping.add("mapEntry", mapKey=one, mappedValue=decimal(points / len(pairs)))
    mapped = put(f"SCORE{suffix}", Node("mapResponse", {"identifier": f"RESPONSE{suffix}"}))
    page.rules.append(_all_or_nothing(suffix, [mapped]))
    named = {"responseIdentifier": f"RESPONSE{suffix}", "shuffle": _shuffle(body), "maxAssociations": str(len(pairs))}
    node = scope.add("matchInteraction", **named)
    left, right = node.add("simpleMatchSet"), node.add("simpleMatchSet")
    for one in pairs:
        left.add("simpleAssociableChoice", *page.text(one["left"]), identifier=f"_{one['id']}", matchMax="1")
    shown = [(partner[page.of(one["right"])], one["right"]) for one in pairs]
    shown = [one for place, one in enumerate(shown) if one[0] not in {id for id, _words in shown[:place]}]
    shown += [(f"_{one['id']}", one) for one in body.get("extra", [])]
    for id, words in shown:
        right.add("simpleAssociableChoice", *page.text(words), identifier=id, matchMax=str(len(pairs)))


def _ordering(page: Page, kind: str, body: Body, suffix: str, scope: Node) -> None:
    """Parts to be put in order; they stand in another one, for there the file's own order may be shown."""
    points, items = page.worth(suffix, body), body["items"]
    page.response(suffix, "ordered", "identifier", [f"_{one['id']}" for one in items])
    share, places = base("float", decimal(points / len(items))), []
    for place, one in enumerate(items, start=1):
        there = Node("index", {"n": str(place)}, [variable(f"RESPONSE{suffix}")])
        added = put(f"SCORE{suffix}", Node("sum", {}, [variable(f"SCORE{suffix}"), share]))
        test = Node("match", {}, [there, base("identifier", f"_{one['id']}")])
        places.append(Node("responseCondition", {}, [Node("responseIf", {}, [test, added])]))
    page.rules.append(_all_or_nothing(suffix, places))
    node = scope.add("orderInteraction", responseIdentifier=f"RESPONSE{suffix}", shuffle=_shuffle(body))
    for one in sorted(items, key=lambda one: str(one["id"])) if body.get("shuffle") is False else items:
        node.add("simpleChoice", *page.text(one), identifier=f"_{one['id']}")


def _typed(page: Page, kind: str, body: Body, suffix: str, scope: Node) -> None:
    """Words or a number, on a line of their own."""
    scope.add("p", *_entry(page, kind, body, suffix))


def _entry(page: Page, kind: str, body: Body, suffix: str) -> Content:
    """Where words or a number are typed."""
    page.worth(suffix, body)
    (number_rules if kind == "numeric" else said_rules)(page, body, suffix)
    cased = {"class": "case"} if body.get("case") else {}
    made: Content = [Node("textEntryInteraction", {"responseIdentifier": f"RESPONSE{suffix}", **cased})]
    for key in ("measure", "unit"):
        if page.of(body.get(key)):
            made.append(Node("span", {"class": key, "id": f"UNIT{suffix}"}, [fit(page.of(body[key]))]))
    return made


def _gap(page: Page, gap: Body, suffix: str) -> Content:
    """What stands in the text for a gap."""
    if gap["kind"] != "single":
        return _entry(page, gap["kind"], gap, suffix)
    _ticked(page, gap, suffix, gap["choices"], several=False)
    node = Node("inlineChoiceInteraction", {"responseIdentifier": f"RESPONSE{suffix}", "shuffle": _shuffle(gap)})
    for one in gap["choices"]:
        node.add("inlineChoice", page.flat(one), identifier=f"_{one['id']}")
    return [node]


def _in_parts(page: Page, suffix: str, body: Body, parts: Sequence[Body]) -> None:
    """The points of a whole are those of its parts, in proportion."""
    declared = {one.get("identifier"): one for one in page.outcomes}
    names = [f"{suffix}_{one['id']}" for one in parts]
    most = [Fraction(declared[f"MAXSCORE{name}"].first("value").raw) for name in names]  # type: ignore[union-attr]
    total = sum(most, Fraction(0))
    points = page.worth(suffix, body, total)
    score = Node("sum", {}, [variable(f"SCORE{name}") for name in names])
    if points != total:
        score = Node("product", {}, [score, base("float", decimal(points / total))])
    page.rules.append(put(f"SCORE{suffix}", score))


def _essay(page: Page, kind: str, body: Body, suffix: str, scope: Node) -> None:
    """A text that a person marks."""
    page.worth(suffix, body)
    page.by_hand()
    page.response(suffix, "single", "string")
    limits = [f"{word}-{body[key]}" for word, key in (("least", "least_words"), ("most", "most_words")) if key in body]
    named = {"responseIdentifier": f"RESPONSE{suffix}", **({"class": " ".join(limits)} if limits else {})}
    scope.add("extendedTextInteraction", **named)
    _for_markers(page, body, suffix)


def _upload(page: Page, kind: str, body: Body, suffix: str, scope: Node) -> None:
    """Files that a person marks."""
    page.worth(suffix, body)
    page.by_hand()
    page.response(suffix, "single", "file")
    limits = [f"{key.replace('_', '-')}-{body[key]}" for key in ("most_files", "most_mb") if key in body]
    limits += [f"type-{one}" for one in body.get("types", [])]
    types = {"type": TYPES[body["types"][0]]} if len(body.get("types", [])) == 1 else {}  # QTI has room for one
    named = {"responseIdentifier": f"RESPONSE{suffix}", **types, **({"class": " ".join(limits)} if limits else {})}
    scope.add("uploadInteraction", **named)
    _for_markers(page, body, suffix)


def _for_markers(page: Page, body: Body, suffix: str) -> None:
    """The rubric, and what a good answer says."""
    if "rubric" in body:
        points = Node("dl")
        for one in body["rubric"]:
            points.add("dt", str(one.get("points", 1)))
            points.add("dd", *page.text(one), id=f"R{suffix}.{one['id']}")
        page.rubric("rubric", [points], id=f"RUBRIC{suffix}")
    if "model" in body:
        page.rubric("model", [Node("div", {}, page.text(body["model"]))], id=f"MODEL{suffix}")


def _scenario(page: Page, kind: str, body: Body, suffix: str, scope: Node) -> None:
    """A case with its exhibits and questions."""
    for one in body.get("exhibits", []):
        node = scope.add("div", class_="exhibit", id=f"E.{one['id']}")
        for key in ("title", "text"):
            if key in one:
                node.add("div", *page.text(one[key]), class_=key)
        if one.get("image"):
            picture = {"src": page.address(one["image"]), "alt": fit(page.of(one.get("alt")))}
            node.add("p").add("img", **picture, **({} if "alt" in one else {"class": "no-alt"}))
    for one in body["questions"]:
        part = scope.add("div", class_=f"question {one['kind']}", id=f"Q.{one['id']}")
        question(page, one["kind"], one["text"], one, f"{suffix}_{one['id']}", part)
        page.reason(f"{suffix}_{one['id']}", one.get("reason"))
    _in_parts(page, suffix, body, body["questions"])


_WRITE: dict[str, Callable[[Page, str, Body, str, Node], None]] = {
    "single": _choose, "multiple": _choose, "truefalse": _truefalse, "hotspot": _hotspot, "matching": _matching,
    "ordering": _ordering, "numeric": _typed, "short": _typed, "essay": _essay, "upload": _upload,
    "scenario": _scenario,
}  # fmt: skip
