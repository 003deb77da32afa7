"""What one row of the table cannot hold, named before anything is written."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from learn.assessment import Draft
from learn.interop.reading import Fault
from learn.interop.sheet.columns import ARROW, KINDS, LANGUAGES, LETTERS, LONGEST_CELL
from learn.interop.sheet.question import Row, Wrong
from learn.interop.sheet.row import cells


def losses(drafts: Sequence[Draft], *, language: str) -> list[Fault]:
    """What would be missing in the table, question by question."""
    found = []
    for number, draft in enumerate(drafts, start=1):
        where = draft.name or draft.code or _("question %(n)s", n=number)
        if reason := refusal(draft):
            found.append(Fault(where, reason, whole=True))
        else:
            found += [Fault(where, what) for what in _missing(draft)]
    return found


def refusal(draft: Draft) -> str | None:
    """Why a question cannot stand in a row at all; None: it can."""
    body = draft.body
    if draft.kind not in KINDS:
        return _("A row cannot hold a question of the kind “%(kind)s”.", kind=draft.kind.value)
    if draft.kind == "numeric" and "answers" in body:
        return _("A row cannot hold several numbers.")
    pairs = [*body.get("pairs", []), *body.get("extra", [])]
    if len(body.get("choices") or body.get("items") or pairs) > len(LETTERS):
        return _("A row cannot hold more than %(n)s options.", n=len(LETTERS))
    if any(
        not any(one.get(language) for language in LANGUAGES) for one in body.get("choices") or body.get("items") or []
    ):
        return _("A part of it has no text.")
    if any(ARROW in side or "->" in side for one in pairs for side in _sides(one)):
        return _("An arrow in a pair would part it.")
    row = cells(draft)
    if any(isinstance(cell, str) and len(cell) > LONGEST_CELL for cell in row.values()):
        return _("A text is longer than a cell can be.")
    try:
        Row({key: str(cell) for key, cell in row.items()}).draft()
    except Wrong as wrong:
        return str(wrong)
    return None


def _sides(pair: Mapping[str, Any]) -> Iterator[str]:
    for words in (pair.get("left", {}), pair.get("right", pair)):
        yield from (words.get("zh", ""), words.get("en", ""))


def _missing(draft: Draft) -> list[str]:
    body, found = draft.body, []
    if draft.files:
        found.append(_("Pictures are not written."))
    if any(one.get("feedback") for one in body.get("choices", [])) or body.get("choice_feedback"):
        found.append(_("Feedback to single choices is not written."))
    if any(isinstance(one, Mapping) for one in body.get("accept", [])):
        found.append(_("Weights and feedback of single answers, and asterisks, are not kept."))
    if any(body.get(key) for key in ("units", "figures", "unit_required")):
        found.append(_("Other units and significant figures are not written."))
    if body.get("rubric"):
        found.append(_("The rubric is not written."))
    again = Row({key: str(cell).strip() for key, cell in cells(draft).items()}).draft()
    if not found and _comparable(again) != _comparable(draft):
        found.append(_("Not all of it comes back as it is: look at it again after an import."))
    return found


def _comparable(draft: Draft) -> Any:
    """A draft without the names of its parts, which a row gives anew."""
    parts: dict[str, Any] = {
        key: [{name: value for name, value in one.items() if name != "id"} for one in draft.body[key]]
        for key in ("choices", "items", "pairs", "extra")
        if key in draft.body
    }
    body = draft.body | parts
    return (draft.kind, draft.text, body, draft.reason, draft.code, draft.topic, draft.objective,
            draft.difficulty, draft.source, draft.source_title, draft.clause, draft.check, draft.tags)  # fmt: skip
