"""Which bank somebody may work on: another organisation's does not exist."""

from sqlalchemy import select

from learn.assessment import QuestionBank
from learn.kit.db import db
from learn.people import OrganisationKind, Permission
from learn.people.access import me


def bank_to_work_on(code: str) -> QuestionBank:
    """A bank that the person asking works on, or 404."""
    return db.one_or_404(select(QuestionBank).where(QuestionBank.code == code, QuestionBank.written_by(me())))


def bank_to_write(code: str) -> QuestionBank:
    """A bank in which the person asking may write questions, or 404."""
    theirs = QuestionBank.written_by(me(), Permission.INSTRUCTOR)
    return db.one_or_404(select(QuestionBank).where(QuestionBank.code == code, theirs))


def may_write(bank: QuestionBank) -> bool:
    """Whether the person asking may write questions in a bank."""
    return _holds(Permission.INSTRUCTOR, bank)


def may_review(bank: QuestionBank) -> bool:
    """Whether the person asking may decide what becomes of a bank's questions."""
    return _holds(Permission.REVIEWER, bank)


def _holds(permission: Permission, bank: QuestionBank) -> bool:
    ours = me().organisations_as(permission)
    if bank.organisation_id is None:
        return any(one.kind is OrganisationKind.ALLIANCE for one in ours)
    return any(one.id == bank.organisation_id for one in ours)
