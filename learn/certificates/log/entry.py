"""An entry of the public certificate log: what was done to some certificate and when, without saying whose it is."""

import hashlib
import json
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, selectinload
from sqlalchemy.sql.base import ExecutableOption

from learn.certificates.certificate import Certificate, Supersession
from learn.certificates.revocation import Reinstatement, Revocation
from learn.kit.db import db
from learn.kit.digest import canonical_json

FORMAT = 1
LATE = timedelta(hours=1)

Act = Certificate | Supersession | Revocation | Reinstatement


class Kind(StrEnum):
    """What an entry says of a certificate. A new act is a new word here and a line in ACTS; old words stay."""

    ISSUED = "issued"
    SUPERSEDED = "superseded"
    REVOKED = "revoked"
    REINSTATED = "reinstated"


ACTS: dict[type[Act], Kind] = {
    Certificate: Kind.ISSUED,
    Supersession: Kind.SUPERSEDED,
    Revocation: Kind.REVOKED,
    Reinstatement: Kind.REINSTATED,
}
WITH: dict[type[Act], tuple[ExecutableOption, ...]] = {  # read along with many acts, so that none is asked for again
    Certificate: (),
    Supersession: (selectinload(Supersession.certificate), selectinload(Supersession.successor)),
    Revocation: (selectinload(Revocation.certificate),),
    Reinstatement: (selectinload(Reinstatement.revocation).selectinload(Revocation.certificate),),
}


class LogEntry(db.Model):
    """One entry: its bytes, exactly as they are hashed and published, and which row of ours it speaks of."""

    __table_args__ = (UniqueConstraint("kind", "act_id"),)

    id: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False
    )  # its index in the log, from 0, without a gap
    content: Mapped[str]  # canonical JSON
    kind: Mapped[Kind]
    act_id: Mapped[int]  # the row of the certificate, the supersession, the revocation, the reinstatement
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"), index=True)

    @property
    def said(self) -> dict[str, Any]:
        """What the entry says."""
        said: dict[str, Any] = json.loads(self.content)
        return said

    @property
    def at(self) -> datetime:
        """When the act was done."""
        return datetime.fromisoformat(self.said["at"])

    @property
    def logged_at(self) -> datetime:
        """When it was entered: a moment later, unless somebody forgot or hid it."""
        return datetime.fromisoformat(self.said["logged_at"])

    @property
    def late(self) -> bool:
        """Whether the entry came much later than its act: nobody may take it for one of the day itself."""
        return self.logged_at - self.at > LATE


class LogNode(db.Model):
    """The hash of a complete subtree. It never changes, so that every later proof is made of the same few rows."""

    # In-order place: a subtree stands between its halves, so that one number says both its level and its index.
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sha256: Mapped[bytes]


def node_id(level: int, index: int) -> int:
    """The in-order place of a complete subtree: entries have the even numbers, pairs every fourth from 1, and so on."""
    return ((2 * index + 1) << level) - 1


def salted(salt: str, sha256: str) -> str:
    """How the log names a certificate: nobody recognises it without its salt, which the file and its owner's proof hold."""
    return hashlib.sha256(bytes.fromhex(salt) + bytes.fromhex(sha256)).hexdigest()


def certificate_of(act: Act) -> Certificate:
    """The certificate that an act concerns."""
    return act if isinstance(act, Certificate) else act.certificate


def said_of(act: Act) -> dict[str, Any]:
    """What the log must say of an act, however late it is entered."""
    certificate = certificate_of(act)
    said = {
        "format": FORMAT,
        "kind": str(ACTS[type(act)]),
        "at": moment(act.issued_at if isinstance(act, Certificate) else act.at),
        "certificate": salted(certificate.salt, certificate.sha256),
    }
    if isinstance(act, Supersession):
        said["successor"] = salted(act.successor.salt, act.successor.sha256)
    return said


def content_of(act: Act, *, logged_at: datetime) -> str:
    """The entry of an act, as it is hashed and published."""
    return canonical_json({**said_of(act), "logged_at": moment(logged_at)}).decode()


def moment(at: datetime) -> str:
    """A moment as entries write it: 2026-11-29T08:15:00Z."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
