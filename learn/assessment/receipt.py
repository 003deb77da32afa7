"""The receipt of a hand-in: what the server holds, its digest, and the server's seal on it."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column

from learn.assessment.paper import PaperItem
from learn.assessment.question import Question
from learn.kit.db import Created, db
from learn.kit.digest import canonical_json, digest_of
from learn.kit.number import SIGNS, check_sign, folded, random_signs, well_checked
from learn.signatures import Seal

if TYPE_CHECKING:
    from learn.assessment.attempt import Attempt

EDITION = 1  # of what a receipt says
_SHAPE = re.compile(rf"R([{SIGNS}]{{10}})([{SIGNS}])")


class Receipt(db.Model):
    """What an attempt held when it was handed in. Never changed; whoever has it can prove what was answered."""

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), unique=True)
    number: Mapped[str] = mapped_column(unique=True)
    content: Mapped[dict[str, Any]]  # what docs/records.md says
    digest: Mapped[str]  # SHA-256 of the content as canonical JSON
    seal_key: Mapped[str]
    seal_signature: Mapped[str]
    at: Mapped[Created]

    @classmethod
    def write(cls, attempt: "Attempt") -> "Receipt":
        """The receipt of an attempt that is being handed in."""
        number = new_number()
        content = {"edition": EDITION, "number": number, **_facts(attempt), "answered": len(attempt.answered)}
        content |= {"person": attempt.person.name, "quiz": attempt.title.as_dict()}
        seal = Seal.on(canonical_json(content))
        receipt = cls(
            attempt_id=attempt.id,
            number=number,
            content=content,
            digest=digest_of(content),
            seal_key=seal.key,
            seal_signature=seal.signature,
        )
        db.session.add(receipt)
        return receipt

    @classmethod
    def numbered(cls, number: str) -> "Receipt | None":
        """The receipt that has a number."""
        return db.session.scalar(select(cls).where(cls.number == number))

    @property
    def seal(self) -> Seal:
        """The server's seal on the content."""
        return Seal(self.seal_key, self.seal_signature)

    @property
    def file(self) -> dict[str, Any]:
        """All that somebody needs to prove it later, as a file."""
        return {
            "receipt": self.content,
            "sha256": self.digest,
            "seal": {"algorithm": "Ed25519", "key": self.seal_key, "signature": self.seal_signature},
        }

    def agrees_with(self, attempt: "Attempt") -> bool:
        """Whether it is as it was sealed, and the attempt still holds exactly what it says.

        Only what it says is compared: a later edition may say more, and old receipts hold nevertheless.
        """
        sealed = digest_of(self.content) == self.digest and self.seal.holds(canonical_json(self.content))
        return sealed and _says_no_more(self.content, _facts(attempt))

    def is_file(self, brought: Mapping[str, Any]) -> bool:
        """Whether somebody brought this receipt's file as we gave it out, with nothing changed, added or left out."""
        return canonical_json(brought) == canonical_json(self.file)


def _facts(attempt: "Attempt") -> dict[str, Any]:
    """What an attempt holds, in words that stay."""
    ids = {item.version.question_id for item in attempt.items}
    found = db.session.execute(select(Question.id, Question.code).where(Question.id.in_(ids)))
    codes = {id: code for id, code in found}  # noqa: C416 - dict() takes a result for a mapping
    return {
        "attempt": f"A-{attempt.id}",
        "started_at": _written_moment(attempt.started_at),
        "handed_in_at": _written_moment(attempt.handed_in_at),
        "handed_in": str(attempt.handed_in.value) if attempt.handed_in else None,
        "questions": [_question(item, codes) for item in attempt.items],
    }


def _says_no_more(said: Mapping[str, Any], held: Mapping[str, Any]) -> bool:
    """Whether the server holds all that a receipt says of what can be looked up, question by question."""
    theirs, ours = said["questions"], held["questions"]
    same = all(said[key] == value for key, value in held.items() if key in said and key != "questions")
    alike = all(one[key] == other.get(key) for one, other in zip(theirs, ours, strict=False) for key in one)
    return same and len(theirs) == len(ours) and alike


def _question(item: PaperItem, codes: Mapping[int, str]) -> dict[str, Any]:
    answer = item.answer
    return {
        "position": item.position,
        "question": codes[item.version.question_id],
        "version": item.version.number,
        "digest": item.version.digest,
        "answer": answer.given if answer else None,
        "given_at": _written_moment(answer.given_at) if answer else None,
        "sequence": answer.sequence if answer else None,
    }


def _written_moment(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="milliseconds") if moment else None


# its number


def new_number() -> str:
    """A number such as R-7K3M9-QXDRT-W: fifty random bits, so that nobody can count through them."""
    drawn = random_signs(10)
    return _written(drawn + check_sign(drawn))


def receipt_number(typed: str) -> str | None:
    """The number of a receipt as somebody typed it, in our spelling; None when it does not look like one."""
    found = _SHAPE.fullmatch(folded(typed))
    return _written("".join(found.groups())) if found else None


def receipt_well_typed(number: str) -> bool:
    """Whether the check sign at the end of a number in our spelling fits the rest."""
    signs = number.removeprefix("R").replace("-", "")
    return well_checked(signs)


def _written(signs: str) -> str:
    return f"R-{signs[:5]}-{signs[5:10]}-{signs[10:]}"
