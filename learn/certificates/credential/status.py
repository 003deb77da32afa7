"""Whether a credential still holds, for anybody and without asking about one person: the Bitstring Status List 1.0.

Each credential has a place in a list, drawn at random, so that neighbours tell nothing. A list is fetched whole: whoever
asks does not say after which certificate.
"""

import base64
import gzip
import secrets
from collections.abc import Iterable
from datetime import timedelta
from functools import lru_cache
from typing import Any

from flask import current_app
from sqlalchemy import UniqueConstraint, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from learn.certificates.credential import issuer
from learn.kit import clock
from learn.kit.data_integrity import secure, stamp
from learn.kit.db import db
from learn.kit.linked_data import CREDENTIALS
from learn.signatures import Seal, SealingKey

LENGTH = 131_072  # places in a list; the standard asks for at least so many, to hide each among the others
PURPOSE = "revocation"  # a set bit: no longer in force, revoked or superseded; the verify page says which, and why
AT_ONCE = 64  # so many places are drawn together; when all are taken the list counts as full, at nine tenths or so


class StatusPlace(db.Model):
    """A place in a status list: drawn at random, given once, never used again."""

    __table_args__ = (UniqueConstraint("list_number", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    list_number: Mapped[int]  # 1, 2, …: another list is begun when the one before is full
    position: Mapped[int]  # from 0

    @classmethod
    def draw(cls) -> "StatusPlace":
        """A free place in the newest list; where two draw the same at once, the second draws again."""
        while True:
            place = cls._free()
            try:
                with db.session.begin_nested():
                    db.session.add(place)
            except IntegrityError:
                continue
            return place

    @classmethod
    def _free(cls) -> "StatusPlace":
        newest = db.session.scalar(select(func.max(cls.list_number))) or 1
        drawn = [secrets.randbelow(LENGTH) for _ in range(AT_ONCE)]
        taken = set(db.session.scalars(select(cls.position).where(cls.list_number == newest, cls.position.in_(drawn))))
        if free := [position for position in drawn if position not in taken]:
            return cls(list_number=newest, position=free[0])
        return cls(list_number=newest + 1, position=drawn[0])

    @classmethod
    def lists(cls) -> int:
        """How many lists there are; the first is there before anybody stands in it."""
        return db.session.scalar(select(func.max(cls.list_number))) or 1

    def entry(self) -> dict[str, str]:
        """Where a verifier looks this credential up. One entry only: Open Badges 3.0 has no room for a second."""
        address = list_address(self.list_number)
        return {
            "id": f"{address}#{self.position}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": PURPOSE,
            "statusListIndex": str(self.position),
            "statusListCredential": address,
        }


def list_address(number: int) -> str:
    """The address of a status list."""
    return f"{current_app.config['BASE_URL']}/credentials/status/{number}"


def signed_list(number: int, positions: Iterable[int]) -> dict[str, Any]:
    """A list in which these positions are set, as a signed credential. Within the hour, equal facts give equal bytes."""
    hour = clock.now().replace(minute=0, second=0, microsecond=0)
    address = list_address(number)
    said = {
        "@context": [CREDENTIALS],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer.did(),
        "validFrom": stamp(hour - timedelta(hours=1)),  # a verifier whose clock is late reads it too
        "validUntil": stamp(hour + timedelta(days=1)),  # so that nobody passes off last year's list
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": PURPOSE,
            "encodedList": encoded(tuple(sorted(positions))),
        },
    }
    return secure(said, sign=Seal.passing, method=issuer.method(SealingKey.today()), created=hour)


@lru_cache(maxsize=16)
def encoded(positions: tuple[int, ...]) -> str:
    """A string of bits, compressed, in base 64 with the letter in front that says so; position 0 is the leftmost bit."""
    bits = bytearray(LENGTH // 8)
    for position in positions:
        bits[position // 8] |= 0x80 >> position % 8
    return "u" + base64.urlsafe_b64encode(gzip.compress(bytes(bits), 9, mtime=0)).decode().rstrip("=")
