"""Ada brings questions along from another platform, and takes the bank's questions out in its formats."""

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from learn.assessment import Draft, File, Question, QuestionBank, QuestionKind, QuestionTag, QuestionVersion
from learn.audit import AuditEntry, Event
from learn.catalogue import CourseVersion
from learn.interop.formats import WRITTEN, read
from learn.interop.upload import MOST_AT_ONCE, QuestionUpload
from learn.kit import clock
from learn.kit.text import Words
from learn.people import Organisation, Permission, Person

BANK = "/studio/banks/GMP-101"
GIFT = """// [id:thaw] [tag:thawing]
::Bag::[html]<p>Where is a bag thawed?</p><script>x()</script>{=in a water bath ~on a radiator}

This asks nothing.

How warm is the water bath? {#37:1}
"""
Act = Callable[..., Any]


@pytest.fixture
def bank(gmp101: CourseVersion, session: Any) -> QuestionBank:
    return session.scalars(select(QuestionBank).where(QuestionBank.code == "GMP-101")).one()


def gift(text: str = GIFT, name: str = "ward.gift") -> dict[str, Any]:
    return {"file": (io.BytesIO(text.encode()), name)}


def codes(session: Any) -> list[str]:
    return list(session.scalars(select(Question.code).order_by(Question.code)))


def events(session: Any, event: Event) -> list[AuditEntry]:
    return list(session.scalars(select(AuditEntry).where(AuditEntry.event == event)))


def test_ada_sees_what_is_in_a_file_before_anything_is_stored(
    send: Act, visit: Act, session: Any, bank: QuestionBank, ada: Person
) -> None:
    visit(ada, f"{BANK}/imports")
    before = codes(session)
    sent = send(ada, f"{BANK}/imports", {"language": "en", "difficulty": "hard"}, files=gift())
    page = visit(ada, sent.location)
    assert page.h1 == "2 questions can be imported"
    assert "Not read This asks nothing. line 4 : It asks nothing" in page.text
    assert "<script> was removed" in page.text
    assert codes(session) == before


def test_importing_stores_the_questions_with_what_was_chosen(
    send: Act, visit: Act, session: Any, bank: QuestionBank, ada: Person
) -> None:
    sent = send(ada, f"{BANK}/imports", {"language": "en", "topic": "people", "difficulty": "hard"}, files=gift())
    page = send(ada, f"{sent.location}/application")
    assert page.location == BANK
    versions = list(session.scalars(QuestionVersion.newest_in(bank).where(QuestionVersion.difficulty == "hard")))
    stored = {version.question.code: version for version in versions if version.topic == "people"}
    assert {"thaw", "Q09"} <= set(stored)
    assert stored["thaw"].text == Words("", "<p>Where is a bag thawed?</p>")
    assert stored["thaw"].author_id == ada.id
    assert list(
        session.scalars(select(QuestionTag.tag).where(QuestionTag.question_id == stored["thaw"].question_id))
    ) == ["thawing"]
    [entry] = events(session, Event.QUESTIONS_IMPORTED)
    assert entry.new["codes"] == ["thaw", "Q09"]
    visit(ada, f"{BANK}/questions/thaw")


def test_a_file_is_imported_once(send: Act, visit: Act, session: Any, bank: QuestionBank, ada: Person) -> None:
    sent = send(ada, f"{BANK}/imports", {"language": "en"}, files=gift())
    send(ada, f"{sent.location}/application")
    before = codes(session)
    send(ada, f"{sent.location}/application", expect=409)
    visit(ada, sent.location, expect=409)
    assert codes(session) == before


