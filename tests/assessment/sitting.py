"""Quizzes to sit in tests, and forms that answer them right or wrong."""

from collections.abc import Iterable, Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from learn.assessment import Attempt, PaperItem, QuestionBank, QuestionVersion, Quiz
from learn.kit.db import db
from learn.kit.text import Words

BODIES: dict[str, dict[str, Any]] = {
    "single": {
        "choices": [
            {"id": "a", "zh": "人事部门", "en": "Human resources"},
            {"id": "b", "zh": "质量负责人", "en": "The quality head", "correct": True},
            {"id": "c", "zh": "供应商", "en": "The supplier"},
        ]
    },
    "multiple": {
        "choices": [
            {"id": "a", "zh": "企业负责人", "en": "Head of the enterprise", "correct": True},
            {"id": "b", "zh": "质量受权人", "en": "Qualified person", "correct": True},
            {"id": "c", "zh": "访客", "en": "A visitor"},
        ]
    },
    "truefalse": {"answer": True},
    "matching": {
        "pairs": [
            {"id": "a", "left": {"zh": "受权人", "en": "QP"}, "right": {"zh": "放行", "en": "Releases"}},
            {"id": "b", "left": {"zh": "操作员", "en": "Operator"}, "right": {"zh": "操作", "en": "Operates"}},
        ],
        "extra": [{"id": "x", "zh": "采购", "en": "Buys"}],
    },
    "ordering": {
        "items": [
            {"id": "a", "zh": "采集", "en": "Collect"},
            {"id": "b", "zh": "制备", "en": "Process"},
            {"id": "c", "zh": "放行", "en": "Release"},
        ]
    },
    "numeric": {"answer": 4711, "tolerance": 0, "unit": {"zh": "个月", "en": "months"}},
    "short": {"accept": [["name", "date"], ["姓名", "日期"]]},
}
RULES = {
    "draw": [{"unit": "people", "count": 7}],
    "pass_mark": 80,
    "minutes": 20,
    "attempts": 3,
    "cool_off_minutes": [0, 30],
}


def bank(code: str = "B-1") -> QuestionBank:
    """An empty bank."""
    return QuestionBank.add(code=code, title=Words("题库", "Bank"), by=None)


def take(
    into: QuestionBank, code: str, kind: str, body: Mapping[str, Any] | None = None, **other: Any
) -> QuestionVersion:
    """Put a question into a bank."""
    content: dict[str, Any] = {
        "topic": "people",
        "objective": "people",
        "difficulty": "easy",
        "text": Words(f"第 {code} 题？", f"Question {code}?"),
        "body": dict(body or BODIES[kind]),
        "reason": Words("因为第二十六条如此规定。", "Because Article 26 says so."),
        "source": "CG",
        "source_title": Words("药品生产质量管理规范", "China GMP"),
        "clause": Words("第二十六条", "Art. 26"),
        "check": "read",
        **other,
    }
    return into.take(code=code, kind=kind, by=None, **content)


def quiz_of(kinds: Iterable[str], **rules: Any) -> Quiz:
    """A quiz that draws one question of each of these kinds, from exactly these."""
    questions = bank(f"B-{rules.pop('bank', 1)}")
    versions = [take(questions, f"Q{n:02d}", kind) for n, kind in enumerate(kinds, start=1)]
    quiz = Quiz.of({**RULES, "draw": [{"unit": "people", "count": len(versions)}], **rules}, versions)
    db.session.commit()
    return quiz


def right(item: PaperItem) -> dict[str, Any]:
    """The controls of a question, filled in rightly."""
    return FILLED[item.version.kind](item)


def right_form(attempt: Attempt) -> dict[str, Any]:
    """A whole paper filled in rightly."""
    return {name: value for item in attempt.items for name, value in right(item).items()}


def given_rightly(item: PaperItem) -> dict[str, Any]:
    """The right answer to a question, as it is kept."""
    given = item.read(MultiDict(right(item)))
    assert given is not None
    return given


FILLED: dict[str, Any] = {
    "single": lambda item: {item.name: "b"},
    "multiple": lambda item: {item.name: ["a", "b"]},
    "truefalse": lambda item: {item.name: "true"},
    "matching": lambda item: {f"{item.name}-{id}": str(item.order.index(id) + 1) for id in "ab"},
    "ordering": lambda item: {f"{item.name}-{item.order.index(id) + 1}": str(n) for n, id in enumerate("abc", start=1)},
    "numeric": lambda item: {item.name: "4,711 months"},
    "short": lambda item: {item.name: "Date and name"},
}
