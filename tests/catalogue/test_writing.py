"""Ada writes questions in the browser: every kind, one language at a time, with her typing kept whatever happens."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from learn.assessment import Change, PaperItem, Question, QuestionKind, QuestionVersion
from learn.catalogue import CourseVersion
from learn.people import Organisation, Permission, Person
from tests.catalogue.question_sheets import PARTS, picture, sheet

BANK = "/studio/banks/GMP-101"
Act = Callable[..., Any]


def newest(session: Any, code: str) -> QuestionVersion:
    """The newest version of a question of GMP-101."""
    found = select(QuestionVersion).join(Question).where(Question.code == code)
    return session.scalars(found.order_by(QuestionVersion.number.desc())).first()


def files(kind: str) -> dict[str, Any] | None:
    return {"image_file": picture()} if kind == "hotspot" else None


@pytest.mark.parametrize("kind", PARTS)
def test_every_kind_can_be_written_seen_and_edited(
    send: Act, visit: Act, session: Any, gmp101: CourseVersion, ada: Person, kind: str
) -> None:
    visit(ada, f"{BANK}/questions/new?kind={kind}")
    page = send(ada, f"{BANK}/questions", sheet(kind), files=files(kind))
    assert page.location == f"{BANK}/questions/Q09"
    version = newest(session, "Q09")
    assert (version.kind, version.change, version.author_id) == (QuestionKind(kind), Change.NEW, ada.id)
    visit(ada, page.location)
    for language in ("zh", "en"):
        visit(ada, f"{page.location}/preview?language={language}")
    form = visit(ada, f"{page.location}/versions/new")
    assert form.one("[name=text_en]").get_text(strip=True) == version.text.en


@pytest.mark.parametrize("kind", PARTS)
def test_editing_without_touching_the_parts_changes_the_wording_only(
    visit: Act, browser: Act, session: Any, gmp101: CourseVersion, ada: Person, kind: str
) -> None:
    hers = browser(ada)
    hers.post(f"{BANK}/questions", sheet(kind), files=files(kind))
    before = newest(session, "Q09")
    form = filled(hers.get(f"{BANK}/questions/Q09/versions/new"))
    changed = {**form, "reason_en": "Because Article 26 says so.", "change": "wording", "why": "Clearer"}
    hers.post(f"{BANK}/questions/Q09/versions", changed)
    after = newest(session, "Q09")
    assert (after.number, after.change, after.why) == (2, Change.WORDING, "Clearer")
    assert after.body == before.body


def filled(page: Any) -> dict[str, Any]:
    """What the form of a page would send as it stands."""
    found: dict[str, Any] = {}
    for control in page.one("form.duo-form").select("input, textarea, select"):
        name, kind = control.get("name"), control.get("type")
        if not name or kind in ("file", "submit") or name == "csrf_token":
            continue
        if control.name == "textarea":
            found[name] = control.get_text().removeprefix("\n").removeprefix("\r\n")
        elif control.name == "select":
            found[name] = next((one["value"] for one in control.select("option[selected]")), control.option["value"])
        elif kind not in ("checkbox", "radio") or control.has_attr("checked"):
            found[name] = control.get("value", "y")
    return found


def test_choose_a_kind_first(visit: Act, gmp101: CourseVersion, ada: Person) -> None:
    page = visit(ada, f"{BANK}/questions/new")
    assert len(page.all(".kinds a")) == 12
    visit(ada, f"{BANK}/questions/new?kind=riddle", expect=404)


def test_a_missing_language_is_allowed_and_flagged(
    browser: Act, session: Any, gmp101: CourseVersion, ada: Person
) -> None:
    hers = browser(ada)
    hers.client.set_cookie("language", "en")
    empty = {"text_en": "", "reason_en": "", "clause_en": "", "choices-0-en": "", "choices-1-en": ""}
    page = hers.get(hers.post(f"{BANK}/questions", sheet(**empty)).location)
    assert "not drawn before both languages" in page.notice
    assert "English is missing" in page.text
    assert newest(session, "Q09").question.lacks == "en"
    assert hers.get(f"{BANK}?lacks=en").h1 == "1 question"
    assert hers.get(f"{BANK}?lacks=zh").h1 == "0 questions"


def test_nothing_in_either_language_is_no_question(send: Act, gmp101: CourseVersion, ada: Person) -> None:
    page = send(ada, f"{BANK}/questions", sheet(text_zh="", text_en=""), expect=422)
    assert "Write the question in at least one language." in page.one("#text_zh-fault").get_text()


@pytest.mark.parametrize(
    ("kind", "wrong", "sentence"),
    [
        ("single", {"choices-1-correct": "y"}, "Exactly one choice must be correct; here are 2."),
        ("multiple", {"choices-0-correct": "", "choices-2-correct": ""}, "At least one choice must be correct."),
        ("single", {"choices-1-zh": "两小时", "choices-1-en": "Two hours"}, "read the same"),
        ("single", {"choices-0-weight": "lots"}, "weight"),
        ("ordering", {"items-2-zh": "", "items-2-en": ""}, "at least 3"),
        ("numeric", {"answer": "two"}, "Write a number such as 12 or 0.5."),
        ("numeric", {"answer": ""}, "missing"),
        ("short", {"accept-0-say": "", "accept-1-say": ""}, "at least 1"),
        ("cloze", {"gaps-0-key": "two"}, "Write the number"),
        ("cloze", {"text_zh": "没有空。", "text_en": "No gap."}, "must stand in the text exactly once"),
        ("hotspot", {}, "Choose a picture"),
        ("scenario", {"as": "yaml", "yaml": "questions:\n  - id: q1\n    kind: riddle"}, "Line 3: "),
        ("scenario", {"questions-1-key": "ten"}, "Write the number"),
        ("scenario", {"questions-0-key": "perhaps"}, "Write true or false."),
        ("scenario", {"as": "yaml", "yaml": "a: [1"}, "Line "),
        ("scenario", {"as": "yaml", "yaml": "- 1"}, "Write keys with values"),
        ("essay", {"least_words": "50", "most_words": "20"}, "is more than"),
        ("single", {"points": "-3"}, "more than 0"),
    ],
)  # fmt: skip
def test_what_is_wrong_stands_at_its_field_and_the_typing_is_kept(
    send: Act, session: Any, gmp101: CourseVersion, ada: Person, kind: str, wrong: dict[str, str], sentence: str
) -> None:
    form = {key: value for key, value in {**sheet(kind), **wrong}.items() if value != "" or "zh" in key or "en" in key}
    page = send(ada, f"{BANK}/questions", form, expect=422)
    assert any(sentence in one.get_text(" ", strip=True) for one in page.all(".fault, .notice")), page.notice
    assert page.one("[name=reason_zh]").get_text(strip=True) == "见第二十六条。"
    assert newest(session, "Q09") is None


def test_a_row_is_added_and_what_was_typed_stays(send: Act, session: Any, gmp101: CourseVersion, ada: Person) -> None:
    page = send(ada, f"{BANK}/questions", {**sheet(), "add": "choices"}, expect=200)
    rows = page.all(".written-row")
    assert len(rows) == 5  # four at least, and one more
    assert rows[0].select_one("textarea").get_text(strip=True) == "两小时"
    assert newest(session, "Q09") is None


def test_a_picture_stands_below_the_text(
    send: Act, visit: Act, session: Any, gmp101: CourseVersion, ada: Person
) -> None:
    words = {"picture_zh": "冷藏箱", "picture_en": "A cool box"}
    page = send(ada, f"{BANK}/questions", sheet(**words), files={"picture": picture()})
    version = newest(session, "Q09")
    assert version.body["format"] == "markdown"
    assert version.text.en.endswith("![A cool box](media:picture-1.png)")
    shown = visit(ada, f"{page.location}/preview?language=en").one("legend img")
    assert shown["alt"] == "A cool box"
    assert visit(ada, shown["src"]).response.mimetype == "image/png"
    fault = send(
        ada, f"{BANK}/questions", sheet(), expect=422, files={"picture": (picture()[0].__class__(b"GIF"), "a.png")}
    )
    assert fault.all("#picture-fault")


# editions


def test_what_is_said_of_a_change_must_be_what_is_seen(
    browser: Act, session: Any, gmp101: CourseVersion, ada: Person
) -> None:
    hers = browser(ada)
    hers.client.set_cookie("language", "en")
    hers.post(f"{BANK}/questions", sheet())
    form = {**filled(hers.get(f"{BANK}/questions/Q09/versions/new")), "why": "The regulation says so"}
    versions, other = f"{BANK}/questions/Q09/versions", {"choices-1-correct": "y"}
    key = {name: value for name, value in form.items() if name != "choices-0-correct"} | other
    page = hers.post(versions, {**key, "change": "wording"}, expect=422)
    assert "that changes the key" in page.one(".field--fault").get_text()
    page = hers.post(versions, {**form, "points": "2", "change": "wording"}, expect=422)
    assert "that changes the scoring" in page.text
    page = hers.post(versions, {**form, "text_en": "When?", "change": "scoring"}, expect=422)
    assert "Nothing about points" in page.text
    page = hers.post(versions, {**form, "text_en": "When?"}, expect=422)
    assert "Say what kind of change it is." in page.text
    assert "says exactly this already" in hers.post(versions, {**form, "change": "wording"}, expect=422).text
    hers.post(versions, {**key, "change": "key"})
    assert newest(session, "Q09").change is Change.KEY
    page = hers.get(f"{BANK}/questions/Q09")
    assert [one.get_text() for one in page.all(".changed ins")].count("✓") == 2  # in both languages


def test_a_stale_edit_shows_theirs_and_keeps_mine(
    browser: Act, session: Any, gmp101: CourseVersion, ada: Person, quinn: Person, alliance: Organisation
) -> None:
    quinn.grant(Permission.INSTRUCTOR, alliance, by=None)
    session.commit()
    hers, his = browser(ada), browser(quinn)
    hers.client.set_cookie("language", "en")
    edit, versions = f"{BANK}/questions/Q01/versions/new", f"{BANK}/questions/Q01/versions"
    mine, theirs = filled(hers.get(edit)), filled(his.get(edit))
    his.post(versions, {**theirs, "text_en": "Who signs training plans?", "change": "wording", "why": "Shorter"})
    said = {**mine, "text_en": "Who approves a training plan?", "change": "wording", "why": "Singular"}
    page = hers.post(versions, said, expect=422)
    assert "Somebody else wrote edition 2 meanwhile" in page.notice
    assert "Who signs training plans?" in page.one("section[lang=en]").get_text()
    assert page.one("[name=text_en]").get_text(strip=True) == "Who approves a training plan?"
    hers.post(versions, {**filled(page), "change": "wording", "why": "Singular"})
    assert (newest(session, "Q01").number, newest(session, "Q01").text.en) == (3, "Who approves a training plan?")


def test_a_version_on_somebodys_paper_stays_and_the_page_says_so(
    browser: Act, session: Any, gmp101: CourseVersion, ada: Person, bo: Person
) -> None:
    from learn import demo

    demo.study(bo, "GMP-101")
    session.commit()
    item = session.scalars(select(PaperItem)).first()
    code, digest = item.version.question.code, item.version.digest
    hers = browser(ada)
    hers.client.set_cookie("language", "en")
    assert "It stood on 1 paper." in hers.get(f"{BANK}/questions/{code}").notice
    form = filled(hers.get(f"{BANK}/questions/{code}/versions/new"))
    hers.post(f"{BANK}/questions/{code}/versions", {**form, "text_en": "Anew?", "change": "wording", "why": "Anew"})
    assert session.get(PaperItem, item.id).version.digest == digest


@pytest.mark.parametrize(
    ("kind", "key", "parts"), [("cloze", "gaps-1-key", "gaps"), ("scenario", "questions-2-key", "questions")]
)
def test_a_choice_put_in_front_takes_no_others_id(
    browser: Act, session: Any, gmp101: CourseVersion, ada: Person, kind: str, key: str, parts: str
) -> None:
    hers = browser(ada)
    hers.post(f"{BANK}/questions", sheet(kind))
    before = {one["zh"]: one["id"] for one in newest(session, "Q09").body[parts][-1]["choices"]}
    form = filled(hers.get(f"{BANK}/questions/Q09/versions/new"))
    more = {key: f"新的 | New\n{form[key]}", "change": "key", "why": "One more"}
    hers.post(f"{BANK}/questions/Q09/versions", {**form, **more})
    session.expire_all()
    after = {one["zh"]: one["id"] for one in newest(session, "Q09").body[parts][-1]["choices"]}
    assert {words: after[words] for words in before} == before
    assert after["新的"] not in before.values()


# near-duplicates


def test_a_near_duplicate_is_named_before_it_is_saved_and_may_be_saved_anyway(
    browser: Act, session: Any, gmp101: CourseVersion, ada: Person
) -> None:
    hers = browser(ada)
    hers.client.set_cookie("language", "en")
    alike = sheet(text_zh="谁来批准培训计划？", text_en="Who approves the training plans?") | {
        "choices-0-zh": "生产或质量负责人", "choices-0-en": "The production or quality head",
    }  # fmt: skip
    page = hers.post(f"{BANK}/questions", alike, expect=422)
    assert "1 question asks nearly the same" in page.notice
    assert page.one(".notice a").get_text() == "Q01"
    hers.post(f"{BANK}/questions", {**alike, "anyway": "1"})
    assert newest(session, "Q09").text.zh == "谁来批准培训计划？"
    page = hers.get(f"{BANK}/near-duplicates")
    assert page.h1 == "1 pair asks nearly the same"
    assert [one.get_text() for one in page.all(".ledger a")] == ["Q01", "Q09"]


# who may


def test_a_reviewer_reads_but_does_not_write(visit: Act, send: Act, gmp101: CourseVersion, quinn: Person) -> None:
    assert not visit(quinn, f"{BANK}/questions/Q01").all(".button--primary")
    visit(quinn, f"{BANK}/questions/new", expect=404)
    visit(quinn, f"{BANK}/questions/Q01/versions/new", expect=404)
    send(quinn, f"{BANK}/questions", sheet(), expect=404)


def test_an_instructor_of_one_house_who_reviews_for_another_does_not_write_there(
    visit: Act, session: Any, gmp101: CourseVersion, quinn: Person, pujiang: Organisation
) -> None:
    quinn.grant(Permission.INSTRUCTOR, pujiang, by=None)
    session.commit()
    visit(quinn, BANK)
    visit(quinn, f"{BANK}/questions/new", expect=404)


# trying it


def test_a_question_is_tried_as_a_trainee_would_and_nothing_is_kept(
    visit: Act, send: Act, session: Any, gmp101: CourseVersion, ada: Person
) -> None:
    path, question = f"{BANK}/questions/Q01", newest(session, "Q01").question
    name = f"q{question.id}"
    page = visit(ada, f"{path}/preview?language=zh", language="en")
    assert page.h1 == "As a trainee sees it"  # the page is in her language, the question in the trainee's
    assert "谁批准培训计划？" in page.one("fieldset.question legend").get_text()
    assert not page.all(".marked")
    wrong = send(ada, f"{path}/trial", {name: "a", "language": "zh"}, expect=200)
    assert "生产或质量负责人" in wrong.one('.marked[data-status="ok"]').get_text()
    assert wrong.one(f"input[name={name}][value=a]").has_attr("checked")
    right = send(ada, f"{path}/trial", {name: "b", "language": "en"}, expect=200)
    assert len(right.all(".marked")) == 1
    send(ada, f"{path}/trial", {}, expect=200)
    assert session.scalar(select(PaperItem.id)) is None
