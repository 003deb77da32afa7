"""The rules that hold between the parts of a pack: what is referred to exists, keys agree, quizzes can be drawn."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from flask_babel import gettext as _

from learn.catalogue.pack.fault import Fault
from learn.catalogue.pack.strict_yaml import Document

Placed = tuple[tuple[str | int, ...], str]  # where in a question, and a sentence
_HAN = re.compile(r"[\u3400-\u9fff]")


def faults_in_course(document: Document, folder: str | None) -> Iterator[Fault]:
    """What does not fit together in course.yaml."""
    course = document.value

    def fault(sentence: str, *path: str | int) -> Fault:
        return Fault(document.file, document.line(*path), sentence)

    if folder is not None and folder != course["code"]:
        yield fault(
            _("The code is %(code)s, but the folder is named %(folder)s.", code=course["code"], folder=folder), "code"
        )
    if course["code"] in course.get("prerequisites", []):
        yield fault(_("A course cannot be its own prerequisite."), "prerequisites")
    for n in repeated(objective["id"] for objective in course["objectives"]):
        yield fault(_("“%(id)s” is the id of an earlier objective.", id=course["objectives"][n]["id"]), "objectives", n)
    for n in repeated(unit["slug"] for unit in course["units"]):
        yield fault(
            _("“%(slug)s” is the slug of an earlier unit.", slug=course["units"][n]["slug"]), "units", n, "slug"
        )
    for key, source in course["sources"].items():
        for field, sentence in _dates(source):
            yield fault(sentence, "sources", key, field)
    for key, fact in course["facts"].items():
        also = [(further["source"], ("also", n)) for n, further in enumerate(fact.get("also", []))]
        for named, place in [(fact["source"], ("source",)), *also]:
            if named not in course["sources"]:
                yield fault(_("There is no source “%(source)s”.", source=named), "facts", key, *place)


def _dates(source: dict[str, Any]) -> Iterator[tuple[str, str]]:
    days = {}
    for key in ("from", "until"):
        if key in source:
            try:
                days[key] = date.fromisoformat(source[key])
            except ValueError:
                yield key, _("“%(it)s” is not a day of the calendar.", it=source[key])
    if "until" in source and source["status"] != "repealed":
        yield "until", _("“until” belongs to a repealed source only.")
    if len(days) == 2 and days["until"] < days["from"]:
        yield "until", _("“until” lies before “from”.")


def faults_in_questions(document: Document, course: Document) -> Iterator[Fault]:
    """What does not fit together in questions.yaml, or between it and course.yaml."""
    lessons = {unit["slug"] for unit in course.value["units"] if unit["kind"] == "lesson"}
    objectives = {objective["id"] for objective in course.value["objectives"]}
    for n in repeated(question["id"] for question in document.value):
        sentence = _("“%(id)s” is the id of an earlier question.", id=document.value[n]["id"])
        yield Fault(document.file, document.line(n, "id"), sentence)
    for n, question in enumerate(document.value):
        named: list[tuple[str, Iterable[str], str]] = [
            ("unit", lessons, _("There is no lesson “%(it)s”.", it=question["unit"])),
            ("objective", objectives, _("There is no objective “%(it)s”.", it=question["objective"])),
            ("source", course.value["sources"], _("There is no source “%(source)s”.", source=question["source"])),
        ]
        for key, known, sentence in named:
            if question[key] not in known:
                yield Fault(document.file, document.line(n, key), sentence)
        for place, sentence in _key_faults(question):
            yield Fault(document.file, document.line(n, *place), sentence)
    yield from _faults_in_draws(course, Counter(question["unit"] for question in document.value), lessons)


def _faults_in_draws(course: Document, bank: Counter[str], lessons: set[str]) -> Iterator[Fault]:
    """A quiz draws from lessons, each once, and the bank holds twice what it shows (so that two papers differ)."""
    for n, unit in enumerate(course.value["units"]):
        draws = unit.get("quiz", {}).get("draw", [])
        twice = set(repeated(draw["unit"] for draw in draws))
        for m, draw in enumerate(draws):
            line = course.line("units", n, "quiz", "draw", m)
            slug, wanted = draw["unit"], draw["count"]
            if slug not in lessons:
                yield Fault(course.file, line, _("There is no lesson “%(it)s”.", it=slug))
            elif m in twice:
                yield Fault(course.file, line, _("The quiz draws from “%(unit)s” twice; give one number.", unit=slug))
            elif bank[slug] < 2 * wanted:
                sentence = _(
                    "The quiz shows %(wanted)s questions from “%(unit)s”, so the bank needs %(needed)s; it has %(has)s.",
                    wanted=wanted,
                    unit=slug,
                    needed=2 * wanted,
                    has=bank[slug],
                )
                yield Fault(course.file, line, sentence)


def _key_faults(question: dict[str, Any]) -> Iterator[Placed]:
    """What is wrong with the key of a question, and where in it."""
    match question["kind"]:
        case "single" | "multiple":
            right = sum(1 for choice in question["choices"] if choice.get("correct"))
            if question["kind"] == "single" and right != 1:
                yield ("choices",), _("Exactly one choice must be correct; here are %(n)s.", n=right)
            elif right == 0:
                yield ("choices",), _("At least one choice must be correct.")
            yield from _parts("choices", question["choices"])
        case "matching":
            yield from _parts("pairs", [{"id": pair["id"], **pair["left"]} for pair in question["pairs"]])
            rights = [{"id": pair["id"], **pair["right"]} for pair in question["pairs"]]
            yield from _parts("pairs", rights + question.get("extra", []))
        case "ordering":
            yield from _parts("items", question["items"])
        case "short":
            yield from _variants(question["accept"])


def _parts(field: str, parts: list[dict[str, Any]]) -> Iterator[Placed]:
    """Nobody could tell two parts apart that have one id, or read the same."""
    for n in repeated(part["id"] for part in parts):
        yield (field, n), _("Two parts of this question have the same id.")
    for language in ("zh", "en"):
        for n in repeated(part[language].strip().casefold() for part in parts):
            yield (field, n), _("Two parts of this question read the same in %(language)s.", language=language)


def _variants(accept: list[Any]) -> Iterator[Placed]:
    """A reader of either language must be able to be right."""
    texts = ["".join(map(str, variant)) if isinstance(variant, list) else str(variant) for variant in accept]
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
