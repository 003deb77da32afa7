"""Ada and Nan write a unit in both languages: nothing that anybody typed is lost, and nobody learns what is half written."""

import pytest

from learn.catalogue.drafts import CourseDraft
from learn.catalogue.drafts.beginning import begin_version
from learn.catalogue.writing_room import UnitDraft
from learn.kit.db import db
from learn.people import Permission, Person

JSON = {"Accept": "application/json"}


@pytest.fixture
def draft(gmp101, ada) -> CourseDraft:
    found = begin_version(gmp101.course, major=True, by=ada)
    db.session.commit()
    return found


@pytest.fixture
def nan(alliance) -> Person:
    """韩娜, another instructor at the alliance."""
    person = Person.add(email="nan@alliance.example", name="韩娜", by=None)
    person.join(alliance, by=None)
    person.grant(Permission.INSTRUCTOR, alliance, by=None)
    db.session.commit()
    return person


@pytest.fixture
def at(draft) -> str:
    """The address of the first unit."""
    return f"/studio/drafts/{draft.id}/units/lesson-1"


def unit(draft) -> UnitDraft:
    return UnitDraft(draft, "lesson-1")


def test_the_page_shows_both_texts_side_by_side(visit, ada, draft, at):
    page = visit(ada, at)
    assert page.h1 == "Lesson 1"
    for language in ("zh", "en"):
        assert page.one(f"#text-{language}").text.strip() == unit(draft).text(language).strip()
        assert page.one(f"#pane-{language} [name=over]")["value"] == "1"


def test_the_page_costs_few_queries(visit, browser, ada, at, queries):
    hands = browser(ada)
    with queries() as sent:
        hands.get(at)
    assert len(sent) <= 8, "\n".join(one[:140] for one in sent)
