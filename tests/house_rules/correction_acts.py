"""The acts around doubts and corrections, and what they are done to."""

from dataclasses import dataclass, field

from sqlalchemy import select

from learn import demo
from learn.assessment import Attempt, Correction, Doubt, QuestionVersion
from learn.certificates.correction_effects import DryRunForPeople
from learn.kit.db import db
from learn.kit.text import Words
from tests import cast

ADA, QUINN = "ada@alliance.example", "quinn@alliance.example"
REASON = Words("原答案有误。", "The key was wrong.")


@dataclass(frozen=True)
class Steps:
    """A form that somebody sends, in the words of `acts.Act`."""

    endpoint: str
    who: str
    path: str
    form: dict[str, str] = field(default_factory=dict)


STEPS = [
    Steps("doubts.question_it", "fei@pujiang.example", "/attempts/{sat}/questions/2/doubts", {"text": "Unclear."}),
    Steps("doubts_studio.reply", ADA, "/studio/doubts/{doubt}/reply", {"text": "Read Article 26."}),
    Steps(
        "corrections.propose",
        ADA,
        "/studio/banks/GMP-101/questions/{rewritten}/corrections",
        {"wrong": "{wrong}", "to": "{right}", "reason_zh": REASON.zh, "reason_en": REASON.en},
    ),
    Steps(
        "corrections.approve",
        QUINN,
        "/studio/corrections/{correction}/approval",
        {"password": demo.PASSWORD, "digest": "{shown}"},
    ),
    Steps("corrections.decline", QUINN, "/studio/corrections/{correction}/refusal", {"note": "The key is right."}),
]


def set_out() -> dict[str, object]:
    """A doubt and a correction that wait, and a question with two editions."""
    fei, ada = cast.person("fei@pujiang.example"), cast.person(ADA)
    attempt = db.session.scalars(select(Attempt).where(Attempt.person_id == fei.id)).first()
    doubt = Doubt.raise_about(attempt, attempt.items[0], text="Unclear.", by=fei)
    one, other = (_rewritten(item.version) for item in attempt.items[:2])
    correction = Correction.propose(one[0].question, wrong=[one[0]], to=one[1], reason=REASON, by=ada)
    db.session.flush()
    return {
        "sat": attempt.id,
        "doubt": doubt.id,
        "rewritten": other[0].question.code,
        "wrong": other[0].id,
        "right": other[1].id,
        "correction": correction.id,
        "shown": DryRunForPeople(correction).digest,
    }


def _rewritten(version: QuestionVersion) -> tuple[QuestionVersion, QuestionVersion]:
    """A question version and one that says the same in other words."""
    names = ("kind", "topic", "objective", "difficulty", "body", "reason", "source", "source_title", "clause", "check")
    content = {name: getattr(version, name) for name in names}
    return version, version.question.version_for({**content, "text": Words("新题面？", "Put anew?")}, by=None)
