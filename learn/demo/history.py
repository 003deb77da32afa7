"""What the people of the demonstration did, made by the verbs that people use with the clock set back meanwhile."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, time, timedelta
from functools import cache, partial
from unittest.mock import patch

import click
from flask_security import hash_password
from sqlalchemy import select, update

from learn.assessment import Attempt
from learn.catalogue import Course, CourseVersion, UnitKind
from learn.catalogue.pack import read
from learn.certificates import Certificate, due
from learn.demo import papers, story
from learn.demo.cast import CAST, add, open_organisations, staff
from learn.demo.mind import Mind, right_answer
from learn.demo.pilot import COURSE, WRONG_TRUTH, pilot
from learn.kit import clock
from learn.kit.db import db
from learn.kit.web import Refused
from learn.learning import Standing
from learn.notifications import Notification
from learn.people import Person
from learn.training import Assignment

OPENED = timedelta(days=560)  # so long ago the platform of the demonstration opened
Act = Callable[[], object]
BEGUN = {"bo@pujiang.example": timedelta(0), "zed@gangcheng.example": timedelta(days=20)}  # theirs is still to come


@contextmanager
def set_back(moment: datetime) -> Iterator[None]:
    """The clock stands at a past moment while the demonstration's history is made."""
    with patch.object(clock, "now", lambda: moment):
        yield


def answer_all(attempt: Attempt, *, blank: int = 0) -> None:
    """Answer a paper rightly but for some questions left blank."""
    answers = {item.version.question_id: right_answer(item.version) for item in attempt.items[blank:]}
    attempt.save(answers, by=attempt.person)


def study(
    person: Person, code: str, *, lessons: int = 99, blank: int | None = 0, mind: Mind | None = None
) -> Attempt | None:
    """Enrol, read so many lessons, and sit the quiz: leaving so many answers blank (None: not yet), or as a mind does."""
    enrolment = Standing(person, version_of(code)).enrol(by=person)
    db.session.flush()
    units = [unit for unit in enrolment.version.units if unit.kind is UnitKind.LESSON][:lessons]
    for unit in units:
        enrolment.read(unit, language=person.language, by=person)
    following = next((unit for unit in enrolment.version.units if unit not in units), None)
    if blank is None or following is None or following.kind is not UnitKind.QUIZ:
        if following:
            enrolment.keep_place(following, place="", language=person.language)
        return None
    attempt = enrolment.sit(following, address=f"/courses/{code}/units/{following.position}")
    db.session.flush()
    if mind is None:
        answer_all(attempt, blank=blank)
        attempt.hand_in(by=person)
        return attempt
    with set_back(clock.now() + mind.sits(attempt)):
        attempt.hand_in(by=person)
    return attempt


def study_until_passed(person: Person, code: str, *, mind: Mind, now: datetime) -> None:
    """Study, and after a failed attempt look at the lessons again and try once more, a day later.

    Papers are drawn anew each time, so now and then somebody has used every attempt: they wait for a talk with HR.
    """
    at, attempt = clock.now(), None
    for later in range(3):
        moment = at + timedelta(days=later)
        if moment > now - timedelta(hours=1):
            return
        with set_back(moment), suppress(Refused):
            attempt = study(person, code, mind=mind)
        if attempt is None or attempt.passed:
            return
        mind = mind.wiser()


def version_of(code: str) -> CourseVersion:
    """The version of a course that is in force."""
    return db.session.scalars(CourseVersion.in_force(clock.today()).where(Course.code == code)).unique().one()


def _plan(people: list[Person], chance: random.Random) -> list[tuple[datetime, Act]]:
    """Who studied what and when, in the order of time."""
    acts = [act for person in people for act in _acts_of(person, chance)]
    return sorted(acts, key=lambda act: act[0])


def _acts_of(person: Person, chance: random.Random) -> Iterator[tuple[datetime, Act]]:
    """What one person did: what a course asks for first comes before it."""
    begun: dict[str, datetime] = {}
    asked = {one: version_of(one.code).prerequisites for one in Assignment.of(person, clock.today())}
    for one, first in sorted(asked.items(), key=lambda item: len(item[1])):
        earliest = [begun[code] + timedelta(days=4) for code in first if code in begun]
        begun[one.code] = max([_moment(person, one, chance), *earliest])
        yield from _acts(person, one, begun[one.code], chance)


def _acts(person: Person, one: Assignment, moment: datetime, chance: random.Random) -> Iterator[tuple[datetime, Act]]:
    """How somebody met a requirement: most in time, some at the second try, some half-way, a few not yet."""
    luck, now = chance.random(), clock.now()
    if luck < 0.93:
        mind = Mind.any(chance)
        for renewal in _renewals(moment, version_of(one.code).valid_months, chance):
            yield renewal, partial(study_until_passed, person, one.code, mind=mind, now=now)
            mind = mind.wiser()
    elif luck < 0.98:
        recent = now - timedelta(days=chance.randint(1, 12), minutes=chance.randint(1, 600))
        yield recent, partial(_begin, person, one.code, lessons=chance.randint(0, 2))


