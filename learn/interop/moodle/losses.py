"""What Moodle XML cannot say of our questions, named before anything is written."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from learn.assessment import Draft
from learn.interop.moodle.cloze import OPEN
from learn.interop.reading import Fault

# The weights that Moodle knows, without their signs.
WEIGHTS = {
    Decimal(one)
    for one in (
        [
            "100",
            "90",
            "83.33333",
            "80",
            "75",
            "70",
            "66.66667",
            "60",
            "50",
            "40",
            "33.33333",
            "30",
            "25",
            "20",
            "16.66667",
            "14.28571",
            "12.5",
            "11.11111",
            "10",
            "5",
            "0",
        ]
    )
}
_COMBINED = {"single", "multiple", "matching", "ordering"}  # kinds to which Moodle says right, partly and wrong
_PARTS = ("choices", "items", "extra")


def losses(drafts: Sequence[Draft], *, language: str) -> list[Fault]:
    """What would be missing in the file, question by question."""
    found = []
    for number, draft in enumerate(drafts, start=1):
        where = draft.name or draft.code or _("question %(n)s", n=number)
        if reason := refusal(draft, language):
            found.append(Fault(where, reason, whole=True))
        else:
            found += [Fault(where, what) for what in _missing(draft, language)]
    return found


def refusal(draft: Draft, language: str) -> str | None:
    """Why a question cannot be written at all; None: it can."""
    if draft.kind in ("hotspot", "scenario"):
        return _("Moodle has no questions of the kind “%(kind)s”.", kind=draft.kind.value)
    if not draft.text.of(language):
        return _("It has no text in this language.")
    for part in _texts(draft.body):
        if not part.get(language):
            return _("A part of it has no text in this language.")
    if any("answer" not in one and (one.get("least") is None or one.get("most") is None) for one in _answers(draft)):
        return _("Moodle knows no range without an end.")
    return _refusal_of_gaps(draft, language) if draft.kind == "cloze" else None


def _refusal_of_gaps(draft: Draft, language: str) -> str | None:
    text = draft.text.of(language)
    if OPEN.search(text):
        return _("Its text has something in it that Moodle would take for a gap.")
    for gap in draft.body["gaps"]:
        if gap["kind"] not in ("single", "short", "numeric"):
            return _("Moodle has no gaps of the kind “%(kind)s”.", kind=gap["kind"])
        if text.count(f"[[{gap['id']}]]") != 1:
            return _("The gap [[%(id)s]] does not stand in its text once.", id=gap["id"])
    return None


def _texts(body: Mapping[str, Any]) -> Iterator[Mapping[str, str]]:
    """Every text without which a question would lack a part."""
    for key in _PARTS:
        yield from body.get(key, [])
    for pair in body.get("pairs", []):
        yield from (pair["left"], pair["right"])
    for gap in body.get("gaps", []):
        yield from _texts(gap)


def _answers(draft: Draft) -> list[Mapping[str, Any]]:
    """The numbers of its key, in its gaps too."""
    bodies = [draft.body, *draft.body.get("gaps", [])]
    return [one for body in bodies for one in body.get("answers", [])]


def _missing(draft: Draft, language: str) -> Iterator[str]:
    body = draft.body
    if draft.topic or draft.objective or draft.difficulty or draft.source or draft.clause.of(language):
        yield _("Unit, objective, difficulty, source and clause are not written.")
    if set(body.get("feedback", {})) - _said_to(draft):
        yield _("Moodle says nothing in general to right and wrong answers of this kind.")
    if body.get("rubric"):
        yield _("The rubric is not written; Moodle keeps it elsewhere.")
    if body.get("figures") or any(gap.get("figures") for gap in body.get("gaps", [])):
        yield _("Moodle does not look at significant figures.")
    if any("answer" not in one for one in _answers(draft)):
        yield _("A range is written as its middle with a tolerance.")
    if any(isinstance(one, list) for each in [body, *body.get("gaps", [])] for one in each.get("accept", [])):
        yield _("An answer of several parts is accepted in one order only.")
    if body.get("format") == "html" and any("<" in one[language] for one in _rights(body)):
        yield _("What is matched to is written without its layout.")
    if any(weight not in WEIGHTS for weight in _weights(body)):
        yield _("Moodle knows only some weights and may refuse those of this question.")
    if draft.kind == "cloze":
        yield from _missing_in_gaps(body)


def _said_to(draft: Draft) -> set[str]:
    """To which answers Moodle has something to say in general."""
    if draft.kind in _COMBINED:
        return {"right", "partly", "wrong"}
    return {"wrong"} if draft.kind == "numeric" else set()


def _rights(body: Mapping[str, Any]) -> list[Mapping[str, str]]:
    return [pair["right"] for pair in body.get("pairs", [])] + list(body.get("extra", []))


def _weights(body: Mapping[str, Any]) -> Iterator[Decimal]:
    """The weights that would be written, without their signs."""
    parts = [*body.get("choices", []), *body.get("answers", []), *body.get("accept", [])]
    for part in parts:
        if isinstance(part, Mapping) and "weight" in part:
            yield abs(Decimal(part["weight"]))
    right = sum(bool(one.get("correct")) for one in body.get("choices", []))
    if right and not any("weight" in one for one in body["choices"]):
        yield round(Decimal(100) / right, 5).normalize()


def _missing_in_gaps(body: Mapping[str, Any]) -> Iterator[str]:
    gaps = body["gaps"]
    if "points" in body:
        yield _("In Moodle such a question is worth the points of its gaps.")
    if any(Decimal(str(gap.get("points", 1))) % 1 for gap in gaps):
        yield _("In Moodle the points of a gap are whole; they are rounded up.")
    if any(gap.get("units") or gap.get("measure") for gap in gaps):
        yield _("The units of a gap are not written.")
    if body.get("shuffle") is False or any(gap.get("hints") or gap.get("reason") for gap in gaps):
        yield _("Hints and reasons of single gaps, and their common order, are not written.")
