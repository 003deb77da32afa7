"""A link that shows one certificate to whoever has it, until a moment that the holder chose."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Self

from flask_babel import gettext as _
from sqlalchemy import ForeignKey, Select, func, select
from sqlalchemy.orm import Mapped, contains_eager, joinedload, mapped_column, relationship

from learn import audit
from learn.audit import Event
from learn.certificates.certificate import Certificate, Supersession
from learn.kit import clock
from learn.kit.db import Created, Moment, db
from learn.kit.web import Refused
from learn.people import Person

DAYS = (1, 7, 30)  # a link holds for one of these
MOST_OPEN = 20  # of one certificate


class ShareLink(db.Model):
    """A link to one certificate. Its secret stands only in the address; here lies its SHA-256."""

    id: Mapped[int] = mapped_column(primary_key=True)
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"), index=True)
    certificate: Mapped[Certificate] = relationship()
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))  # the holder, who made it
    token_sha256: Mapped[str] = mapped_column(unique=True)
    at: Mapped[Created]
    expires_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)  # None: holds until it expires

    @property
    def audit_name(self) -> str:
        """How the audit trail names this link."""
        return self.certificate.number

    @property
    def open(self) -> bool:
        """Whether the link shows the certificate at this moment."""
        return self.ended_at is None and clock.now() < self.expires_at

    @classmethod
    def make(cls, certificate: Certificate, *, days: int, by: Person) -> tuple[Self, str]:
        """A new link and its secret, which is told this once. Only the holder makes one."""
        if certificate.person_id != by.id:
            raise Refused(_("Only the holder shares a certificate."))
        if days not in DAYS:
            raise Refused(_("A link holds for a day, a week or a month."))
        if (db.session.scalar(select(func.count()).select_from(cls.open_of(certificate).subquery())) or 0) >= MOST_OPEN:
            raise Refused(_("There are %(n)s open links to this certificate. End one first.", n=MOST_OPEN))
        token = secrets.token_urlsafe(24)  # 192 random bits
        link = cls(
            certificate_id=certificate.id,
            certificate=certificate,
            person_id=by.id,
            token_sha256=_digest(token),
            expires_at=clock.now() + timedelta(days=days),
        )
        audit.record(Event.CERTIFICATE_SHARED, link, by=by, new={"expires_at": link.expires_at})
        return link, token

    def end(self, *, by: Person) -> None:
        """The link leads nowhere from this moment."""
        if self.ended_at:
            raise Refused(_("This link has already been ended."))
        self.ended_at = clock.now()
        audit.record(Event.SHARE_LINK_ENDED, self, by=by)

    @classmethod
    def of(cls, certificate: Certificate) -> Select[Self]:
        """The links to a certificate, the newest first."""
        return select(cls).where(cls.certificate_id == certificate.id).order_by(cls.id.desc())

    @classmethod
    def open_of(cls, certificate: Certificate) -> Select[Self]:
        """Those that hold at this moment."""
        return cls.of(certificate).where(cls.ended_at.is_(None), cls.expires_at > clock.now())

    @classmethod
    def opened_by(cls, token: str) -> Self | None:
        """The link with this secret, if it still holds, with all that its page shows."""
        whole = contains_eager(cls.certificate)
        return db.session.scalar(
            select(cls)
            .join(cls.certificate)
            .where(cls.token_sha256 == _digest(token), cls.ended_at.is_(None), cls.expires_at > clock.now())
            .options(
                whole.joinedload(Certificate.completion),
                whole.joinedload(Certificate.revocation),
                whole.joinedload(Certificate.supersession).joinedload(Supersession.successor),
            )
        )

    @classmethod
    def held_by(cls, person: Person) -> Select[Self]:
        """The links that somebody made."""
        return select(cls).where(cls.person_id == person.id).options(joinedload(cls.certificate)).order_by(cls.id)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
