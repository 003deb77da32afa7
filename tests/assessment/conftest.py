"""A quiz with one question of every kind, and Bo sitting it."""

from collections.abc import Callable
from typing import Any

import pytest

from learn.assessment import Attempt, Quiz
from learn.kit.db import db
from learn.kit.text import Words
from learn.people import Person
from tests.assessment.sitting import BODIES, quiz_of


@pytest.fixture
def quiz(app: Any) -> Quiz:
    """A quiz with one question of every kind; 80 per cent pass, three attempts, 30 minutes after the second."""
    return quiz_of(BODIES)


@pytest.fixture
def start() -> Callable[..., Attempt]:
    """`start(bo, quiz)`: somebody begins an attempt."""

    def begin(person: Person, quiz: Quiz, before: list[Attempt] | None = None) -> Attempt:
        title = Words("GMP-101 结课测验", "GMP-101 Final quiz")
        attempt = quiz.start(person, before=before or [], title=title, address="/courses/GMP-101/units/3")
        db.session.commit()
        return attempt

    return begin


@pytest.fixture
def attempt(bo: Person, quiz: Quiz, start: Callable[..., Attempt]) -> Attempt:
    """Bo's first attempt, just begun."""
    return start(bo, quiz)
