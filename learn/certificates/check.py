"""Checking a certificate: by its number, or by the file itself."""

import hashlib
import re
from contextlib import suppress
from dataclasses import dataclass

import structlog
from sqlalchemy import select

from learn.certificates.archival_copy import ArchivalCopy
from learn.certificates.certificate import Certificate
from learn.certificates.change import Change, told_by_length, told_by_look
from learn.certificates.issuer import signers
from learn.certificates.kept import Tampered, read_untouched
from learn.certificates.number import NUMBER, canonical, well_typed
from learn.certificates.verdict import Verdict
from learn.kit.db import db
from learn.kit.fenced import GaveUp, fenced
from learn.kit.pades_check import Look

log = structlog.get_logger()

MAX_FILE = 5_000_000  # bytes; ours have less than a hundred thousand
_END, _MOST_ENDS = re.compile(rb"%%EOF(\r?\n?)"), 64


@dataclass(frozen=True)
class Finding:
    """What a check found: the verdict, the number that was looked for, and the certificate that was issued under it."""

    verdict: Verdict
    number: str | None = None
    certificate: Certificate | None = None
    mistyped: bool = False  # the check sign does not fit, so nobody ever had this number
    from_file: bool = False
    change: Change | None = None  # what was done to the file since it was issued, as far as that can be told

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
    """The verdict on a file: ours to the last byte, ours with proofs of its age added, changed, or never ours."""
    issued = _issued_with({hashlib.sha256(content).hexdigest(): len(content)})
    if issued is not None:
        return _found(issued.certificate)
    if len(content) > MAX_FILE or not content[:1024].lstrip().startswith(b"%PDF-"):
        return Finding(Verdict.FOREIGN, from_file=True)
    issued = _issued_with(_beginnings(content))
    if issued is not None:
        return _lengthened(content, issued)
    if (number := _number_in(content.decode("latin-1"))) and (certificate := _numbered(number)):
        return _altered(content, certificate, None)
    return _looked_into(content, number)


@dataclass(frozen=True)
class _Issued:
    """A file of ours that a file is, or begins with."""

    certificate: Certificate
    size: int


def _issued_with(digests: dict[str, int]) -> _Issued | None:
    """The certificate whose file, or whose archival copy, has one of these digests."""
    original = Certificate.whole().where(Certificate.sha256.in_(digests))
    for certificate in db.session.scalars(original):
        return _Issued(certificate, digests[certificate.sha256])
    copies = select(ArchivalCopy).where(ArchivalCopy.sha256.in_(digests)).order_by(ArchivalCopy.size.desc())
    for copy in db.session.scalars(copies):
        whole = Certificate.whole().where(Certificate.id == copy.certificate_id)
        return _Issued(db.session.scalars(whole).one(), digests[copy.sha256])
    return None


def _beginnings(content: bytes) -> dict[str, int]:
    """The digests of all that stands before each mark of an end, for additions to a PDF come after the last one."""
    digests, hashed, done = {}, hashlib.sha256(), 0
    for mark in list(_END.finditer(content))[:_MOST_ENDS]:
        for end in range(mark.start(1), mark.end(1) + 1):  # with its line break, or half of it, or none
            hashed.update(content[done:end])
            done = end
            digests[hashed.hexdigest()] = end
    return digests


def _lengthened(content: bytes, issued: _Issued) -> Finding:
    """The verdict on a file of ours with something after it: only what proves the signature's age may stand there."""
    certificate = issued.certificate
    seen = _look(content, issued.size)
    if seen and certificate.level and seen.signer in signers() and seen.proved_only:
        return _found(certificate, Change.PROOFS_ADDED)
    swapped = seen and told_by_look(seen, number=certificate.number, signers=signers()) is Change.ATTACHMENT
    change = Change.ATTACHMENT if swapped else Change.ADDED
    return Finding(Verdict.ALTERED, number=certificate.number, from_file=True, change=change)


def _altered(content: bytes, certificate: Certificate, seen: Look | None) -> Finding:
    """The finding on a file that bears the number of a certificate, but is not its file."""
    change = told_by_length(content, _files_of(certificate))
    if change is None and not certificate.level:
        change = Change.DIFFERENT
    if change is None:
        seen = seen or _look(content)
        change = told_by_look(seen, number=certificate.number, signers=signers()) if seen else Change.UNREADABLE
    return Finding(Verdict.ALTERED, number=certificate.number, from_file=True, change=change)


def _looked_into(content: bytes, number: str | None) -> Finding:
    """The finding on a file in which no certificate of ours was named in plain bytes."""
    if (seen := _look(content)) is None:
        return Finding(Verdict.UNKNOWN if number else Verdict.FOREIGN, number=number, from_file=True)
    number = number or _number_in(seen.said)
    if certificate := _numbered(number):
        return _altered(content, certificate, seen)
    if seen.signer and seen.signer not in signers():
        return Finding(Verdict.FOREIGN, from_file=True, change=Change.SIGNED_BY_OTHERS)
    if number is None:
        return Finding(Verdict.FOREIGN, from_file=True)
    unrecorded = Change.NOT_RECORDED if seen.signer and seen.intact else None
    return Finding(Verdict.UNKNOWN, number=number, from_file=True, change=unrecorded)


def _found(certificate: Certificate, change: Change | None = None) -> Finding:
    return Finding(
        certificate.verdict, number=certificate.number, certificate=certificate, from_file=True, change=change
    )


def _numbered(number: str | None) -> Certificate | None:
    return db.session.scalar(select(Certificate).where(Certificate.number == number)) if number else None


def _number_in(text: str) -> str | None:
    """The first number of ours in a text whose check sign fits."""
    return next((number for number in NUMBER.findall(text) if well_typed(number)), None)


def _files_of(certificate: Certificate) -> list[bytes]:
    """The original and its archival copies, as far as they are still as they were."""
    files = [(certificate.document_key, certificate.sha256)]
    files += [(copy.document_key, copy.sha256) for copy in db.session.scalars(ArchivalCopy.of(certificate.id))]
    whole = []
    for key, sha256 in files:
        with suppress(Tampered):
            whole.append(read_untouched(key, sha256))
    return whole


def _look(content: bytes, begins_with: int = 0) -> Look | None:
    """What is seen inside a file; None: it cannot be read within reason."""
    try:
        return Look(**fenced("learn.kit.pades_check:look", content, begins_with))
    except GaveUp as fault:
        log.info("file not readable as PDF", fault=str(fault))
        return None
