"""Hypothesis writes questions of every kind as docs/questions.md lets authors write them, each with its right answer."""

import copy
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from tests.assessment.bodies import both

Body = dict[str, Any]
Question = tuple[str, Body, Any]  # kind, body, the right answer

SIMPLE = ["single", "multiple", "truefalse", "matching", "ordering", "numeric", "short", "hotspot"]
KINDS = [*SIMPLE, "cloze", "scenario", "essay", "upload"]
BY_HAND = ["essay", "upload"]
POINTS = st.sampled_from([1, 2, 0.5, 3, 100])
_WEIGHTS = st.sampled_from(
    [("100",), ("50", "50"), ("33.33333",) * 3, ("66.66667", "33.33333"), ("0.0000001", "99.9999999")]
)
_LESS = st.sampled_from([None, "0", "-25", "-33.33333", "-100"])


def ids(least: int = 2, most: int = 5) -> st.SearchStrategy[list[str]]:
    """Names of parts, in any order."""
    return st.integers(least, most).flatmap(lambda n: st.permutations("abcdefgh"[:n]))


def says(n: int) -> dict[str, str]:
    """A text that no other part has."""
    return {"zh": f"文{n}", "en": f"text {n}"}


@st.composite
def singles(draw: Any, holds: str = "choices") -> tuple[Body, Any]:
    """One right choice, perhaps with shades."""
    named = draw(ids())
    parts: list[Body] = [{"id": id, **says(n)} for n, id in enumerate(named)]
    parts[0]["correct"] = True
    if draw(st.booleans()):
        parts[0]["weight"] = "100"
        for part in parts[1:]:
            part["weight"] = draw(st.sampled_from(["0", "50", "-25", "33.33333"]))
    return {holds: draw(st.permutations(parts))}, {"choices": [named[0]]}


@st.composite
def multiples(draw: Any, holds: str = "choices") -> tuple[Body, Any]:
    """Several right choices, with or without weights, also such as had to be rounded."""
    named, weights = draw(ids(3, 6)), draw(st.none() | _WEIGHTS)
    right = len(weights) if weights else draw(st.integers(1, len(named)))
    parts: list[Body] = [{"id": id, **says(n)} for n, id in enumerate(named)]
    for n, part in enumerate(parts):
        part["correct"] = n < right
        weight = (weights[n] if n < right else draw(_LESS)) if weights else None
        part |= {"weight": weight} if weight is not None else {}
    return {holds: draw(st.permutations(parts))}, {"choices": named[:right]}


@st.composite
def matchings(draw: Any) -> tuple[Body, Any]:
    """Pairs, and right-hand sides that belong to none."""
    named = draw(ids(3, 6))
    pairs = [{"id": id, "left": both(f"left {id}"), "right": both(f"right {id}")} for id in named[:-1]]
    extra = [{"id": named[-1], **both("extra")}] if draw(st.booleans()) else []
    return {"pairs": pairs, "extra": extra}, {"pairs": {id: id for id in named[:-1]}}


@st.composite
def orderings(draw: Any) -> tuple[Body, Any]:
    """Items in the right order."""
    named = draw(ids())
    body = {"items": [{"id": id, **says(n)} for n, id in enumerate(named)]}
    return body, {"places": {id: place for place, id in enumerate(named, start=1)}}


@st.composite
def numerics(draw: Any) -> tuple[Body, Any]:
    """A number with tolerance, unit, other units and significant figures."""
    value = draw(st.decimals(-9999, 9999, places=2))
    body: Body = {"answer": float(value), "tolerance": draw(st.sampled_from([0, 0.1, 5]))}
    text = f"{value:.2f}"
    if draw(st.booleans()):
        body |= {"measure": both("mL"), "units": [{**both("L"), "factor": 1000}]}
        body |= {"unit_required": True} if draw(st.booleans()) else {}
        text += draw(st.sampled_from([" mL", "ml", " ML"]))
    if value and draw(st.booleans()):
        body["figures"] = len(f"{abs(value):.2f}".replace(".", "").lstrip("0"))
    if draw(st.booleans()):
        key = {key: body.pop(key) for key in ("answer", "tolerance")}
        body["answers"] = [
            key,
            {"least": -10_000, "most": 10_000, "weight": draw(st.sampled_from(["50", "33.33333", "0"]))},
        ]
    return body, {"text": text}


@st.composite
def shorts(draw: Any) -> tuple[Body, Any]:
    """Variants, lists in any order, gaps for anything, and weights."""
    first = draw(
        st.sampled_from(["QP", ["name", "date"], {"say": "quali* person", "wildcard": True}, {"say": ["名", "日"]}])
    )
    right = {"QP": "ｑｐ.", "name": "date and name", "quali* person": "qualified person", "名": "日、名"}
    said = first["say"] if isinstance(first, dict) else first
    rest: list[Any] = draw(
        st.lists(st.sampled_from(["x", {"say": "y", "weight": "50"}, {"say": "z*", "wildcard": True}]))
    )
    return {"accept": [first, *rest]}, {"text": right[said[0] if isinstance(said, list) else said]}


