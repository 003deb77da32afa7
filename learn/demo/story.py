"""What became of the two wrong keys of the pilot: questioned, answered, put right; and one that waits for a signature."""

from sqlalchemy import select

from learn.assessment import Attempt, Correction, Doubt, PaperItem, Question, QuestionBank, Remarking
from learn.certificates import DryRunForPeople
from learn.demo.pilot import WRONG_CHOICE, WRONG_TRUTH
from learn.kit.db import db
from learn.kit.text import Words
from learn.people import Person

NOT_SO_STRICT = "第三十四条允许在特殊情况下进入，只要事先作个人卫生和更衣指导。“任何情况下都不得进入”不对吧？"
ANSWER = (
    "您说得对：试行版的标准答案比条文更严。正式版已更正；签署之后，之前的作答会按更正后的答案重新评分，原成绩保留。"
)
UNCLEAR = "题目没有说清是哪一份记录，我按批记录理解的。能否写明？"
WHY = {
    WRONG_CHOICE: Words(
        "试行版的标准答案比条文更严：特殊情况确需进入的，事先指导后可以进入。",
        "The key of the pilot was stricter than the article: whoever must enter may, after being instructed beforehand.",
    ),
    WRONG_TRUTH: Words(
        "试行版的标准答案有误：两个岗位不得互相兼任，小企业也不例外。",
        "The key of the pilot was wrong: the two posts may never be held by one person, in small firms neither.",
    ),
}


def doubt_the_key() -> None:
    """Somebody who was marked wrong for the right answer says so."""
    if item := _wronged(WRONG_CHOICE):
        Doubt.raise_about(_attempt(item), item, text=NOT_SO_STRICT, by=_attempt(item).person)


def answer_the_doubt(ada: Person) -> None:
    """Ada answers."""
    if doubt := db.session.scalar(select(Doubt).order_by(Doubt.id)):
        doubt.answer(text=ANSWER, by=ada)


def doubt_the_wording() -> None:
    """Somebody finds a question unclear; it waits for whoever tries the platform."""
    asked = select(PaperItem).join(PaperItem.version).order_by(PaperItem.id.desc()).limit(200)
    items = [item for item in db.session.scalars(asked) if item.version.topic == "records" and _attempt(item).finished]
    if items:
        Doubt.raise_about(_attempt(items[0]), items[0], text=UNCLEAR, by=_attempt(items[0]).person)


def propose(code: str, ada: Person) -> Correction:
    """Ada proposes that a question of the pilot is marked by the key of its newest edition."""
    asked = select(Question).join(Question.bank).where(QuestionBank.code == "GMP-101", Question.code == code)
    question = db.session.scalars(asked).one()
    wrong, right = question.versions[0], question.versions[-1]
    correction = Correction.propose(question, wrong=[wrong], to=right, reason=WHY[code], by=ada)
    db.session.flush()
    return correction


def put_right(ada: Person, quinn: Person) -> None:
    """Quinn signs the first one, and every attempt is marked again."""
    correction = propose(WRONG_CHOICE, ada)
    correction.approve(by=quinn, shown=DryRunForPeople(correction).shown)
    db.session.flush()
    for attempt_id in Remarking.due(correction):
        Remarking.of_one(correction, attempt_id)


def _wronged(code: str) -> PaperItem | None:
    """An answer that was right and was marked wrong by the key of the pilot."""
    asked = select(PaperItem).join(PaperItem.version).join(Question).join(QuestionBank)
    found = db.session.scalars(
        asked.where(QuestionBank.code == "GMP-101", Question.code == code).order_by(PaperItem.id)
    )
    return next((one for one in found if one.given.get("choices") == ["c"] and _attempt(one).finished), None)


def _attempt(item: PaperItem) -> Attempt:
    return db.session.get_one(Attempt, item.attempt_id)
