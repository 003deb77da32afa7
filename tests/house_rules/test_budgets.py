"""What a page may cost: queries, HTML, styles and scripts. Every page that somebody can open is held to it."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from learn import demo
from learn.kit.db import db
from learn.kit.text import Words
from learn.learning import Enrolment, Standing
from learn.people import JobRole, Organisation, Person
from learn.training import Requirement
from tests import cast
from tests.assessment.sitting import BODIES, quiz_of
from tests.conftest import Browser, load_course
from tests.house_rules.test_routes import routes
from tests.pages import Page

MOST_QUERIES = 8
MOST_HTML = 30_000  # bytes around the content of a page
MOST_ASSETS = 60_000  # bytes, compressed, on a first visit
SAVING = 5  # queries for an answer saved
ROLES = {
    "trainee": "bo@pujiang.example",
    "hr": "hana@pujiang.example",
    "instructor": "quinn@alliance.example",
    "reviewer": "ada@alliance.example",
    "administrator": "omar@alliance.example",
    "inspector": "ines@inspectorate.example",
}
CONTENT = "tbody, .lesson"  # the rows of a table, the text of a lesson


def addresses(app: Flask, records: dict[str, str]) -> list[str]:
    """The addresses of pages, with Bo's ids and numbers in their gaps."""
    gaps = {
        "id": ("membership", "attempt", "enrolment", "person"), "code": ("course",), "number": ("certificate",),
        "n": ("1", "3"), "name": ("training-records", "people"),
    }  # fmt: skip
    rules = [rule for rule in routes(app) if "GET" in (rule.methods or ()) and rule.arguments <= gaps.keys()]
    pages = [rule.rule for rule in rules if "." not in rule.rule]  # with a dot they are files, sent row by row
    return sorted({path for rule in pages for path in filled(rule, gaps, records)})


def filled(rule: str, gaps: dict[str, tuple[str, ...]], records: dict[str, str]) -> set[str]:
    """A route with each possible word in each of its gaps."""
    paths = {rule}
    for gap in re.findall(r"<(?:int:)?(\w+)>", rule):
        words = [records.get(word, word) for word in gaps[gap]]
        paths = {re.sub(rf"<(?:int:)?{gap}>", word, path) for path in paths for word in words}
    return paths


@pytest.mark.parametrize("role", ROLES)
def test_every_page_that_somebody_can_open_is_cheap(
    app: Flask, bos_records: dict[str, str], browser: Callable[..., Browser], queries: Any, role: str
) -> None:
    hands, opened = browser(cast.person(ROLES[role])), 0
    for path in addresses(app, bos_records):
        with queries() as sent, app.app_context():
            page = Page(hands.client.get(path))
        if page.response.status_code == 200 and page.response.mimetype == "text/html":
            opened += 1
            told = "\n".join(one[:150] for one in sent)
            assert len(sent) <= MOST_QUERIES, f"{path} sends {len(sent)} queries:\n{told}"
            assert page.weight_of_assets <= MOST_ASSETS, path
            assert around_content(page) <= MOST_HTML, f"{path} has too much HTML around its content"
    assert opened >= 10, "the walk must meet the pages of the role"


def around_content(page: Page) -> int:
    """The bytes of HTML around the rows of tables and the text of a lesson."""
    for content in page.all(CONTENT):
        content.decompose()
    return len(str(page.soup).encode())


def test_a_browser_keeps_all_that_a_page_loads(app: Flask, bo: Person, browser: Callable[..., Browser]) -> None:
    """The next visit loads nothing: each address carries its content's digest and is said never to change."""
    hands = browser(bo)
    assets = hands.get("/").assets
    assert any(address.endswith(".css") for address in assets)
    for address in assets:
        answer = hands.client.get(address, headers={"Accept-Encoding": "br"}, buffered=True)
        assert "immutable" in answer.headers["Cache-Control"], address
        assert answer.headers["Content-Encoding"] == "br", address
        assert re.search(r"\.[0-9a-f]{12}\.", address), address


