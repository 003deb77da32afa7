"""What people are told about their own account."""

from learn.notifications.kind import Kind
from learn.notifications.notification import Notification
from learn.people import Person


def welcome(person: Person) -> None:
    """Mail whoever has no password yet a link to choose one."""
    if person.password is None:
        Notification.tell(person, Kind.ACCOUNT_READY)


def mail_password_link(person: Person) -> None:
    """Mail a link to choose a password; whoever never had one gets the letter for new people."""
    Notification.tell(person, Kind.PASSWORD_LINK if person.password else Kind.ACCOUNT_READY)


def tell_of_new_password(person: Person) -> None:
    """Tell somebody that their password changed, in case it was not them."""
    Notification.tell(person, Kind.PASSWORD_CHANGED, address="/my/account")


def tell_of_new_address(person: Person, before: str) -> None:
    """Tell the old address that it no longer signs anybody in."""
    facts = {"address": person.email}
    Notification.tell(person, Kind.ADDRESS_CHANGED, facts, address="/my/account", mail_to=before)