def _begin(person: Person, code: str, *, lessons: int) -> None:
    """Read some lessons, where the course is open already."""
    with suppress(Refused):
        study(person, code, lessons=lessons, blank=None)


def _renewals(moment: datetime, months: int | None, chance: random.Random) -> Iterator[datetime]:
    """The first time, and each renewal some weeks before the end; now and then somebody forgets."""
    while moment < clock.now():
        yield moment
        if months is None or chance.random() < 0.12:
            return
        moment += timedelta(days=30 * months - chance.randint(10, 70))


def _moment(person: Person, one: Assignment, chance: random.Random) -> datetime:
    """Some working hour between taking up the role and the day by which it was due."""
    begun = person.memberships[0].begins_on
    latest = max((clock.today() - begun).days - 2, 1)
    day = clock.today() - timedelta(days=max(1, latest - chance.randint(0, max((one.due_on - begun).days, 20))))
    return datetime.combine(day, time(1 + chance.randint(0, 8), chance.randint(0, 59)), clock.now().tzinfo)


def make(enter_register: Callable[[], None], load_courses: Callable[[], None]) -> None:
    """Build the demonstration into an empty database, from the day it opened until today."""
    chance = random.Random(20261122)  # noqa: S311 - the same history every time, no secret
    opened, now = clock.now() - OPENED, clock.now()
    with set_back(opened):
        open_organisations()
        enter_register()
        CourseVersion.load(pilot(), by=None).publish(by=None)
        load_courses()
    people: list[Person] = []
    with patch("learn.people.person.hash_password", cache(hash_password)):  # one password, so it is hashed once
        _gather(people, chance, opened=opened, now=now)
    plan = sorted([*_plan(people, chance), *_story(now)], key=lambda act: act[0])
    with click.progressbar(plan, label="demonstration history") as acts:
        for moment, act in acts:
            with set_back(moment):
                act()
                db.session.flush()  # what has the moment of its writing gets that of the act
            for completion in db.session.scalars(due()).all():
                with set_back(max(completion.completed_at, moment)):
                    Certificate.issue(completion)  # at once, so that it bears the day on which it was earned
            db.session.info.pop("bells", None)  # all is done at once, and nobody of the past is written to
    _first_days_of_bo(now)
    db.session.execute(update(Notification).values(mail_due=False))
    db.session.execute(update(Notification).where(Notification.at < now - timedelta(days=10)).values(read_at=now))


def _gather(people: list[Person], chance: random.Random, *, opened: datetime, now: datetime) -> None:
    """Everybody, each since the day on which they began; `people` gets those with a history."""
    for part in staff(chance):
        with set_back(opened + timedelta(days=chance.choice([2, 2, 30, 120, 240, 380, 470, 530]))):
            people.append(add(part))
    for part in CAST:
        begun = BEGUN.get(part.email)
        with set_back(opened + timedelta(days=1) if begun is None else now - begun):
            person = add(part)
        if begun is None:
            people.append(person)


def _story(now: datetime) -> list[tuple[datetime, Act]]:
    """How the wrong keys of the pilot were found and put right, and what became of certificates."""
    ada, quinn, hana = (_cast(f"{name}.example") for name in ("ada@alliance", "quinn@alliance", "hana@pujiang"))
    days: list[tuple[int, Act]] = [
        (100, partial(papers.design_for, "GANGCHENG", ada, quinn)),
        (58, story.doubt_the_key),
        (45, partial(_replace_the_pilot, ada, quinn)),
        (44, partial(story.answer_the_doubt, ada)),
        (40, partial(story.put_right, ada, quinn)),
        (20, partial(papers.revoke_one, hana, quinn)),
        (10, partial(papers.correct_one, hana, quinn)),
        (2, story.doubt_the_wording),
        (1, partial(papers.propose_one, hana)),
        (1, partial(story.propose, WRONG_TRUTH, ada)),
    ]
    return [(now - timedelta(days=ago), act) for ago, act in days]


def _replace_the_pilot(ada: Person, quinn: Person) -> None:
    version = CourseVersion.load(read(COURSE), by=ada)
    db.session.flush()
    version.publish(by=quinn)


def _cast(email: str) -> Person:
    return db.session.scalars(select(Person).where(Person.email == email)).one()


def _first_days_of_bo(now: datetime) -> None:
    """Bo began today; one lesson of REG-101 is read, nothing else: the rest is for whoever tries the platform."""
    bo = _cast(CAST[0].email)
    with set_back(now - timedelta(minutes=50)):
        study(bo, "REG-101", lessons=1, blank=None)


def empty() -> bool:
    """Whether nobody is in the database yet."""
    return db.session.scalar(select(Person.id).limit(1)) is None