# as many queries for many as for few


@pytest.fixture
def cost(browser: Callable[..., Browser], queries: Any) -> Callable[..., int]:
    """`cost(hana, "/hr/people")`: how many queries somebody's page sends."""

    def count(person: Person, path: str) -> int:
        hands = browser(person)
        with queries() as sent:
            hands.get(path)
        return len(sent)

    return count


@pytest.mark.parametrize(
    ("email", "path"),
    [
        ("hana@pujiang.example", "/hr"),
        ("hana@pujiang.example", "/hr/people"),
        ("omar@alliance.example", "/admin/people"),
        ("omar@alliance.example", "/admin/organisations"),
        ("ines@inspectorate.example", "/records"),
        ("ines@inspectorate.example", "/records/people?organisation=PUJIANG"),
    ],
)
def test_sixty_staff_cost_as_many_queries_as_five(
    cost: Callable[..., int], pujiang: Organisation, gmp101: Any, email: str, path: str
) -> None:
    held = JobRole(code="role-of-the-budget", title=pujiang.name)
    db.session.add(held)
    db.session.flush()
    Requirement.set(held, gmp101.course, 0, by=None)

    def hire(numbers: range) -> None:
        for n in numbers:
            person = Person.add(email=f"budget{n}@pujiang.example", name=f"林{n}", by=None)
            membership = person.join(pujiang, staff_number=f"X-{n}", department=f"D{n % 7}", by=None)
            membership.take_role(held, by=None)
            if n % 2:
                Standing(person, gmp101).enrol(by=person)
        db.session.commit()
        db.session.info.pop("bells", None)

    hire(range(5))
    few = cost(cast.person(email), path)
    hire(range(5, 60))
    assert cost(cast.person(email), path) == few


@pytest.mark.parametrize("path", ["/", "/courses", "/courses/GMP-101", "/my/training", "/my/records", "/studio"])
def test_twelve_courses_cost_as_many_queries_as_two(
    cost: Callable[..., int], bo: Person, quinn: Person, tmp_path: Path, path: str
) -> None:
    def load(numbers: range) -> None:
        for n in numbers:
            version = load_course(tmp_path, code=f"GMP-{700 + n}", lessons=1)
            Standing(bo, version).enrol(by=bo)
        db.session.commit()
        db.session.info.pop("bells", None)

    demo.study(bo, "GMP-101", lessons=1, blank=None)
    reader = quinn if path == "/studio" else bo
    load(range(1))
    few = cost(reader, path)
    load(range(1, 11))
    assert db.session.query(Enrolment).filter_by(person_id=bo.id).count() == 12
    assert cost(reader, path) == few


def test_a_paper_of_sixty_questions_costs_as_many_queries_as_one_of_five(
    app: Flask, bo: Person, browser: Callable[..., Browser], queries: Any
) -> None:
    counted = []
    for size in (5, 60):
        quiz = quiz_of((list(BODIES) * 9)[:size], bank=size)
        attempt = quiz.start(bo, before=[], title=Words("测验", "Quiz"), address="/")
        db.session.commit()
        hands, path, name = browser(bo), f"/attempts/{attempt.id}", single(attempt)
        with queries() as reading:
            hands.get(path)
        hands.post(f"{path}/answers", {name: "a"}, expect=200, headers={"X-Part": "1"})
        with queries() as saving:
            hands.post(f"{path}/answers", {name: "b"}, expect=200, headers={"X-Part": "1"})
        assert len(saving) <= SAVING, "\n".join(saving)
        counted.append((len(reading), len(saving)))
    assert counted[0] == counted[1]


def single(attempt: Any) -> str:
    """The name of the first question of single choice on a paper."""
    return next(str(item.name) for item in attempt.items if item.version.kind.value == "single")
