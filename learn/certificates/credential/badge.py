"""What a credential says: an Open Badges 3.0 achievement as a Verifiable Credential 2.0, out of what is frozen."""

import hashlib
import secrets
from datetime import date, datetime, time
from typing import Any

from flask import current_app

from learn.certificates import paper
from learn.certificates.credential import issuer
from learn.kit import clock
from learn.kit.data_integrity import stamp
from learn.kit.linked_data import CREDENTIALS, OPEN_BADGES
from learn.kit.text import Words
from learn.learning import Completion


def badge(completion: Completion, *, number: str, issued_at: datetime, status: dict[str, str]) -> dict[str, Any]:
    """The credential of a completion, not signed yet. Every word of it is explained by the two contexts."""
    home = current_app.config["BASE_URL"]
    said = {
        "@context": [CREDENTIALS, OPEN_BADGES],
        "id": address(number),
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": _both(completion.course_title),
        "issuer": issuer.profile(),
        "validFrom": stamp(completion.completed_at),
        "awardedDate": stamp(issued_at),
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": _holder(completion),
            "licenseNumber": number,
            "activityEndDate": stamp(completion.completed_at),
            "achievement": _achievement(completion),
            "result": _results(completion),
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
    if completion.valid_until:
        said["validUntil"] = stamp(_end_of(completion.valid_until))
    return said


def address(number: str) -> str:
    """The address of a credential, which is its name as well."""
    return f"{current_app.config['BASE_URL']}/credentials/{number}"


def _holder(completion: Completion) -> list[dict[str, Any]]:
    """Whose it is: the name as on the paper, and the address as a digest, which only who knows it can compare.

    Employer and staff number stay out: a credential is shown to strangers, and says no more than they need.
    """
    salt = secrets.token_hex(16)
    digest = hashlib.sha256((completion.person.email + salt).encode()).hexdigest()
    names = dict.fromkeys([completion.holder_name, completion.holder_latin_name])
    return [
        *(_identity("name", identityHash=name, hashed=False) for name in names if name),
        _identity("emailAddress", identityHash=f"sha256${digest}", hashed=True, salt=salt),
    ]


def _identity(kind: str, **said: Any) -> dict[str, Any]:
    return {"type": "IdentityObject", "identityType": kind, **said}


def _achievement(completion: Completion) -> dict[str, Any]:
    """The course in the version that was learnt, down to the digest of its content."""
    examined = completion.score is not None
    return {
        "id": _course(completion),
        "type": ["Achievement"],
        "achievementType": "CertificateOfCompletion",
        "name": _both(completion.course_title),
        "description": _both(
            Words(
                f"{completion.course_code} 第 {completion.version_number} 版，{_number(completion, 'hours')} 学时",
                f"{completion.course_code} version {completion.version_number}, {_number(completion, 'hours')} hours",
            )
        ),
        "humanCode": completion.course_code,
        "version": completion.version_number,
        "inLanguage": completion.language,
        "criteria": {
            "narrative": _both(
                Words("修完全部单元并通过考核。", "Every unit completed and the examination passed.")
                if examined
                else Words("修完全部单元。", "Every unit completed.")
            )
        },
        "otherIdentifier": [
            _digest("ContentSHA256", completion.content_digest),
            *([_digest("QuestionsSHA256", completion.questions_digest)] if completion.questions_digest else []),
        ],
        "resultDescription": [
            *([_score_described(completion)] if examined else []),
            {
                "id": f"{_course(completion)}-hours",
                "type": ["ResultDescription"],
                "name": "学时 · Hours of learning",
                "resultType": "ext:LearningHours",
            },
        ],
    }


def _score_described(completion: Completion) -> dict[str, Any]:
    return {
        "id": f"{_course(completion)}-score",
        "type": ["ResultDescription"],
        "name": "考核成绩 · Score of the examination",
        "resultType": "Percent",
        "valueMin": "0",
        "valueMax": "100",
    }


def _results(completion: Completion) -> list[dict[str, Any]]:
    hours = {"resultDescription": f"{_course(completion)}-hours", "value": _number(completion, "hours")}
    score = {"resultDescription": f"{_course(completion)}-score", "value": _number(completion, "score")}
    return [{"type": ["Result"], **one} for one in (score, hours) if one["value"]]


def _digest(kind: str, digest: str) -> dict[str, str]:
    return {"type": "IdentifierEntry", "identifier": digest, "identifierType": f"ext:{kind}"}


def _course(completion: Completion) -> str:
    return f"{current_app.config['BASE_URL']}/courses/{completion.course_code}#version-{completion.version_number}"


def _number(completion: Completion, name: str) -> str | None:
    """A number exactly as the paper prints it."""
    return paper.said(completion)[name]


def _both(text: Words) -> str:
    """Both languages in one text: Open Badges knows only one string for a name."""
    return " · ".join(dict.fromkeys([text.zh, text.en]))


def _end_of(day: date) -> datetime:
    """The last second of a day in the house's zone."""
    return datetime.combine(day, time(23, 59, 59), clock.HOUSE_ZONE)
