"""Certificates come by themselves: with every completion, and by a sweep for those that a lost doorbell left."""

from datetime import timedelta

import structlog
from sqlalchemy import Select, exists, select

from learn.certificates import paper
from learn.certificates.certificate import Certificate
from learn.kit import clock
from learn.kit.db import db
from learn.kit.jobs import job
from learn.learning import Completion, Withdrawal
from learn.people import Organisation, Person

log = structlog.get_logger()

AT_ONCE = 200  # so many are rung for in one sweep


@job
def award(completion_id: int) -> None:
    """Issue the certificate of a completion; one that cannot be printed stays due."""
    paper.get_ready()  # fonts and frame are read before the database is asked, so that nobody waits for its lock
    completion = db.session.get_one(Completion, completion_id)
    # Whoever withdraws it at this moment is waited for; what they did is seen below.
    db.session.execute(select(Completion.id).where(Completion.id == completion_id).with_for_update())
    if not db.session.scalar(due().where(Completion.id == completion_id)):  # issued already, or withdrawn meanwhile
        return
    try:
        Certificate.issue(completion)
    except paper.Unprintable as fault:
        log.error(
            "certificate stays due", completion=completion.id, reason=str(fault), help="lay a font into var/fonts/more"
        )


def award_soon(completion: Completion) -> None:
    """Ring for the certificate as soon as the completion is committed."""
    award.later(completion.id)


def follow_withdrawal(withdrawal: Withdrawal) -> None:
    """Take back the certificate of a completion that no longer counts; where another one does, its own takes the place."""
    certificate = db.session.scalar(Certificate.of_completion(withdrawal.completion))
    if certificate and withdrawal.successor_id is None and certificate.revocation is None:
        said = withdrawal.reason.as_dict().values()
        certificate.revoke(by=withdrawal.by, reason=" · ".join(dict.fromkeys(text for text in said if text)))


def due() -> Select[Completion]:
    """Completions whose certificate has not been issued yet, the oldest first."""
    issued = exists().where(Certificate.completion_id == Completion.id)
    return select(Completion).where(~issued, Completion.counts()).order_by(Completion.completed_at, Completion.id)


def due_to(person: Person) -> Select[Completion]:
    """Those of somebody: their certificates are being prepared."""
    return due().where(Completion.person_id == person.id)


def waiting_for_a_font(organisation: Organisation) -> list[tuple[Completion, str]]:
    """Completions of an organisation's people whose certificate no font of ours can print, with the characters."""
    waited = due().where(Completion.organisation_id == organisation.id).limit(AT_ONCE)
    found = [(completion, paper.unprintable_in(completion)) for completion in db.session.scalars(waited)]
    return [(completion, characters) for completion, characters in found if characters]


def award_what_is_due() -> None:
    """Ring again for what has waited for more than a minute and can be printed."""
    waited = due().where(Completion.completed_at < clock.now() - timedelta(minutes=1)).limit(AT_ONCE)
    for completion in db.session.scalars(waited):
        if not paper.unprintable_in(completion):
            award.later(completion.id)