def test_what_the_bank_nearly_has_is_named_and_left_out(
    send: Act, visit: Act, session: Any, bank: QuestionBank, ada: Person
) -> None:
    first = send(ada, f"{BANK}/imports", {"language": "en"}, files=gift())
    send(ada, f"{first.location}/application")
    again = send(ada, f"{BANK}/imports", {"language": "en"}, files=gift(GIFT + "\nWho signs the label? {=QA}\n"))
    page = visit(ada, again.location)
    assert [row.get_text(" ", strip=True) for row in page.all("td[data-label='In the bank']")] == [
        "Nearly the same thaw",
        "Nearly the same Q09",
        "New",
    ]
    send(ada, f"{again.location}/application", {"without_near": "1"})
    assert codes(session)[-2:] == ["Q10", "thaw"]
    nothing = send(ada, f"{BANK}/imports", {"language": "en"}, files=gift())
    send(ada, f"{nothing.location}/application", {"without_near": "1"}, expect=409)


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (gift("just words"), "There are no questions in it"),
        (gift("<?xml version='1.0'?><html/>", "x.xml"), "&lt;html&gt;"),
        ({"file": (io.BytesIO(b"PK\x03\x04"), "x.zip")}, "damaged"),
        ({"file": (io.BytesIO(b""), "")}, "Choose a file"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_its_reason(
    send: Act, bank: QuestionBank, ada: Person, files: dict[str, Any], said: str
) -> None:
    page = send(ada, f"{BANK}/imports", {"language": "en"}, files=files, expect=422)
    assert said in str(page.soup)


def test_nobody_else_sees_the_file_and_other_banks_have_it_not(
    send: Act, visit: Act, session: Any, bank: QuestionBank, ada: Person, quinn: Person, zed: Person
) -> None:
    sent = send(ada, f"{BANK}/imports", {"language": "en"}, files=gift())
    QuestionBank.add(code="OTHER", title=Words("乙", "Other"), by=None)
    session.commit()
    for person in (quinn, zed):
        for path in (sent.location, f"{BANK}/imports", f"{BANK}/export", f"{BANK}/questions.gift"):
            visit(person, path, expect=404)
    visit(ada, sent.location.replace("GMP-101", "OTHER"), expect=404)


def test_an_instructor_of_a_member_has_no_say_in_the_alliances_bank(
    send: Act, visit: Act, session: Any, bank: QuestionBank, zed: Person, gangcheng: Organisation
) -> None:
    zed.grant(Permission.INSTRUCTOR, gangcheng, by=None)
    send(zed, f"{BANK}/imports", {"language": "en"}, files=gift(), expect=404)
    visit(zed, f"{BANK}/questions.gift", expect=404)


def test_a_file_is_forgotten_after_a_day(send: Act, visit: Act, session: Any, bank: QuestionBank, ada: Person) -> None:
    sent = send(ada, f"{BANK}/imports", {"language": "en"}, files=gift())
    upload = session.scalars(select(QuestionUpload)).one()
    upload.at = clock.now() - timedelta(days=2)
    session.commit()
    QuestionUpload.forget_old()
    session.commit()
    assert "no longer kept" in visit(ada, sent.location, expect=409).text


def test_more_than_two_thousand_questions_are_imported_in_parts(
    send: Act, visit: Act, bank: QuestionBank, ada: Person
) -> None:
    many = "\n\n".join(f"Statement number {n} {{T}}" for n in range(MOST_AT_ONCE + 1))
    page = send(ada, f"{BANK}/imports", {"language": "en"}, files=gift(many), expect=422)
    assert "It has 2001 questions; at most 2000 come in at once. Split the file." in page.text


def test_the_excel_template_is_one_link_away_and_comes_in_again_with_what_was_written(
    send: Act, visit: Act, bank: QuestionBank, ada: Person, zed: Person
) -> None:
    page = visit(ada, f"{BANK}/imports")
    link = page.one("aside a[download]")["href"]
    content = visit(ada, link).response.data
    refused = send(ada, f"{BANK}/imports", {"language": "zh"}, files={"file": (io.BytesIO(content), "q.xlsx")})
    assert visit(ada, refused.location).h1 == "0 questions can be imported"
    visit(zed, link, expect=404)


# out again


def test_losses_are_told_before_the_download(visit: Act, bank: QuestionBank, ada: Person) -> None:
    page = visit(ada, f"{BANK}/export")
    assert not page.all("a[download]")
    page = visit(ada, f"{BANK}/export?format=gift&language=en")
    assert "GIFT has no questions of this kind." in page.text
    assert page.one("a[download]")["href"] == f"{BANK}/questions.gift?language=en"


@pytest.mark.parametrize("form", WRITTEN, ids=lambda form: form.key)
def test_every_format_can_be_downloaded_and_read_again(
    visit: Act, session: Any, bank: QuestionBank, ada: Person, form: Any
) -> None:
    page = visit(ada, f"{BANK}/questions.{form.extension}?language=en")
    reading = read("file", page.response.data, language="en")
    assert (reading.format, bool(reading.drafts)) == (form.key, True)
    assert not reading.refused
    assert events(session, Event.QUESTIONS_EXPORTED)[-1].new["format"] == form.key


def test_a_format_that_there_is_not_is_not_found(visit: Act, bank: QuestionBank, ada: Person) -> None:
    visit(ada, f"{BANK}/questions.exe", expect=404)


def test_pictures_and_tags_go_out_and_come_in_again(
    send: Act, visit: Act, session: Any, bank: QuestionBank, ada: Person
) -> None:
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'
    body = {"answer": True, "format": "html"}
    text = Words("", '<p>Is it black? <img src="media:black.svg" alt="square"></p>')
    draft = Draft(QuestionKind.TRUEFALSE, text, body, files={"black.svg": File(drawing, "image/svg+xml")}, tags=("a",))
    bank.add_draft(draft, by=ada)
    session.commit()
    content = visit(ada, f"{BANK}/questions.gift?language=en").response.data
    [back] = [one for one in read("x", content, language="en").drafts if one.files]
    assert (back.files, back.text, back.tags) == (draft.files, draft.text, ("a",))
