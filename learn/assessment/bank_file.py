"""The pictures that questions show."""

import hashlib
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from learn.kit.db import Created, db
from learn.kit.storage import storage

if TYPE_CHECKING:
    from learn.assessment.draft import File


class BankFile(db.Model):
    """A picture that questions of a bank show; its bytes lie in storage under their digest. Never changed."""

    __table_args__ = (UniqueConstraint("bank_id", "digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    bank_id: Mapped[int] = mapped_column(ForeignKey("question_bank.id"), index=True)
    digest: Mapped[str] = mapped_column(index=True)  # SHA-256
    name: Mapped[str]  # as its first question called it
    media_type: Mapped[str]
    recorded_at: Mapped[Created]

    @property
    def key(self) -> str:
        """Where it lies in storage."""
        return f"media/{self.digest}"

    @classmethod
    def keep(cls, bank_id: int, name: str, file: "File") -> dict[str, str]:
        """Store a picture for a bank, once however often it comes; returns what a question says of it."""
        digest = hashlib.sha256(file.content).hexdigest()
        if not db.session.scalar(select(cls.id).where(cls.bank_id == bank_id, cls.digest == digest)):
            storage().put(f"media/{digest}", file.content)
            db.session.add(cls(bank_id=bank_id, digest=digest, name=name, media_type=file.media_type))
        return {"digest": digest, "type": file.media_type}
