"""Where course packs meet the register: what is entered, what differs, and in which words the author hears of it."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _

from learn.catalogue.register.lookup import Register
from learn.catalogue.register.source import Source
from learn.catalogue.register.statement import Statement
from learn.catalogue.register.status import STATE_WORDS
from learn.people import Organisation, Person

Placed = tuple[tuple[str | int, ...], str]  # where in course.yaml, and a sentence


def enter_sources(course: Mapping[str, Any], *, organisation: Organisation | None, by: Person | None) -> list[str]:
    """Enter what a course states and the register does not know; what it says already stays.

    Gives back the keys under which the register knows another text.
    """
    said = Statement.all_of(course.get("sources"))
    owner = organisation.id if organisation else None
    register = Register.of(said.keys(), owner)
    reason = f"{course['code']} {course['version']}"
    for key, one in said.items():
        if register.find(key, owner) is None:
            Source.add(
                key=key,
                title=one.title,
                link=one.link,
                statuses=one.statuses,
                organisation=organisation,
                reason=reason,
                by=by,
            )
    return [key for key, one in said.items() if register.clash(key, one, owner)]


def status_faults(course: Mapping[str, Any], on: date, *, organisation_id: int | None = None) -> list[Placed]:
    """Which sources of a course the register knows otherwise on a day: with another status, or as another text."""
    said = Statement.all_of(course.get("sources"))
    register = Register.of(said.keys(), organisation_id) if said else Register([])
    return [fault for key, one in said.items() for fault in _faults(register, key, one, on, organisation_id)]


def _faults(register: Register, key: str, said: Statement, on: date, owner: int | None) -> Iterator[Placed]:
    if other := register.clash(key, said, owner):
        yield (
            ("sources", key, "title"),
            _(
                "In the register, %(key)s is “%(title)s”. Give this source a key of its own, or its title there.",
                key=key,
                title=str(other.title),
            ),
        )
    elif (source := register.meant(key, said, owner)) and source.state_on(on) is not said.state_on(on):
        yield (
            ("sources", key, "status"),
            _(
                "By the register, %(key)s is %(known)s; here it is %(said)s.",
                key=key,
                known=source.told_on(on),
                said=str(STATE_WORDS[said.state_on(on)]),
            ),
        )
