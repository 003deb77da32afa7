"""What the page of a unit shows besides its texts, and what its scripts are answered."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import func, select

from learn.catalogue.drafts import DraftEdition, Part, part_of_text
from learn.catalogue.drafts.access import closed, writes
from learn.catalogue.pack.reader import MOST_TEXT
from learn.catalogue.pasting import MOST_PASTED
from learn.catalogue.writing_room.agreement import Standing, standings
from learn.catalogue.writing_room.presence import Presence
from learn.catalogue.writing_room.previewing import Preview
from learn.catalogue.writing_room.snippets import BLOCKS, WORDS
from learn.catalogue.writing_room.unit_draft import UnitDraft
from learn.kit import clock
from learn.kit.db import db
from learn.kit.difference import Piece
from learn.kit.merging import Merge
from learn.kit.text import LANGUAGES
from learn.people import Person
from learn.people.access import me

CONTEXT = 60  # characters around a changed word


@dataclass
class Screen:
    """The page of a unit. What somebody typed and could not be kept stands in `typed`, and why in `faults`."""

    unit: UnitDraft
    typed: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)

    @property
    def standing(self) -> Standing:
        """How the two languages stand to each other."""
        return standings(self.unit.draft, self.unit.editions, [self.unit.slug])[self.unit.slug]

    def text(self, language: str) -> str:
        """What stands in the field of a language."""
        return self.typed.get(language, self.unit.text(language))

    def preview(self, language: str) -> Preview:
        """The page of a language as it is now."""
        return Preview(self.unit, language, self.text(language))

    @property
    def neighbours(self) -> tuple[Any, Any]:
        """The units before and after that have a text; None: there is none."""
        outline = self.unit.part(Part.OUTLINE)
        texts = [unit for unit in outline if unit["kind"] != "quiz" and unit["kind"] != "document"]
        n = next(n for n, unit in enumerate(texts) if unit["slug"] == self.unit.slug)
        return (texts[n - 1] if n else None, texts[n + 1] if n + 1 < len(texts) else None)

    def html(self) -> str:
        """The whole page."""
        draft = self.unit.draft
        reason = closed(draft)
        return render_template(
            "catalogue/writing_room/unit.html",
            screen=self,
            unit=self.unit,
            draft=draft,
            closed=reason,
            writes=writes(draft.course) and not reason,
            languages=LANGUAGES,
            blocks=BLOCKS,
            words=WORDS,
            most_text=MOST_TEXT,
            most_pasted=MOST_PASTED,
        )


def wants_json() -> bool:
    """Whether a script of ours asks, and not somebody who reads a page."""
    return request.accept_mimetypes.best_match(["text/html", "application/json"], "text/html") == "application/json"


def kept(unit: UnitDraft, edition: DraftEdition) -> ResponseReturnValue:
    """What a script is told when a text is kept."""
    notice = render_template("catalogue/writing_room/_agreement.html", screen=Screen(unit), unit=unit, writes=True)
    return jsonify(edition=edition.number, at=time_of(edition), by=edition.by.name, agreement=notice)


def collided(merge: Merge, newest: DraftEdition) -> ResponseReturnValue:
    """What a script is told when somebody else saved meanwhile."""
    return jsonify(
        edition=newest.number,
        at=time_of(newest),
        by=newest.by.name,
        merged=merge.text,
        conflict=merge.text is None,
        theirs=newest.content,
        sentence=_(
            "%(name)s saved this text at %(at)s, while you were writing.", name=newest.by.name, at=time_of(newest)
        ),
    ), 409


def company(unit: UnitDraft) -> list[str]:
    """Who else has the page open, each in a sentence."""
    others = Presence.others(unit.draft, unit.slug, me())
    saved = _last_saved(unit, others)
    return [
        _("%(name)s is writing here too, last saved %(at)s.", name=one.name, at=saved[one.id])
        if one.id in saved
        else _("%(name)s has this page open too.", name=one.name)
        for one in others
    ]


def _last_saved(unit: UnitDraft, people: Iterable[Person]) -> dict[int, str]:
    ids = [one.id for one in people]
    if not ids:
        return {}
    texts = [part_of_text(unit.slug, language) for language in LANGUAGES]
    asked = select(DraftEdition.by_id, func.max(DraftEdition.id)).where(
        DraftEdition.draft_id == unit.draft.id, DraftEdition.part.in_(texts), DraftEdition.by_id.in_(ids)
    )
    asked = asked.where(DraftEdition.number > 1)  # what the draft began with is nobody's sitting at this text
    newest = [id for _by, id in db.session.execute(asked.group_by(DraftEdition.by_id))]
    found = db.session.scalars(select(DraftEdition).where(DraftEdition.id.in_(newest)))
    return {one.by_id: time_of(one) for one in found}


def time_of(edition: DraftEdition) -> str:
    """When an edition was saved: the time of today, or the day before it."""
    at = edition.at.astimezone(clock.HOUSE_ZONE)
    return at.strftime("%H:%M" if at.date() == clock.today() else "%Y-%m-%d %H:%M")


def changed_places(pieces: Iterable[Piece]) -> list[Piece]:
    """What changed, with a few words around it; what stayed in between is left out."""
    found = list(pieces)
    return [_cut(piece, n, len(found)) if piece.act == "same" else piece for n, piece in enumerate(found)]


def _cut(piece: Piece, n: int, of: int) -> Piece:
    """A stretch that stayed, without its middle, or without what leads nowhere at either end."""
    text = piece.text
    head = text[:CONTEXT] if n else ""
    tail = text[-CONTEXT:] if n < of - 1 else ""
    return piece if len(head) + len(tail) >= len(text) else Piece("same", f"{head} … {tail}")
