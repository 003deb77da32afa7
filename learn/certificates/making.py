"""Making a certificate: printed, signed and stored, all before a row says that it is there."""

import json
from datetime import datetime
from typing import Any

from flask import current_app

from learn.certificates import paper
from learn.certificates.credential import Credential
from learn.certificates.designs import look_for
from learn.certificates.facts import Facts
from learn.certificates.issuer import issuer
from learn.certificates.number import new_code, new_number, new_salt
from learn.kit import clock
from learn.kit.pdf import Attached
from learn.kit.storage import storage
from learn.learning import Completion


def make(completion: Completion) -> dict[str, Any]:
    """Everything that the row of a certificate will say, once its file lies in storage. Raises paper.Unprintable."""
    now = clock.now()
    at = now.replace(microsecond=0)  # as it is printed
    number, code, salt = new_number(clock.day_of(at).year), new_code(), new_salt()
    look = look_for(completion.organisation_id, completion.course_id, now)
    facts = paper.frozen(Facts.of(completion, issued_at=at), look, number=number)
    credential = Credential.make(facts, email=completion.person.email, number=number)
    pdf = paper.print_certificate(
        facts,
        look=look,
        number=number,
        verify_page=verify_page(number),
        code=code,
        attachments=for_programs(credential.content, salt=salt, at=at),
    )
    signed = issuer().sign(pdf)
    key = f"certificates/{clock.day_of(at).year}/{number}.pdf"
    return {
        "number": number,
        "code": code,
        "salt": salt,
        "completion_id": completion.id,
        "completion": completion,
        "person_id": completion.person_id,
        "organisation_id": completion.organisation_id,
        "issued_at": at,
        "document_key": key,
        "sha256": storage().put(key, signed.content),
        "size": len(signed.content),
        "level": signed.level,
        "stamp_ends_on": clock.day_of(signed.stamp_ends_at) if signed.stamp_ends_at else None,
        "frozen": facts.as_dict(),
        "credential": credential,
    }


def for_programs(credential: bytes, *, salt: str, at: datetime) -> list[Attached]:
    """What travels inside the PDF: the Open Badge, and the salt by which its holder recognises the entry in the log."""
    hidden = json.dumps({"salt": salt}).encode()
    return [
        Attached("credential.json", credential, "Open Badges 3.0 credential", "application/vc+ld+json", at),
        Attached("log-salt.json", hidden, "Salt of the entry in the public certificate log", "application/json", at),
    ]


def verify_page(number: str) -> str:
    """The public page of a certificate, as its QR code names it."""
    return f"{current_app.config['BASE_URL']}/verify/{number}"
