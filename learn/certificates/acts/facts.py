"""What a correction changes on a certificate: the facts about its holder, by the names that a completion has for them."""

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import gettext as _

from learn.certificates.certificate import Certificate
from learn.kit import fonts
from learn.kit.text import Words
from learn.kit.web import Refused


def changes(certificate: Certificate, facts: Mapping[str, Any]) -> dict[str, Any]:
    """What would be different. Refuses what changes nothing, and a name that no font of ours can print."""
    changed = {name: value for name, value in facts.items() if value != getattr(certificate.completion, name)}
    if not changed:
        raise Refused(_("All this already stands on the certificate. Change what is wrong."))
    if missing := fonts.missing_characters("".join(map(fonts.printable, _texts(changed)))):
        raise Refused(
            _("None of our fonts can print “%(characters)s”. Please tell the alliance office.", characters=missing)
        )
    return changed


def _texts(facts: Mapping[str, Any]) -> Iterator[str]:
    for value in facts.values():
        yield from (value.zh, value.en) if isinstance(value, Words) else [value] if isinstance(value, str) else ()


def kept(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts as JSON keeps them."""
    return {name: value.as_dict() if isinstance(value, Words) else value for name, value in facts.items()}


def as_facts(stored: Mapping[str, Any]) -> dict[str, Any]:
    """Facts as a completion has them."""
    return {name: Words(**value) if isinstance(value, dict) else value for name, value in stored.items()}


def said(stored: Mapping[str, Any]) -> dict[str, Any]:
    """Facts as people read them."""
    return {name: value for name, value in stored.items() if name != "organisation_id"}
