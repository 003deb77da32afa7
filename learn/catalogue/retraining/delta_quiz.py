"""The quiz of a delta: the rules of the version's last quiz, over questions about what changed."""

from collections import Counter
from collections.abc import Mapping, Sequence
from math import ceil
from typing import Any

from sqlalchemy import select

from learn.assessment import Question, QuestionVersion, Quiz
from learn.catalogue.unit import Unit
from learn.catalogue.version import CourseVersion
from learn.kit.db import db

A_UNIT, AT_LEAST = 3, 5  # questions: so many about a unit, and so many in all where there are any
SHORTEST = 5  # minutes


def last_quiz(units: Sequence[Unit]) -> Unit | None:
    """The last required quiz of a version, or else the last one; None: it has none."""
    quizzes = [unit for unit in reversed(units) if unit.quiz]
    return next((unit for unit in quizzes if unit.required), next(iter(quizzes), None))


def quiz_about(version: CourseVersion, slugs: Sequence[str]) -> Quiz | None:
    """A quiz that draws from the questions about some units; None: nobody asks about them."""
    last = last_quiz(version.units)
    if last is None or last.quiz is None:
        return None
    pool = _questions_about(version, slugs)
    critical = _critical(last.quiz, pool)
    counts = how_many(Counter(one.topic for one in pool), at_least=Counter(one.topic for one in critical.values()))
    if not counts:
        return None
    return Quiz.of(_rules(last.quiz, counts, list(critical)), pool)


def how_many(has: Mapping[str, int], *, at_least: Mapping[str, int]) -> dict[str, int]:
    """So many questions about each unit: three, those that are always asked, and more where that makes too short a quiz."""
    counts = {slug: min(max(A_UNIT, at_least.get(slug, 0)), has[slug]) for slug in has}
    for slug in sorted(has, key=lambda slug: counts[slug] - has[slug]):  # where the most are left over
        counts[slug] += min(has[slug] - counts[slug], max(0, AT_LEAST - sum(counts.values())))
    return counts


def _questions_about(version: CourseVersion, slugs: Sequence[str]) -> list[QuestionVersion]:
    """Every question about these units that some quiz of the version may draw, once."""
    found: dict[int, QuestionVersion] = {}
    for unit in version.units:
        for entry in unit.quiz.pool if unit.quiz else ():
            if entry.version.topic in slugs:
                found.setdefault(entry.version_id, entry.version)
    return list(found.values())


def _critical(quiz: Quiz, pool: Sequence[QuestionVersion]) -> dict[str, QuestionVersion]:
    """Of the questions that must be right, those in the pool, by their codes."""
    codes = (quiz.rules or {}).get("critical", [])
    if not codes:
        return {}
    by_id = {one.question_id: one for one in pool}
    asked = select(Question.id, Question.code).where(Question.id.in_(by_id), Question.code.in_(codes))
    return {code: by_id[question_id] for question_id, code in db.session.execute(asked)}


def _rules(quiz: Quiz, counts: Mapping[str, int], critical: list[str]) -> dict[str, Any]:
    """The rules of the whole quiz, cut to fewer questions: as much time for each of them, no sections, nothing fixed."""
    kept = {key: value for key, value in (quiz.rules or {}).items() if key not in ("fixed", "critical", "sections")}
    minutes = ceil(quiz.minutes * sum(counts.values()) / max(1, quiz.shows))
    return {
        **kept,
        **({"critical": critical} if critical else {}),
        "draw": [{"unit": slug, "count": count} for slug, count in counts.items()],
        "pass_mark": quiz.pass_mark,
        "minutes": min(quiz.minutes, max(SHORTEST, minutes)),
        "attempts": quiz.attempts,
        "cool_off_minutes": list(quiz.cool_off_minutes),
    }
