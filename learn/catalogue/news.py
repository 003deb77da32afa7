"""What the catalogue does when something happens to its questions."""

from learn.assessment import Doubt
from learn.notifications import Kind, Notification
from learn.people import Grant, Permission


def tell_writers(doubt: Doubt) -> None:
    """Tell those who write a bank that a trainee questions one of its questions."""
    bank = doubt.item.version.question.bank
    facts = {"question": f"{bank.code} {doubt.item.version.question.code}", "text": doubt.text}
    for person in Grant.holders(Permission.INSTRUCTOR, organisation_id=bank.organisation_id):
        Notification.tell(person, Kind.DOUBT_RAISED, facts, f"/studio/doubts/{doubt.id}")
