"""Certificates for decades: a time stamp ages, so a copy with another one is laid beside the original before it does."""

import hashlib
from datetime import date, timedelta

import structlog
from sqlalchemy import ForeignKey, Select, exists, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learn import audit
from learn.audit import Event
from learn.certificates.certificate import Certificate
from learn.certificates.issuer import issuer
from learn.certificates.kept import Tampered, read_untouched
from learn.kit import clock
from learn.kit.db import Created, db
from learn.kit.jobs import job
from learn.kit.pades import NoTimeStamp, Signed
from learn.kit.storage import storage

log = structlog.get_logger()

IN_GOOD_TIME = timedelta(days=90)  # before a stamp ends, the next one is due
AT_ONCE = 5_000  # so many are rung for in one day


class ArchivalCopy(db.Model):
    """A certificate's file with a further time stamp: all bytes of the original, and what proves them beside it.

    Neither the original's row nor its file is touched; both digests are those of the certificate.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"), index=True)
    certificate: Mapped[Certificate] = relationship()
    document_key: Mapped[str]
    sha256: Mapped[str] = mapped_column(index=True)
    size: Mapped[int]  # bytes
    level: Mapped[str]
    stamp_ends_on: Mapped[date]
    made_at: Mapped[Created]

    @classmethod
    def of(cls, certificate_id: int) -> Select["ArchivalCopy"]:
        """Those of a certificate, the newest first."""
        return select(cls).where(cls.certificate_id == certificate_id).order_by(cls.id.desc())

    @classmethod
    def lay_beside(cls, certificate: Certificate, signed: Signed) -> "ArchivalCopy":
        """Store the file, and only then record it."""
        assert signed.stamp_ends_at is not None
        digest = hashlib.sha256(signed.content).hexdigest()
        key = f"{certificate.document_key.removesuffix('.pdf')}.{digest[:12]}.pdf"
        copy = cls(
            certificate_id=certificate.id,
            certificate=certificate,
            document_key=key,
            sha256=storage().put(key, signed.content),
            size=len(signed.content),
            level=signed.level,
            stamp_ends_on=clock.day_of(signed.stamp_ends_at),
        )
        db.session.add(copy)
        db.session.flush()
        new = {"sha256": copy.sha256, "signature": copy.level, "stamp_ends_on": copy.stamp_ends_on.isoformat()}
        audit.record(Event.CERTIFICATE_STAMPED, certificate, by=None, new=new)
        return copy


def newest_document(certificate: Certificate) -> bytes:
    """The file with the youngest time stamp, or the original. Raises Tampered where not even that is whole."""
    for copy in db.session.scalars(ArchivalCopy.of(certificate.id)):
        try:
            return read_untouched(copy.document_key, copy.sha256)
        except Tampered as fault:
            log.error("archival copy altered", number=certificate.number, fault=str(fault))
    return certificate.read_document()


@job
def refresh_stamp(certificate_id: int) -> None:
    """Lay a copy with a new time stamp beside a certificate; where the authority does not answer, it stays due."""
    due = select(Certificate).where(Certificate.id == certificate_id, _ages(clock.today()))
    if (certificate := db.session.scalar(due)) is None:  # stamped meanwhile
        return
    former_end = db.session.scalar(ArchivalCopy.of(certificate_id).with_only_columns(ArchivalCopy.stamp_ends_on))
    former_end = former_end or certificate.stamp_ends_on
    content = newest_document(certificate)
    try:
        signed = issuer().stamp(content)
    except NoTimeStamp as fault:
        log.error("no time stamp", number=certificate.number, fault=str(fault), help="is TIMESTAMP_URL right?")
        return
    assert signed.stamp_ends_at is not None
    if former_end and clock.day_of(signed.stamp_ends_at) <= former_end:
        log.error("time stamp no younger", number=certificate.number, help="ask the authority for its new certificate")
        return
    ArchivalCopy.lay_beside(certificate, signed)


def stamp_what_ages() -> None:
    """Ring for every certificate that went out without a time stamp, or whose stamp ends soon."""
    if issuer().stamps:
        for id in db.session.scalars(aging(clock.today()).with_only_columns(Certificate.id).limit(AT_ONCE)):
            refresh_stamp.later(id)


def aging(today: date) -> Select[Certificate]:
    """Signed certificates whose newest file has no time stamp or one that ends soon, the oldest first."""
    return select(Certificate).where(_ages(today)).order_by(Certificate.id)


def _ages(today: date):  # type: ignore[no-untyped-def]  # a condition, whose type has no short name
    soon = today + IN_GOOD_TIME
    later = exists().where(ArchivalCopy.certificate_id == Certificate.id, ArchivalCopy.stamp_ends_on >= soon)
    short = or_(Certificate.stamp_ends_on.is_(None), Certificate.stamp_ends_on < soon)
    return (Certificate.level != "") & short & ~later
