"""What a credential says: an Open Badges 3.0 achievement as a Verifiable Credential 2.0, out of what is frozen."""

import hashlib
import secrets
from datetime import date, datetime, time
from typing import Any

from flask import current_app

from learn.catalogue import CertificateKind
from learn.certificates.credential import issuer
from learn.certificates.facts import Facts
from learn.certificates.kind import sentence
from learn.certificates.wording import short
from learn.kit import clock
from learn.kit.data_integrity import stamp
from learn.kit.linked_data import CREDENTIALS, OPEN_BADGES
from learn.kit.text import Words

_TYPES = {  # in the words of the standard, or our own where it has none
    CertificateKind.COMPLETION: "CertificateOfCompletion",
    CertificateKind.QUALIFICATION: "Certification",
    CertificateKind.DELTA: "CertificateOfCompletion",
    CertificateKind.ATTENDANCE: "ext:Attendance",
}


def badge(facts: Facts, *, email: str, number: str, status: dict[str, str]) -> dict[str, Any]:
    """The credential of a certificate, not signed yet. Every word of it is explained by the two contexts."""
    home = current_app.config["BASE_URL"]
    said = {
        "@context": [CREDENTIALS, OPEN_BADGES],
        "id": address(number),
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": _both(facts.course_title),
        "issuer": issuer.profile(),
        "validFrom": stamp(facts.completed_at),
        "awardedDate": stamp(facts.issued_at),
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": _holder(facts, email),
            "licenseNumber": number,
            "activityEndDate": stamp(facts.completed_at),
            "achievement": _achievement(facts),
            "result": _results(facts),
        },
        "evidence": [
            {
                "id": f"{home}/verify/{number}",
                "type": ["Evidence"],
                "name": f"证书 {number} · Certificate {number}",
                "description": "颁发方网站上的查验页 · The page on which the issuer confirms this certificate",
            }
        ],
        "credentialStatus": status,
    }
    if facts.valid_until:
        said["validUntil"] = stamp(_end_of(facts.valid_until))
    return said


def address(number: str) -> str:
    """The address of a credential, which is its name as well."""
    return f"{current_app.config['BASE_URL']}/credentials/{number}"


def _holder(facts: Facts, email: str) -> list[dict[str, Any]]:
    """Whose it is: the name as on the paper, and the address as a digest, which only who knows it can compare.

    Employer and staff number stay out: a credential is shown to strangers, and says no more than they need.
    """
    salt = secrets.token_hex(16)
    digest = hashlib.sha256((email + salt).encode()).hexdigest()
    names = dict.fromkeys([facts.holder_name, facts.holder_latin_name])
    return [
        *(_identity("name", identityHash=name, hashed=False) for name in names if name),
        _identity("emailAddress", identityHash=f"sha256${digest}", hashed=True, salt=salt),
    ]


def _identity(kind: str, **said: Any) -> dict[str, Any]:
    return {"type": "IdentityObject", "identityType": kind, **said}


def _achievement(facts: Facts) -> dict[str, Any]:
    """The course in the version that was learnt, down to the digest of its content."""
    examined = facts.score is not None
    return {
        "id": _course(facts),
        "type": ["Achievement"],
        "achievementType": _TYPES[facts.kind],
        "name": _both(facts.course_title),
        "description": _both(
            Words(
                f"{facts.course_code} 第 {facts.version_said} 版，{short(facts.hours)} 学时",
                f"{facts.course_code} version {facts.version_said}, {short(facts.hours)} hours",
            )
        ),
        "humanCode": facts.course_code,
        "version": facts.version_number,
        "inLanguage": facts.language,
        "criteria": {"narrative": _both(_criteria(facts))},
        "otherIdentifier": [
            _digest("ContentSHA256", facts.content_digest),
            *([_digest("QuestionsSHA256", facts.questions_digest)] if facts.questions_digest else []),
        ],
        "resultDescription": [
            *([_score_described(facts)] if examined else []),
            {
                "id": f"{_course(facts)}-hours",
                "type": ["ResultDescription"],
                "name": "学时 · Hours of learning",
                "resultType": "ext:LearningHours",
            },
        ],
    }


def _criteria(facts: Facts) -> Words:
    """What had to be done for it."""
    if facts.versions:
        done = sentence(facts.kind, assessed=facts.score is not None, versions=facts.versions)
        return Words(f"{done.zh}。", f"The holder {done.en}.")
    if facts.score is not None:
        return Words("修完全部单元并通过考核。", "Every unit completed and the examination passed.")
    return Words("修完全部单元。", "Every unit completed.")


def _score_described(facts: Facts) -> dict[str, Any]:
    return {
        "id": f"{_course(facts)}-score",
        "type": ["ResultDescription"],
        "name": "考核成绩 · Score of the examination",
        "resultType": "Percent",
        "valueMin": "0",
        "valueMax": "100",
    }


def _results(facts: Facts) -> list[dict[str, Any]]:
    hours = {"resultDescription": f"{_course(facts)}-hours", "value": short(facts.hours)}
    score = {"resultDescription": f"{_course(facts)}-score", "value": "" if facts.score is None else short(facts.score)}
    return [{"type": ["Result"], **one} for one in (score, hours) if one["value"]]


def _digest(kind: str, digest: str) -> dict[str, str]:
    return {"type": "IdentifierEntry", "identifier": digest, "identifierType": f"ext:{kind}"}


def _course(facts: Facts) -> str:
    return f"{current_app.config['BASE_URL']}/courses/{facts.course_code}#version-{facts.version_number}"


def _both(text: Words) -> str:
    """Both languages in one text: Open Badges knows only one string for a name."""
    return " · ".join(dict.fromkeys([text.zh, text.en]))


def _end_of(day: date) -> datetime:
    """The last second of a day in the house's zone."""
    return datetime.combine(day, time(23, 59, 59), clock.HOUSE_ZONE)