@st.composite
def hotspots(draw: Any) -> tuple[Body, Any]:
    """Areas of a picture, one or several of them right."""
    body, right = draw(multiples("areas"))
    for area in body["areas"]:
        area.pop("weight", None)
        area |= {"shape": "circle", "coords": "5,5,2"}
    one = len(right["choices"]) == 1 and draw(st.booleans())
    return {"image": "a.png", "width": 9, "height": 9, **body, **({"most": 1} if one else {})}, right


_PLAIN: dict[str, Any] = {
    "single": singles(),
    "multiple": multiples(),
    "truefalse": st.booleans().map(lambda right: ({"answer": right}, {"choices": [str(right).lower()]})),
    "matching": matchings(),
    "ordering": orderings(),
    "numeric": numerics(),
    "short": shorts(),
    "hotspot": hotspots(),
    "essay": st.just(({"rubric": [{"id": "a", **both("a"), "points": 2}]}, {"text": "…"})),
    "upload": st.just(({"most_files": 2}, {"files": [{"digest": "0", "name": "a", "type": "image/png", "size": 1}]})),
}


@st.composite
def composites(draw: Any, kind: str) -> tuple[Body, Any]:
    """A text with gaps, or a case with questions of every other kind that a rule can mark."""
    named = draw(ids(1, 4))
    holds, allowed = ("gaps", ["single", "numeric", "short"]) if kind == "cloze" else ("questions", SIMPLE)
    parts, answers = [], {}
    for n, id in enumerate(named):
        inner, body, right = draw(questions(allowed))
        parts.append({"id": id, "kind": inner, "text": says(n), **body})
        answers[id] = right
    return {holds: parts}, {"parts": answers}


@st.composite
def questions(draw: Any, kinds: list[str] = KINDS) -> Question:
    """A question of one of these kinds, with its right answer."""
    kind = draw(st.sampled_from(kinds))
    body, right = draw(_PLAIN[kind] if kind in _PLAIN else composites(kind))
    worth = {"points": draw(POINTS)} if draw(st.booleans()) else {}
    return kind, {**copy.deepcopy(body), **worth}, right


# what people and machines give

_HALF = st.characters(categories=["Cs"])  # half a character, which JSON can name and no text has
_words = (
    st.sampled_from(
        [
            *"abcdefgh",
            "true",
            "false",
            "1",
            "-0",
            "1e999999999",
            "NaN",
            "Infinity",
            "٣٠",
            "9" * 400,
            "1.5 L",
            "QP",
            "\x00",
        ]
    )
    | st.text(max_size=6)
    | _HALF
)
_numbers = st.integers(-3, 9) | st.sampled_from([10**400, -(2**63), 0.0, 1.5]) | st.floats()
_keys = st.sampled_from(["choices", "pairs", "places", "text", "parts", "files", *"abcd"]) | st.text(max_size=3)
jsons: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | _numbers | _words,
    lambda deeper: st.lists(deeper, max_size=4) | st.dictionaries(_keys, deeper, max_size=4),
    max_leaves=10,
)


@st.composite
def likely(draw: Any, body: Body) -> Any:
    """An answer to a question that is at least of the right shape: right, wrong, partly right, or made up within it."""
    parts = [*body.get("choices", []), *body.get("areas", []), *body.get("pairs", []), *body.get("items", [])]
    some = st.sampled_from([*(part["id"] for part in parts), "true", "false", "zz"])
    inner = {part["id"]: part for part in (*body.get("questions", []), *body.get("gaps", []))}
    if inner:
        return {"parts": {id: draw(likely(part)) for id, part in inner.items() if draw(st.booleans())}}
    if "pairs" in body:
        rights = st.sampled_from([part["id"] for part in (*body["pairs"], *body["extra"])])
        return {"pairs": draw(st.dictionaries(st.sampled_from([part["id"] for part in parts]), rights))}
    if "items" in body:
        return {"places": draw(st.dictionaries(some, st.integers(1, 6)))}
    if parts or "answer" in body and isinstance(body["answer"], bool):
        return {"choices": draw(st.lists(some, unique=True))}
    return {"text": draw(_words)}


def turned(said: Any, luck: Any) -> Any:
    """The same answer with its lists and the keys of its objects in another order."""
    if isinstance(said, dict):
        return {key: turned(value, luck) for key, value in luck.sample(list(said.items()), len(said))}
    return [turned(one, luck) for one in luck.sample(said, len(said))] if isinstance(said, list) else said


def renamed(body: Body, luck: Any) -> Body:
    """The same question, whose parts have changed their ids with each other."""
    body = copy.deepcopy(body)
    for group in (["choices"], ["areas"], ["items"], ["pairs", "extra"], ["questions"]):
        parts = [part for key in group for part in body.get(key, [])]
        for part, id in zip(parts, luck.sample([part["id"] for part in parts], len(parts)), strict=True):
            part["id"] = id
    for key in ("questions", "gaps"):
        if key in body:
            body[key] = [{**renamed(part, luck)} for part in body[key]]
    return body


SHARES = st.fractions(0, 1, max_denominator=7) | st.just(Fraction(1))
