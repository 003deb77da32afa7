"""The history of the demonstration is made whatever the dice say."""

import random
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from learn.assessment import Attempt
from learn.catalogue import CourseVersion
from learn.demo import history
from learn.demo.mind import Mind
from learn.kit import clock
from learn.kit.db import db
from learn.people import Person


def test_somebody_who_has_used_every_attempt_stops_no_history(
    bo: Person, gmp101: CourseVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("learn.demo.mind.OPEN", 2)  # every answer is left open
    knows_nothing = Mind(0, random.Random(1))  # noqa: S311 - no secret
    begun = clock.now()
    for later in (1, 20):
        with history.set_back(begun + timedelta(days=later)):
            history.study_until_passed(bo, gmp101.course.code, mind=knows_nothing, now=begun + timedelta(days=40))
    tried = db.session.scalar(select(func.count(Attempt.id)).where(Attempt.person_id == bo.id))
    assert tried == 3  # as many as the quiz allows
