"""Whether both languages of a unit say the same: what is missing, what is older than its other half."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select, tuple_

from learn.catalogue.drafts import CourseDraft, DraftEdition, Part, part_of_text
from learn.catalogue.drafts.draft import content_of
from learn.catalogue.writing_room.amending import amend
from learn.kit.db import db
from learn.kit.difference import Piece, pieces
from learn.kit.text import LANGUAGES
from learn.kit.web import Refused
from learn.people import Person


@dataclass(frozen=True)
class Change:
    """What a language said when both last agreed, and what it says now."""

    old: str
    newest: DraftEdition

    @property
    def pieces(self) -> list[Piece]:
        """The words that changed."""
        return pieces(self.old, str(self.newest.content))


@dataclass(frozen=True)
class Standing:
    """How the languages of one unit stand to each other."""

    missing: tuple[str, ...]  # languages in which nothing is written
    changes: Mapping[str, Change]  # by language: what changed since they last agreed

    @property
    def stale(self) -> str:
        """The language that stood still while the other one changed; empty: neither."""
        if self.missing or len(self.changes) != 1:
            return ""
        return next(language for language in LANGUAGES if language not in self.changes)

    @property
    def apart(self) -> bool:
        """Whether both changed, so that only an author can say whether they still agree."""
        return not self.missing and len(self.changes) == len(LANGUAGES)

    @property
    def agreed(self) -> bool:
        """Whether nothing is to be done."""
        return not self.missing and not self.changes


def standings(draft: CourseDraft, editions: Mapping[str, DraftEdition], slugs: Collection[str]) -> dict[str, Standing]:
    """How the languages of some units stand, by slug. `editions` are the newest of their texts, and of what was agreed."""
    agreed = content_of(editions, Part.AGREED)
    moved = {
        (part, number)
        for slug in slugs
        for part, number in _agreed_of(slug, agreed)
        if part in editions and editions[part].number != number
    }
    old = _contents(draft, {pair for pair in moved if pair[1]})
    return {slug: _standing(slug, editions, agreed, old) for slug in slugs}


def agree(draft: CourseDraft, slug: str, seen: Mapping[str, int], *, by: Person) -> None:
    """Say that both languages, in the editions that were seen, say the same."""
    newest = {language: draft.newest(part_of_text(slug, language)) for language in LANGUAGES}
    if any(one is None or not str(one.content).strip() for one in newest.values()):
        raise Refused(_("One of the languages is not written yet."))
    if any(one is None or one.number != seen.get(language) for language, one in newest.items()):
        raise Refused(_("One of the texts was changed meanwhile. Look at both once more, then mark them."))
    amend(draft, Part.AGREED, lambda said: {**said, slug: dict(seen)}, by=by)


def _standing(
    slug: str, editions: Mapping[str, DraftEdition], agreed: Any, old: Mapping[tuple[str, int], str]
) -> Standing:
    missing, changes = [], {}
    for language, (part, number) in zip(LANGUAGES, _agreed_of(slug, agreed), strict=True):
        newest = editions.get(part)
        if newest is None or not str(newest.content).strip():
            missing.append(language)
        elif newest.number != number and old.get((part, number), "") != newest.content:
            changes[language] = Change(old.get((part, number), ""), newest)
    return Standing(tuple(missing), changes)


def _agreed_of(slug: str, agreed: Any) -> list[tuple[str, int]]:
    """The parts of a unit's texts, each with the edition that was agreed on."""
    said = agreed.get(slug, {})
    return [(part_of_text(slug, language), int(said.get(language, 0))) for language in LANGUAGES]


def _contents(draft: CourseDraft, wanted: set[tuple[str, int]]) -> dict[tuple[str, int], str]:
    if not wanted:
        return {}
    asked = select(DraftEdition.part, DraftEdition.number, DraftEdition.content).where(
        DraftEdition.draft_id == draft.id, tuple_(DraftEdition.part, DraftEdition.number).in_(wanted)
    )
    return {(part, number): str(content) for part, number, content in db.session.execute(asked)}
