"""Who looked a certificate up: when, how, and by whom if signed in. No network address is kept."""

from enum import StrEnum
from typing import Self

import structlog
from flask import Response, after_this_request, has_request_context, request
from flask_login import current_user
from sqlalchemy import ForeignKey, Select, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Mapped, contains_eager, joinedload, mapped_column, relationship

from learn.certificates.certificate import Certificate
from learn.kit.db import Created, db, writing
from learn.people import Person

log = structlog.get_logger()


class How(StrEnum):
    """By which way a certificate was looked up."""

    NUMBER = "number"
    CODE = "code"  # by the QR code, which shows the name
    FILE = "file"
    LINK = "link"  # a link that the holder shared
    LINK_FILE = "link_file"  # and the file taken from there
    DOWNLOAD = "download"  # by HR, an inspector or the office


class Lookup(db.Model):
    """One look at a certificate by somebody else than its holder. Never changed."""

    id: Mapped[int] = mapped_column(primary_key=True)
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"), index=True)
    certificate: Mapped[Certificate] = relationship()
    how: Mapped[How]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # None: not signed in
    person: Mapped[Person | None] = relationship()
    at: Mapped[Created]

    @classmethod
    def note(cls, certificate: Certificate | None, how: How) -> None:
        """Note the look once the page is ready: in a transaction of its own, since what was read before must not change.

        A page is shown although its look could not be noted, and nothing is noted where the page was not shown.
        """
        looked = cls._by_reader(certificate, how)
        if looked is None or not has_request_context() or request.method not in ("GET", "POST"):
            return

        @after_this_request
        def write(response: Response) -> Response:
            if response.status_code < 400:
                looked._write()
            return response

    @classmethod
    def add(cls, certificate: Certificate, how: How) -> None:
        """Note the look in the transaction that is open, for whoever writes anyway."""
        if looked := cls._by_reader(certificate, how):
            db.session.add(looked)

    @classmethod
    def _by_reader(cls, certificate: Certificate | None, how: How) -> Self | None:
        """The row to write; None: nothing was found, or holders look at their own."""
        reader = current_user.id if current_user and current_user.is_authenticated else None
        if certificate is None or reader == certificate.person_id:
            return None
        return cls(certificate_id=certificate.id, how=how, person_id=reader)

    def _write(self) -> None:
        db.session.rollback()  # on SQLite a transaction that began by reading cannot always go on to write
        try:
            with writing():
                db.session.add(self)
                db.session.flush()
        except OperationalError as fault:
            db.session.rollback()
            log.warning("look-up not noted", certificate=self.certificate_id, fault=str(fault.orig))

    @classmethod
    def about(cls, holder: Person) -> Select[Self]:
        """Every look at somebody's certificates, the first one first."""
        looked = select(cls).join(cls.certificate).where(Certificate.person_id == holder.id)
        return looked.options(contains_eager(cls.certificate), joinedload(cls.person)).order_by(cls.id)

    @classmethod
    def of(cls, certificate: Certificate) -> Select[Self]:
        """Who looked a certificate up, the newest first."""
        asked = select(cls).where(cls.certificate_id == certificate.id).options(joinedload(cls.person))
        return asked.order_by(cls.id.desc())
