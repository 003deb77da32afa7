"""The rules that hold within a question: exactly one right choice, gaps that stand in the text, areas in the picture."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _

from learn.kit.text import LANGUAGES

Placed = tuple[tuple[str | int, ...], str]  # where in a question, and a sentence
_HAN = re.compile(r"[\u3400-\u9fff]")
_GAP = re.compile(r"\[\[([^\[\]]*)\]\]")
_NUMBERS = {"rect": 4, "circle": 3}  # of coordinates; a polygon has six or more, in pairs


def key_faults(question: dict[str, Any]) -> Iterator[Placed]:
    """What is wrong with the key of a question, and where in it."""
    match question["kind"]:
        case "single" | "multiple":
            yield from _choices("choices", question["choices"], only_one=question["kind"] == "single")
        case "hotspot":
            yield from _choices("areas", question["areas"], only_one=question.get("most") == 1)
            yield from _areas(question)
        case "matching":
            yield from _parts("pairs", [{"id": pair["id"], **pair["left"]} for pair in question["pairs"]])
            rights = [{"id": pair["id"], **pair["right"]} for pair in question["pairs"]]
            yield from _parts("pairs", rights + question.get("extra", []))
        case "ordering":
            yield from _parts("items", question["items"])
        case "short":
            yield from _variants(question["accept"])
        case "numeric":
            yield from _ranges(question)
        case "cloze":
            yield from _gaps(question)
            yield from _inner("gaps", question["gaps"])
        case "scenario":
            yield from _ids("exhibits", question.get("exhibits", []))
            yield from _inner("questions", question["questions"])
        case "essay" | "upload":
            yield from _by_hand(question)


def _choices(field: str, choices: list[dict[str, Any]], *, only_one: bool) -> Iterator[Placed]:
    right = [choice for choice in choices if choice.get("correct")]
    if only_one and len(right) != 1:
        yield (field,), _("Exactly one choice must be correct; here are %(n)s.", n=len(right))
    elif not right:
        yield (field,), _("At least one choice must be correct.")
    if weighted := [choice for choice in choices if "weight" in choice]:
        total = sum((max(Fraction(0), Fraction(choice["weight"])) for choice in weighted), Fraction(0))
        if only_one and right and Fraction(right[0].get("weight", "100")) != 100:
            yield (field,), _("The correct choice has the weight 100.")
        elif not only_one and abs(total - 100) > Fraction("0.01"):
            yield (field,), _("The weights above 0 must add up to 100; here they are %(n)s.", n=float(total))
    yield from _parts(field, choices)


def _parts(field: str, parts: list[dict[str, Any]]) -> Iterator[Placed]:
    """Nobody could tell two parts apart that have one id, or read the same."""
    yield from _ids(field, parts)
    for language in LANGUAGES:
        for n in repeated(part[language].strip().casefold() for part in parts):
            yield (field, n), _("Two parts of this question read the same in %(language)s.", language=language)


def _ids(field: str, parts: list[dict[str, Any]]) -> Iterator[Placed]:
    for n in repeated(part["id"] for part in parts):
        yield (field, n), _("Two parts of this question have the same id.")


def _inner(field: str, parts: list[dict[str, Any]]) -> Iterator[Placed]:
    """The rules of each part, which has a kind of its own."""
    yield from _ids(field, parts)
    for n, part in enumerate(parts):
        for place, sentence in key_faults(part):
            yield (field, n, *place), sentence


def _gaps(question: dict[str, Any]) -> Iterator[Placed]:
    ids = {gap["id"] for gap in question["gaps"]}
    for language in LANGUAGES:
        found = Counter(_GAP.findall(question["text"][language]))
        for id in sorted(ids):
            if found[id] != 1:
                yield ("text", language), _("The gap [[%(id)s]] must stand in the text exactly once.", id=id)
        for id in sorted(found.keys() - ids):
            yield ("text", language), _("There is no gap “%(id)s”.", id=id)


def _areas(question: dict[str, Any]) -> Iterator[Placed]:
    for n, area in enumerate(question["areas"]):
        numbers = [float(one) for one in area["coords"].split(",")]
        wanted = _NUMBERS.get(area["shape"])
        if len(numbers) != wanted if wanted else len(numbers) < 6 or len(numbers) % 2:
            yield ("areas", n, "coords"), _("rect has four numbers, circle three, poly six or more in pairs.")
            continue
        points = numbers[:2] if area["shape"] == "circle" else numbers
        if max(points[0::2]) > question["width"] or max(points[1::2]) > question["height"]:
            yield ("areas", n, "coords"), _("This area lies outside the picture.")
        elif area["shape"] == "rect" and (numbers[0] >= numbers[2] or numbers[1] >= numbers[3]):
            yield ("areas", n, "coords"), _("A rect is written as left, top, right, bottom.")


def _ranges(question: dict[str, Any]) -> Iterator[Placed]:
    for n, one in enumerate(question.get("answers", [])):
        if "answer" not in one and one["least"] > one["most"]:
            yield ("answers", n), _("“least” is more than “most”.")
    if question.get("unit_required") and "measure" not in question:
        yield ("unit_required",), _("A unit can be asked for only where “measure” names it.")


def _by_hand(question: dict[str, Any]) -> Iterator[Placed]:
    yield from _parts("rubric", question.get("rubric", []))
    if question.get("least_words", 0) > question.get("most_words", 20_000):
        yield ("least_words",), _("“least_words” is more than “most_words”.")


def _variants(accept: list[Any]) -> Iterator[Placed]:
    """A reader of either language must be able to be right."""
    said = [variant["say"] if isinstance(variant, dict) else variant for variant in accept]
    texts = ["".join(map(str, variant)) if isinstance(variant, list) else str(variant) for variant in said]
    if not any(_HAN.search(text) for text in texts):
        yield ("accept",), _("No Chinese answer is accepted.")
    if all(_HAN.search(text) for text in texts):
        yield ("accept",), _("No English answer is accepted.")


def repeated(words: Iterable[str]) -> Iterator[int]:
    """The places of words that stood before."""
    seen: set[str] = set()
    for n, word in enumerate(words):
        if word in seen:
            yield n
        seen.add(word)
