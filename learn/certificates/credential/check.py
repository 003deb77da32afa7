"""Checking a credential: the Open Badge of a certificate as JSON, wherever a wallet kept it, or as a token."""

import base64
import json
import re
from typing import Any

from learn.certificates.certificate import Certificate
from learn.certificates.change import Change
from learn.certificates.check import Finding
from learn.certificates.credential.badge import address
from learn.certificates.number import NUMBER, well_typed
from learn.certificates.verdict import Verdict
from learn.kit.db import db
from learn.kit.text import json_said_once

MAX_SIZE = 100_000  # bytes; ours have less than five thousand
_TOKEN = re.compile(r"([\w-]+)\.([\w-]+)\.([\w-]+)", re.ASCII)


def check_credential(content: bytes) -> Finding | None:
    """The verdict on a credential; None: the file does not look like one.

    It is compared with what was issued, value by value: the order and spacing in which a wallet wrote it do not matter.
    """
    brought = _read(content)
    if brought is None:
        return None
    said, token = brought
    certificate = _certificate_of(said)
    if certificate is None or certificate.credential is None:
        return Finding(Verdict.FOREIGN, from_file=True)
    ours = certificate.credential.token == token if token else json.loads(certificate.credential.document) == said
    if not ours:
        return Finding(Verdict.ALTERED, number=certificate.number, from_file=True, change=Change.DIFFERENT)
    return Finding(certificate.verdict, number=certificate.number, certificate=certificate, from_file=True)


def _read(content: bytes) -> tuple[dict[str, Any], str | None] | None:
    """What a credential says, and the token that it came in; None: it is none."""
    if len(content) > MAX_SIZE:
        return None
    try:
        text = content.decode("utf-8-sig").strip()
        token = _TOKEN.fullmatch(text)
        said = json_said_once(_payload(token[2]) if token else text)
    except (ValueError, RecursionError):
        return None
    return (said, text if token else None) if isinstance(said, dict) and "credentialSubject" in said else None


def _payload(part: str) -> str:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)).decode()


def _certificate_of(said: dict[str, Any]) -> Certificate | None:
    """The certificate whose credential has this name."""
    number = NUMBER.search(name := str(said.get("id", "")))
    if number is None or not well_typed(number[0]) or name != address(number[0]):
        return None
    return db.session.scalars(Certificate.whole().where(Certificate.number == number[0])).one_or_none()
