"""Checking a certificate: by its number, or by the file itself."""

import hashlib
import io
import re
from dataclasses import dataclass

import structlog
from pypdf import PdfReader
from sqlalchemy import select

from learn.certificates.certificate import Certificate, Tampered
from learn.certificates.number import canonical, well_typed
from learn.certificates.verdict import Verdict
from learn.kit.db import db

log = structlog.get_logger()

MAX_FILE = 5_000_000  # bytes; ours have less than a hundred thousand
_NUMBER = re.compile(r"CGT-\d{4}-[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]")


@dataclass(frozen=True)
class Finding:
    """What a check found: the verdict, the number that was looked for, and the certificate that was issued under it."""

    verdict: Verdict
    number: str | None = None
    certificate: Certificate | None = None
    mistyped: bool = False  # the check sign does not fit, so nobody ever had this number
    from_file: bool = False

    @property
    def shapeless(self) -> bool:
        """Whether what was typed does not even look like a number of ours."""
        return self.number is None or canonical(self.number) is None


def check_number(typed: str) -> Finding:
    """The verdict on a number, after making sure that our own copy is still the file that was issued."""
    number = canonical(typed)
    if number is None or not well_typed(number):
        return Finding(Verdict.UNKNOWN, number=number or typed.strip()[:60], mistyped=True)
    certificate = db.session.scalar(Certificate.whole().where(Certificate.number == number))
    if certificate is None:
        return Finding(Verdict.UNKNOWN, number=number)
    try:
        certificate.read_document()
    except Tampered as fault:
        log.error("stored certificate altered", number=number, fault=str(fault))
        return Finding(Verdict.ALTERED, number=number, certificate=certificate)
    return Finding(certificate.verdict, number=number, certificate=certificate)


def check_file(content: bytes) -> Finding:
    """The verdict on a file: ours to the last byte, changed, or never ours."""
    digest = hashlib.sha256(content).hexdigest()
    certificate = db.session.scalar(Certificate.whole().where(Certificate.sha256 == digest))
    if certificate is not None:
        return Finding(certificate.verdict, number=certificate.number, certificate=certificate, from_file=True)
    number = number_in(content)
    if number is None:
        return Finding(Verdict.FOREIGN, from_file=True)
    known = db.session.scalar(select(Certificate.id).where(Certificate.number == number))
    return Finding(Verdict.ALTERED if known else Verdict.UNKNOWN, number=number, from_file=True)


def number_in(content: bytes) -> str | None:
    """The number of ours that a PDF shows or carries in its properties; None when there is none or it cannot be read."""
    if len(content) > MAX_FILE or not content[:1024].lstrip().startswith(b"%PDF-"):
        return None
    try:
        reader = PdfReader(io.BytesIO(content))
        texts = [str(value) for value in (reader.metadata or {}).values()]
        texts += [page.extract_text() for page in reader.pages[:2]]
    except Exception as fault:  # a broken or hostile file raises anything; whatever it raises, it is not ours
        log.info("file not readable as PDF", fault=type(fault).__name__)
        texts = [content.decode("latin-1")]
    found = _NUMBER.search(" ".join(texts))
    return found[0] if found and well_typed(found[0]) else None
