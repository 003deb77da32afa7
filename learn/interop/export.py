"""The questions of a bank as drafts, on their way into a file."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from learn import audit
from learn.assessment import Draft, File, Question, QuestionBank, QuestionTag, QuestionVersion
from learn.audit import Actor, Event
from learn.interop import formats
from learn.interop.formats import Format
from learn.interop.reading import Fault
from learn.kit.db import db
from learn.kit.storage import storage
from learn.kit.text import LANGUAGES


@dataclass(frozen=True)
class Loss:
    """Something that a file will not say, and of which questions."""

    what: str
    whole: bool
    questions: tuple[str, ...]


def drafts_of(bank: QuestionBank) -> list[Draft]:
    """The newest version of every question of a bank, with its tags and pictures."""
    tags: dict[int, list[str]] = {}
    tagged = (
        select(QuestionTag.question_id, QuestionTag.tag).join(QuestionTag.question).where(Question.bank_id == bank.id)
    )
    for id, tag in db.session.execute(tagged.order_by(QuestionTag.tag)):
        tags.setdefault(id, []).append(tag)
    versions = db.session.scalars(QuestionVersion.newest_in(bank).options(joinedload(QuestionVersion.question)))
    return [_draft(version, tags.get(version.question_id, [])) for version in versions]


def _draft(version: QuestionVersion, tags: Sequence[str]) -> Draft:
    body = {key: value for key, value in version.body.items() if key != "media"}
    media = version.body.get("media", {})
    files = {name: File(storage().get(f"media/{one['digest']}"), one["type"]) for name, one in media.items()}
    names = ("kind", "text", "reason", "topic", "objective", "difficulty", "source", "source_title", "clause", "check")
    says = {name: getattr(version, name) for name in names}
    return Draft(**says, body=body, code=version.question.code, tags=tuple(tags), files=files)


def losses_of(drafts: Sequence[Draft], form: Format, language: str) -> list[Loss]:
    """What a file will not say, the lost questions first, the same loss told once."""
    found: dict[tuple[bool, str], list[str]] = {}
    for fault in _losses(drafts, form, language):
        found.setdefault((not fault.whole, fault.what), []).append(fault.where)
    return [Loss(what, not part, tuple(found[part, what])) for part, what in sorted(found)]


def _losses(drafts: Sequence[Draft], form: Format, language: str) -> list[Fault]:
    return formats.losses(form.key, drafts, language=language)


def export(bank: QuestionBank, form: Format, language: str, *, by: Actor) -> bytes:
    """The file with the questions of a bank. That keys left the house is recorded."""
    drafts = drafts_of(bank)
    content = formats.write(form.key, drafts, language=language)
    said = {"format": form.key, "language": language, "questions": len(drafts)}
    audit.record(Event.QUESTIONS_EXPORTED, bank, by=by, new=said)
    return content


def form_of(key: str) -> Format:
    """The format of a key that we write; the first where there is none of this name."""
    return next((form for form in formats.WRITTEN if form.key == key), formats.WRITTEN[0])


def language_of(word: str) -> str:
    """A language of ours; the first where it is none."""
    return word if word in LANGUAGES else LANGUAGES[0]
