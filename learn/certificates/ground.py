"""What the public is told of why a certificate was revoked. The reason in its own words may speak of people: it stays inside."""

from enum import StrEnum

from sqlalchemy import exists, select

from learn.certificates.certificate import Certificate
from learn.kit.db import db
from learn.kit.text import Words
from learn.learning import Withdrawal


class Ground(StrEnum):
    """On what ground; the words are promised to machines as `revocation_ground`."""

    COMPLETION_WITHDRAWN = "completion_withdrawn"
    DECISION = "decision"

    @property
    def words(self) -> Words:
        """How it reads."""
        return _WORDS[self]


def ground_of(certificate: Certificate) -> Ground | None:
    """On what ground a certificate was revoked; None: it was not."""
    if certificate.revocation is None:
        return None
    withdrawn = exists().where(Withdrawal.completion_id == certificate.completion_id)
    return Ground.COMPLETION_WITHDRAWN if db.session.scalar(select(withdrawn)) else Ground.DECISION


_WORDS = {
    Ground.COMPLETION_WITHDRAWN: Words(
        "该证书所证明的完成记录已不再有效。", "The completion that it certifies no longer counts."
    ),
    Ground.DECISION: Words(
        "联盟办公室作出了撤销决定；具体理由已记录在案，不对外公开。",
        "The alliance office decided so; its reason is on record and not public.",
    ),
}
