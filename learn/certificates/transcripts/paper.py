"""What a transcript says, as plain values in both languages, and its PDF."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from flask import current_app
from sqlalchemy import select

from learn.certificates.certificate import Certificate
from learn.certificates.former import FormerCertificate
from learn.certificates.paper import Unprintable
from learn.certificates.verdict import Verdict
from learn.kit import clock, fonts
from learn.kit.db import db
from learn.kit.filters import plain_decimal
from learn.kit.pdf import render_pdf
from learn.kit.text import Words
from learn.learning import Completion
from learn.people import Membership, Organisation, Person

STYLES = "paper/transcript.css"
_STATES = {
    Verdict.GENUINE: Words("有效", "In force"),
    Verdict.EXPIRED: Words("已过期", "Expired"),
    Verdict.SUPERSEDED: Words("已被取代", "Superseded"),
    Verdict.REVOKED: Words("已撤销", "Revoked"),
}
_LASTING = Words("长期", "no end")


def print_transcript(person: Person, organisation: Organisation | None, *, number: str, at: datetime) -> bytes:
    """The PDF of what is recorded of somebody, everywhere or in one organisation. Raises Unprintable."""
    completions, certificates = _completions(person, organisation), _certificates(person, organisation)
    listed = {one.id for one in certificates}  # what followed elsewhere is not told by an employer
    values: dict[str, Any] = {
        "number": number,
        "made_on": clock.day_of(at).isoformat(),
        "made_at": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "name": person.name,
        "latin_name": person.latin_name if person.latin_name != person.name else "",
        "scope": _pair(organisation.name) if organisation else None,
        "memberships": list(_memberships(person, organisation)),
        "completions": [_completion(one) for one in completions],
        "hours": plain_decimal(sum((one.hours for one in completions), Decimal(0))),
        "certificates": [_certificate(one, listed) for one in certificates],
        "former": [_former(one) for one in _formers(person, organisation)],
        "verify_page": f"{current_app.config['BASE_URL']}/verify",
    }
    if missing := fonts.missing_characters("".join(_texts(values))):
        raise Unprintable(missing)
    return render_pdf("certificates/transcripts/paper.html", styles=STYLES, **_printable(values))


# what is asked


def _completions(person: Person, organisation: Organisation | None) -> Sequence[Completion]:
    found = select(Completion).where(Completion.person_id == person.id, Completion.counts())
    if organisation:
        found = found.where(Completion.organisation_id == organisation.id)
    return db.session.scalars(found.order_by(Completion.completed_at, Completion.id)).all()


def _certificates(person: Person, organisation: Organisation | None) -> Sequence[Certificate]:
    found = Certificate.whole().where(Certificate.person_id == person.id)
    if organisation:
        found = found.where(Certificate.organisation_id == organisation.id)
    return db.session.scalars(found.order_by(Certificate.issued_at, Certificate.id)).all()


def _formers(person: Person, organisation: Organisation | None) -> list[FormerCertificate]:
    found = db.session.scalars(FormerCertificate.of(person, organisation.id if organisation else None))
    return list(reversed(found.all()))


def _memberships(person: Person, organisation: Organisation | None) -> Iterator[dict[str, Any]]:
    held: Iterable[Membership] = person.memberships
    for one in held:
        if organisation is None or one.organisation_id == organisation.id:
            yield {
                **_pair(one.organisation.name),
                "staff_number": one.staff_number,
                "begins_on": one.begins_on.isoformat(),
                "ends_on": one.ends_on.isoformat() if one.ends_on else "",
            }


# how it is said


def _completion(one: Completion) -> dict[str, Any]:
    return {
        **_pair(one.course_title),
        "course": one.course_code,
        "version": f"{one.delta_from} → {one.version_number}" if one.delta_from else one.version_number,
        "completed_on": clock.day_of(one.completed_at).isoformat(),
        "score": "—" if one.score is None else plain_decimal(one.score),
        "hours": plain_decimal(one.hours),
        "until": _pair(_LASTING) if one.valid_until is None else {"zh": one.valid_until.isoformat(), "en": ""},
    }


def _certificate(one: Certificate, listed: set[int]) -> dict[str, Any]:
    state = _STATES[one.verdict]
    newer = one.supersession.successor if one.verdict is Verdict.SUPERSEDED and one.supersession else None
    return {
        **_pair(one.completion.course_title),
        "number": one.number,
        "course": one.completion.course_code,
        "version": one.facts.version_said,
        "issued_on": clock.day_of(one.issued_at).isoformat(),
        "state": _pair(state),
        "successor": newer.number if newer and newer.id in listed else "",
    }


def _former(one: FormerCertificate) -> dict[str, Any]:
    return {
        **_pair(one.title),
        "issuer": one.issuer,
        "number": one.number,
        "issued_on": one.issued_on.isoformat(),
        "until": one.valid_until.isoformat() if one.valid_until else "—",
        "imported_on": clock.day_of(one.former_import.at).isoformat(),
    }


def _pair(words: Words) -> dict[str, str]:
    """Both languages, the second only where it says something else."""
    return {"zh": words.zh, "en": words.en if words.en != words.zh else ""}


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)


def _printable(value: Any) -> Any:
    """The same values with texts as they are printed."""
    if isinstance(value, str):
        return fonts.printable(value)
    if isinstance(value, dict):
        return {name: _printable(part) for name, part in value.items()}
    return [_printable(part) for part in value] if isinstance(value, list) else value
