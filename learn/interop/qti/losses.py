"""What QTI cannot say of our questions, named before anything is written."""

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _

from learn.assessment import Draft, QuestionKind
from learn.interop.qti.page import GAP
from learn.interop.reading import Fault

Body = Mapping[str, Any]
_ID = re.compile(r"[A-Za-z0-9_-]+")
_PARTS = ("choices", "items", "extra", "areas", "rubric")
_KNOWN = {
    "name", "format", "points", "feedback", "hints", "shuffle", "choices", "answer", "choice_feedback", "tolerance",
    "measure", "unit", "answers", "pairs", "extra", "items", "accept", "case", "gaps", "image", "alt", "width", "height",
    "areas", "most", "exhibits", "questions", "rubric", "model", "least_words", "most_words", "types", "most_files",
    "most_mb", "figures", "units", "unit_required", "id", "kind", "text", "reason",
}  # fmt: skip


def losses(drafts: Sequence[Draft], *, language: str) -> list[Fault]:
    """What would be missing in the package, question by question."""
    found = []
    for number, draft in enumerate(drafts, start=1):
        where = draft.name or draft.code or _("question %(n)s", n=number)
        if reason := refusal(draft, language):
            found.append(Fault(where, reason, whole=True))
        else:
            found += [Fault(where, what) for what in dict.fromkeys(_missing(draft, language))]
    return found


def refusal(draft: Draft, language: str) -> str | None:
    """Why a question cannot be written at all; None: it can."""
    if not draft.text.of(language):
        return _("It has no text in this language.")
    bodies = list(_bodies(draft.body))
    if any(not said.get(language) for body in bodies for said in _texts(body)):
        return _("A part of it has no text in this language.")
    ids = [str(part["id"]) for body in bodies for part in _with_ids(body)]
    if odd := next((id for id in ids if not _ID.fullmatch(id)), None):
        return _("QTI cannot name a part “%(id)s”.", id=odd[:40])
    for body, text in _with_gaps(draft):
        standing = GAP.findall(text.get(language, ""))
        for gap in body["gaps"]:
            if standing.count(gap["id"]) != 1:
                return _("The gap [[%(id)s]] does not stand in its text once.", id=gap["id"])
    return None


def _bodies(body: Body) -> Iterator[Body]:
    """A body with those in it: of its gaps, of its questions."""
    yield body
    for inner in [*body.get("gaps", []), *body.get("questions", [])]:
        yield from _bodies(inner)


def _with_gaps(draft: Draft) -> Iterator[tuple[Body, Mapping[str, str]]]:
    if draft.kind is QuestionKind.CLOZE:
        yield draft.body, draft.text.as_dict()
    yield from ((one, one["text"]) for one in draft.body.get("questions", []) if one["kind"] == "cloze")


def _texts(body: Body) -> Iterator[Mapping[str, str]]:
    """Every text without which a question would lack a part."""
    for key in _PARTS:
        yield from body.get(key, [])
    for pair in body.get("pairs", []):
        yield from (pair["left"], pair["right"])
    for exhibit in body.get("exhibits", []):
        yield exhibit["title"]
    yield from (one["text"] for one in body.get("questions", []))


def _with_ids(body: Body) -> Iterator[Body]:
    for key in (*_PARTS, "pairs", "gaps", "questions", "exhibits"):
        yield from body.get(key, [])


def _missing(draft: Draft, language: str) -> Iterator[str]:
    body, bodies = draft.body, list(_bodies(draft.body))
    if draft.topic or draft.objective or draft.difficulty or draft.source or draft.clause.of(language):
        yield _("Unit, objective, difficulty, source and clause are not written.")
    if body.get("format") == "markdown":
        yield _("Other platforms show Markdown as it is typed.")
    if any(one.get("figures") for one in bodies):
        yield _("QTI does not look at significant figures in this way; they are not written.")
    if any(one.get("units") or one.get("unit_required") for one in bodies):
        yield _("QTI knows no units: other ones are not accepted, and none is asked for.")
    if any(isinstance(_say(one), list) for each in bodies for one in each.get("accept", [])):
        yield _("An answer of several parts is accepted in one order only.")
    if any(one.get("wildcard") for each in bodies if not each.get("case") for one in each.get("accept", []) if isinstance(one, Mapping)):  # fmt: skip
        yield _("Other platforms look at letter case where * stands for anything.")
    if body.get("format") == "html" and any("<" in one.get(language, "") for one in _flat(bodies)):
        yield _("Choices in gaps and names of areas are written without their layout.")
    if any(Fraction(str(one[side])).denominator != 1 for one in bodies for side in ("width", "height") if side in one):
        yield _("The size of the picture is no whole number, as QTI wants it.")
    if unknown := sorted({key for one in bodies for key in one} - _KNOWN):
        yield _("Not written: %(names)s.", names=", ".join(unknown))


def _say(accepted: Any) -> Any:
    return accepted["say"] if isinstance(accepted, Mapping) else accepted


def _flat(bodies: Sequence[Body]) -> Iterator[Mapping[str, str]]:
    """The texts for which QTI has only plain places."""
    for body in bodies:
        yield from body.get("areas", [])
        for gap in body.get("gaps", []):
            yield from gap.get("choices", [])
