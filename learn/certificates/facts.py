"""What a certificate froze: every plain value that was printed or decides what it means. Nothing here changes later."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Self

from learn.catalogue import CertificateKind, units_in_words
from learn.certificates.kind import kind_of
from learn.kit.text import Words
from learn.learning import Completion


@dataclass(frozen=True)
class Signatory:
    """Somebody whose name stands under a certificate."""

    name: Words
    title: Words
    organisation: Words
    signature: str | None = None  # the digest of the scanned signature; None: a line to sign on

    def as_dict(self) -> dict[str, Any]:
        """As plain values."""
        words = {part: getattr(self, part).as_dict() for part in ("name", "title", "organisation")}
        return {**words, "signature": self.signature}

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Self:
        """From plain values."""
        name, title, organisation = (Words(**kept[part]) for part in ("name", "title", "organisation"))
        return cls(name, title, organisation, kept["signature"])


@dataclass(frozen=True)
class DesignUsed:
    """The version of a design that a certificate was printed by."""

    id: int  # of the design
    number: int
    digest: str  # of the version


@dataclass(frozen=True)
class Facts:
    """What a certificate says, under the names that a completion has for it."""

    holder_name: str
    holder_latin_name: str
    organisation_name: Words | None
    course_code: str
    course_title: Words
    version_number: str
    content_digest: str
    questions_digest: str
    score: Decimal | None
    hours: Decimal
    language: str
    completed_at: datetime
    valid_until: date | None
    issued_at: datetime
    kind: CertificateKind
    signatories: tuple[Signatory, ...] = ()
    design: DesignUsed | None = None  # None: the built-in one
    colours: tuple[str, ...] = ()  # empty: the built-in ones
    logo: str | None = None  # the digest of the picture
    delta_from: str | None = None  # the version held before, to which this one adds; None: the whole course
    delta_units: list[Any] | None = None  # which units changed: [{"position": 2, "slug": "records"}, …]
    printed: Mapping[str, str | None] = field(default_factory=dict)  # line by line, as paper.said names them

    @property
    def versions(self) -> tuple[str, str] | None:
        """The version held before and the one added; None: it is of the whole course."""
        return (self.delta_from, self.version_number) if self.delta_from else None

    @property
    def version_said(self) -> str:
        """The version, or from which to which it led."""
        return " → ".join(self.versions) if self.versions else self.version_number

    @property
    def delta_in_words(self) -> Words:
        """Which units it is about."""
        return units_in_words(self.delta_units or [])

    @classmethod
    def of(cls, completion: Completion, *, issued_at: datetime, kind: CertificateKind | None = None) -> Self:
        """The facts of a completion, before a design has a say."""
        same = {name: getattr(completion, name) for name in _OF_A_COMPLETION}
        return cls(**same, issued_at=issued_at, kind=kind or kind_of(completion))

    def as_dict(self) -> dict[str, Any]:
        """As plain values, the way they are kept."""
        return {
            "kind": self.kind.value,
            "holder": {"name": self.holder_name, "latin_name": self.holder_latin_name},
            "organisation": self.organisation_name.as_dict() if self.organisation_name else None,
            "course": {"code": self.course_code, "title": self.course_title.as_dict(), "version": self.version_number},
            "content_digest": self.content_digest,
            "questions_digest": self.questions_digest,
            "score": None if self.score is None else f"{self.score.normalize():f}",
            "hours": f"{self.hours.normalize():f}",
            "language": self.language,
            "completed_at": self.completed_at.isoformat(),
            "valid_until": self.valid_until.isoformat() if self.valid_until else None,
            "issued_at": self.issued_at.isoformat(),
            "signatories": [one.as_dict() for one in self.signatories],
            "design": vars(self.design) if self.design else None,
            "colours": list(self.colours),
            "logo": self.logo,
            **({"delta": {"from": self.delta_from, "units": self.delta_units}} if self.delta_from else {}),
            "printed": dict(self.printed),
        }

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Self:
        """From plain values, as they were kept."""
        return cls(
            holder_name=kept["holder"]["name"],
            holder_latin_name=kept["holder"]["latin_name"],
            organisation_name=Words(**kept["organisation"]) if kept["organisation"] else None,
            course_code=kept["course"]["code"],
            course_title=Words(**kept["course"]["title"]),
            version_number=kept["course"]["version"],
            content_digest=kept["content_digest"],
            questions_digest=kept["questions_digest"],
            score=None if kept["score"] is None else Decimal(kept["score"]),
            hours=Decimal(kept["hours"]),
            language=kept["language"],
            completed_at=datetime.fromisoformat(kept["completed_at"]),
            valid_until=date.fromisoformat(kept["valid_until"]) if kept["valid_until"] else None,
            issued_at=datetime.fromisoformat(kept["issued_at"]),
            kind=CertificateKind(kept["kind"]),
            signatories=tuple(Signatory.read(one) for one in kept["signatories"]),
            design=DesignUsed(**kept["design"]) if kept["design"] else None,
            colours=tuple(kept["colours"]),
            logo=kept["logo"],
            delta_from=kept.get("delta", {}).get("from"),
            delta_units=kept.get("delta", {}).get("units"),
            printed=kept["printed"],
        )


_OF_A_COMPLETION = (
    "holder_name",
    "holder_latin_name",
    "organisation_name",
    "course_code",
    "course_title",
    "version_number",
    "content_digest",
    "questions_digest",
    "score",
    "hours",
    "language",
    "completed_at",
    "valid_until",
    "delta_from",
    "delta_units",
)
