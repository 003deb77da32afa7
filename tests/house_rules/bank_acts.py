"""The acts of those who write questions, and the question that they rewrite."""

from learn.assessment import Draft, QuestionBank, QuestionKind
from learn.kit.db import db
from learn.kit.text import Words
from tests import cast
from tests.catalogue.question_sheets import sheet
from tests.house_rules.correction_acts import ADA, QUINN, Steps

BANK = "/studio/banks/GMP-101"
AGAIN = {**sheet("truefalse"), "seen": "1", "change": "wording", "why": "Clearer"}
STEPS = [
    Steps(
        "banks.add",
        ADA,
        "/studio/banks",
        {"organisation": "{alliance}", "code": "PRACTICE", "zh": "实操", "en": "Practice"},
    ),
    Steps("banks.tag_questions", QUINN, f"{BANK}/tags", {"question": "Q01", "tag": "new", "asked": "kind=single"}),
    Steps("writing.add", ADA, f"{BANK}/questions", sheet()),
    Steps("writing.revise", ADA, f"{BANK}/questions/{{written}}/versions", AGAIN),
]
TRIAL = Steps("questions.try_question", QUINN, f"{BANK}/questions/Q01/trial", {"language": "zh", "shuffled": "1"})


def set_out() -> dict[str, object]:
    """A question of one edition."""
    bank = db.session.scalars(db.select(QuestionBank).where(QuestionBank.code == "GMP-101")).one()
    draft = Draft(QuestionKind.TRUEFALSE, Words("气闸的门可以同时打开。", "Both doors may be open."), {"answer": False})
    version = bank.add_draft(draft, by=cast.person(ADA))
    return {"written": version.question.code, "alliance": cast.organisation(cast.ALLIANCE).id}
