"""Whose a bank is, and how its questions are found, filtered and tagged, be they eight or five thousand."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from learn.assessment import Draft, Question, QuestionBank, QuestionKind, QuestionTag
from learn.audit import AuditEntry, Event
from learn.catalogue import CourseVersion
from learn.catalogue.register import Source, SourceState
from learn.kit import clock
from learn.kit.text import Words
from learn.people import Organisation, Permission, Person

Act = Callable[..., Any]
NEW = {"code": "car-t-practice", "zh": "CAR-T 实操", "en": "CAR-T practice"}
BANK = "/studio/banks/GMP-101"


@pytest.fixture
def instructors(session: Any, hana: Person, hu: Person, pujiang: Organisation, gangcheng: Organisation) -> None:
    """Hana writes for her hospital, Hu for hers."""
    hana.grant(Permission.INSTRUCTOR, pujiang, by=None)
    hu.grant(Permission.INSTRUCTOR, gangcheng, by=None)
    session.commit()


def draft(zh: str, en: str = "", **more: Any) -> Draft:
    """A statement that is true."""
    return Draft(kind=QuestionKind.TRUEFALSE, text=Words(zh=zh, en=en), body={"answer": True}, **more)


# whose


def test_a_members_instructor_opens_a_bank_that_only_their_house_sees(
    browser: Act, visit: Act, session: Any, instructors: None, hana: Person, hu: Person, ada: Person, pujiang: Organisation
) -> None:  # fmt: skip
    hers = browser(hana)
    hers.client.set_cookie("language", "en")
    assert "No question bank is here yet" in hers.get("/studio/banks").text
    page = hers.post("/studio/banks", {**NEW, "organisation": str(pujiang.id)})
    assert page.location == "/studio/banks/CAR-T-PRACTICE"
    assert "No question is here yet" in hers.get(page.location).text
    bank = session.scalars(select(QuestionBank).where(QuestionBank.code == "CAR-T-PRACTICE")).one()
    assert bank.organisation == pujiang
    bank.add_draft(draft("仅本院可见。", "For this house only."), by=hana)
    session.commit()
    for stranger in (hu, ada):
        for path in ("", "/questions/Q01", "/questions/Q01/preview", "/near-duplicates", "/questions/new"):
            visit(stranger, f"/studio/banks/CAR-T-PRACTICE{path}", expect=404)
        assert "仅本院可见" not in visit(stranger, "/studio/questions", language="zh").text
        assert "CAR-T" not in visit(stranger, "/studio/banks").text
    assert hers.get("/studio/questions").h1 == "1 question"


def test_nobody_opens_a_bank_for_another_house(
    send: Act, session: Any, instructors: None, hana: Person, gangcheng: Organisation, alliance: Organisation
) -> None:
    for elsewhere in (gangcheng, alliance):
        page = send(hana, "/studio/banks", {**NEW, "organisation": str(elsewhere.id)}, expect=422)
        assert page.all("#organisation-fault")


def test_the_alliances_instructor_opens_a_bank_of_the_alliance(
    send: Act, session: Any, ada: Person, alliance: Organisation, gmp101: CourseVersion
) -> None:
    send(ada, "/studio/banks", {**NEW, "organisation": str(alliance.id)})
    assert session.scalars(select(QuestionBank).where(QuestionBank.code == "CAR-T-PRACTICE")).one().organisation is None
    page = send(ada, "/studio/banks", {**NEW, "code": "gmp-101", "organisation": str(alliance.id)}, expect=409)
    assert "already a question bank" in page.text
    send(ada, "/studio/banks", {**NEW, "code": "a b", "organisation": str(alliance.id)}, expect=422)


# finding


@pytest.mark.parametrize(
    ("asked", "n"),
    [
        ("q=铅笔", 1), ("q=qianbi", 1), ("q=qian bi", 1), ("q=PENCIL writing", 1), ("q=pencil kept", 0),
        ("q=%25", 0), ("q=_", 0), ("q=Q03", 1), ("q=CG", 8), ("kind=truefalse", 2), ("topic=lesson-2", 4),
        ("objective=people", 8), ("difficulty=hard", 0), ("source=CG", 8), ("status=in_force", 8),
        ("status=repealed", 0), ("status=unknown", 0), ("check=read", 8), ("check=verify", 0), ("lacks=any", 0),
        ("used=quiz", 8), ("used=unused", 0), ("used=attempts", 0), ("since=2026-01-01", 8), ("since=2199-01-01", 0),
        ("since=never", 8), ("author=1", 0), ("author=x", 0), ("tag=none", 0), ("kind=riddle", 0),
        ("q=铅笔&kind=truefalse&topic=lesson-2", 1),
    ],
)  # fmt: skip
def test_a_bank_is_searched_in_both_languages_pinyin_and_by_filters(
    visit: Act, gmp101: CourseVersion, ada: Person, asked: str, n: int
) -> None:
    for path in (BANK, "/studio/questions"):
        assert visit(ada, f"{path}?{asked}").h1.split()[0] == str(n)


def test_a_repealed_or_draft_source_is_flagged(visit: Act, session: Any, gmp101: CourseVersion, ada: Person) -> None:
    bank = gmp101.course.bank
    source, before = session.scalars(select(Source).where(Source.name == "CG")).one(), None
    for status, words in ((SourceState.REPEALED, "Source repealed"), (SourceState.DRAFT, "Source is a draft")):
        before = source.state(status, from_on=clock.today(), reason="Told", by=ada, replaces=before)
        session.commit()
        page = visit(ada, f"/studio/banks/{bank.code}?status={status}")
        assert page.h1 == "8 questions"
        assert words in page.text
        assert words in visit(ada, f"{BANK}/questions/Q01").text


def test_used_questions_are_told_from_unused_ones(
    visit: Act, session: Any, gmp101: CourseVersion, ada: Person, bo: Person
) -> None:
    from learn import demo

    gmp101.course.bank.add_draft(draft("没有人用过。", "Nobody used this."), by=ada)
    demo.study(bo, "GMP-101")
    session.commit()
    assert visit(ada, f"{BANK}?used=unused").h1 == "1 question"
    assert visit(ada, f"{BANK}?used=attempts").h1 == "4 questions"
    assert visit(ada, f"{BANK}?author={ada.id}").h1 == "1 question"


# tags


def test_ticked_questions_are_tagged_and_the_trail_says_which(
    browser: Act, session: Any, gmp101: CourseVersion, quinn: Person
) -> None:
    his = browser(quinn)
    his.client.set_cookie("language", "en")
    form = {"question": ["Q01", "Q03", "Q99"], "tag": " for   review ", "asked": "kind=single&page=1&evil=1"}
    page = his.post(f"{BANK}/tags", form)
    assert page.location == f"{BANK}?kind=single&page=1"
    assert his.get(f"{BANK}?tag=for+review").h1 == "2 questions"
    entry = session.scalars(select(AuditEntry).where(AuditEntry.event == Event.QUESTIONS_TAGGED)).one()
    assert (entry.subject_name, entry.new) == ("GMP-101", {"tag": "for review", "codes": ["Q01", "Q03"]})
    his.post(f"{BANK}/tags", {**form, "tag": "for review"})  # they have it: nothing happens, nothing is recorded
    his.post(f"{BANK}/tags", {"question": ["Q01", "Q02"], "tag": "for review", "remove": "1"})
    assert his.get(f"{BANK}?tag=for+review").h1 == "1 question"
    events = session.scalars(select(AuditEntry).where(AuditEntry.event.startswith("questions."))).all()
    assert [one.old for one in events if one.event is Event.QUESTIONS_UNTAGGED] == [
        {"tag": "for review", "codes": ["Q01"]}
    ]
    assert sum(one.event is Event.QUESTIONS_TAGGED for one in events) == 1


def test_tagging_nothing_or_with_nothing_is_said_at_the_field(send: Act, gmp101: CourseVersion, ada: Person) -> None:
    assert "Tick the questions" in send(ada, f"{BANK}/tags", {"tag": "x"}, expect=422).one("#tag-fault").get_text()
    assert "Write a tag." in send(ada, f"{BANK}/tags", {"question": "Q01"}, expect=422).one("#tag-fault").get_text()
    assert "comma" not in send(ada, f"{BANK}/tags", {"question": "Q01", "tag": "，,"}, expect=409).text


def test_the_tags_of_a_draft_come_along(session: Any, gmp101: CourseVersion, ada: Person) -> None:
    version = gmp101.course.bank.add_draft(draft("甲", "A", tags=("moodle", "moodle", "old")), by=ada)
    session.flush()
    tags = select(QuestionTag.tag).where(QuestionTag.question_id == version.question_id)
    assert sorted(session.scalars(tags)) == ["moodle", "old"]


# five thousand


@pytest.fixture
def large(session: Any, ada: Person) -> QuestionBank:
    """A bank of the alliance with 5,000 questions."""
    from learn.audit import together

    bank = QuestionBank.add(code="LARGE", title=Words("大题库", "A large bank"), by=ada)
    session.flush()
    with together():
        for n in range(5_000):
            bank.add_draft(draft(f"第 {n} 条。", f"Rule {n}.", source="CG", topic=f"unit-{n % 30}"), by=ada)
    session.commit()
    session.expire_all()
    return bank


def test_a_bank_of_five_thousand_costs_as_few_queries_as_one_of_eight(
    visit: Act, queries: Any, gmp101: CourseVersion, large: QuestionBank, ada: Person
) -> None:
    for path in ("/studio/banks/LARGE", "/studio/questions", "/studio/questions?q=4711&topic=unit-1&page=1"):
        with queries() as sent:
            visit(ada, path)
        assert len([one for one in sent if "INSERT" not in one]) <= 9, "\n".join(sent)  # signing in is one of them
    assert visit(ada, "/studio/questions?q=rule+4711.").h1 == "1 question"
    assert "4976–5,000" in visit(ada, "/studio/banks/LARGE?page=200").text.replace("4,976", "4976")
    visit(ada, "/studio/banks/LARGE?page=201", expect=404)


def test_one_more_question_costs_the_same_however_many_there_are(
    session: Any, queries: Any, gmp101: CourseVersion, large: QuestionBank
) -> None:
    counted = []
    for code in ("GMP-101", "LARGE"):
        session.expunge_all()
        bank = session.scalars(select(QuestionBank).where(QuestionBank.code == code)).one()
        first = bank.add_draft(draft("第一道新题。"), by=None).question.code
        with queries() as sent:
            bank.add_draft(draft("又一道新题。"), by=None)
        counted.append(len(sent))
        assert len([one for one in session.identity_map.values() if isinstance(one, Question)]) == 2
        assert first == {"GMP-101": "Q09", "LARGE": "Q5001"}[code]
    assert counted[0] == counted[1]
    assert bank.find("Q5000") is not None
    assert bank.next_code() == "Q5003"
