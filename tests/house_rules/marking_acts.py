"""The acts of those who mark by hand, each on an essay of its own."""

from learn import demo
from learn.assessment import Quiz
from learn.assessment.by_hand import MarkerTurn
from learn.kit.db import db
from learn.kit.text import Words
from tests import cast
from tests.assessment.bodies import ESSAY
from tests.assessment.sitting import RULES, bank, take
from tests.house_rules.correction_acts import ADA, Steps

SHEET = {"m{essay}-pfacts": "2", "m{essay}-porder": "1", "m{essay}-comment": "Good.", "comment": "Good."}
WORK = "/studio/marking/{turn}"
STEPS = [
    Steps("marking.keep_draft", ADA, f"{WORK}/draft", SHEET),
    Steps("marking.pass_on", ADA, f"{WORK}/handover", {"to": "{colleague}", "why": "I taught them"}),
    Steps("marking.send_back", ADA, f"{WORK}/return", {"reason": "Name the article."}),
    Steps("marking.judge", ADA, f"{WORK}/judgement", {**SHEET, "password": demo.PASSWORD}),
]


def set_out() -> dict[str, object]:
    """An essay that waits for Ada's marks."""
    eva = cast.person("eva@pujiang.example")
    essay = take(bank("ESSAYS"), "Q01", "essay", ESSAY)
    quiz = Quiz.of({**RULES, "draw": [{"unit": "people", "count": 1}]}, [essay])
    attempt = quiz.start(eva, before=[], title=Words("论述", "Essay"), address="/courses")
    attempt.save({essay.question_id: {"text": "People are trained."}}, by=eva)
    attempt.hand_in(by=eva)
    turn = db.session.scalars(db.select(MarkerTurn)).one()
    return {"turn": turn.id, "essay": attempt.items[0].id, "colleague": cast.person("quinn@alliance.example").id}
