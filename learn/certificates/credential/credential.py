"""The credential of a certificate: the same facts for machines, signed when it is issued, never made again."""

import hashlib
import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learn.certificates.credential import issuer
from learn.certificates.credential.badge import badge
from learn.certificates.credential.status import StatusPlace
from learn.certificates.facts import Facts
from learn.kit.data_integrity import secure
from learn.kit.db import db
from learn.signatures import Seal, SealingKey

if TYPE_CHECKING:
    from learn.certificates.certificate import Certificate


class Credential(db.Model):
    """The Open Badge of a certificate, in both its forms, byte for byte as it was issued.

    Certificates from before there were credentials have none, and get none: nothing is issued twice.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"), unique=True)
    certificate: Mapped["Certificate"] = relationship(back_populates="credential")
    place_id: Mapped[int] = mapped_column(ForeignKey("status_place.id"), unique=True)
    place: Mapped[StatusPlace] = relationship()
    sha256: Mapped[str]  # of the document
    document: Mapped[str] = mapped_column(deferred=True)  # JSON with the proof inside, as it lies in the PDF
    token: Mapped[str] = mapped_column(deferred=True)  # the same as VC-JWT

    @classmethod
    def make(cls, facts: Facts, *, email: str, number: str) -> "Credential":
        """Draw a place in the status list, say what is so, sign it in both forms. The certificate keeps it."""
        place = StatusPlace.draw()
        said = badge(facts, email=email, number=number, status=place.entry())
        today = SealingKey.today()
        signed = secure(
            said, sign=lambda content: Seal.on(content).raw, method=issuer.method(today), created=facts.issued_at
        )
        document = json.dumps(signed, ensure_ascii=False, indent=1)
        return cls(
            place_id=place.id,
            place=place,
            sha256=hashlib.sha256(document.encode()).hexdigest(),
            document=document,
            token=Seal.token({"typ": "vc+jwt", "cty": "vc", "kid": issuer.token_method(today)}, _claims(said)),
        )

    @property
    def content(self) -> bytes:
        """The document as a file, for instance as the PDF's attachment credential.json."""
        return self.document.encode()


def _claims(said: dict[str, Any]) -> dict[str, Any]:
    """What a token says: the credential itself, and its name, issuer and times once more as JWT readers expect them."""
    times = {"nbf": said["validFrom"], **({"exp": said["validUntil"]} if "validUntil" in said else {})}
    return {
        **said,
        "iss": said["issuer"]["id"],
        "jti": said["id"],
        **{name: int(datetime.fromisoformat(at).timestamp()) for name, at in times.items()},
    }
