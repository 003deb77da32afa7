"""Answers that travel with stamps: lost, late, repeated, from two tabs, from elsewhere; and what is no answer at all."""

from datetime import UTC, datetime, timedelta

import pytest
from werkzeug.datastructures import MultiDict

from learn.assessment import Answer, Quiz
from learn.kit import clock
from learn.kit.db import db
from tests.assessment.sitting import RULES, bank, right, take
from tests.assessment.test_pages import PART, item_of, paper

CASE = {
    "questions": [
        {"id": id, "kind": "short", "text": {"zh": "？", "en": "?"}, "accept": ["yes"]} for id in ("one", "two")
    ]
}
PHONE, LAPTOP = "a" * 16, "b" * 16


def ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


@pytest.fixture
def page(bo, attempt, browser):
    """`page(PHONE, 1, "a")`: the page of that name sends its first answer to the single choice."""
    tab, item = browser(bo), item_of(attempt, "single")
    name, path = item.name, paper(attempt) + "/answers"

    def send(client, counter, choice, *, at=None, seen=0, expect=200):
        stamp = f"{name[1:]} {client} {counter} {ms(at or clock.now())} {seen}"
        form = {"question": name[1:], name: choice, "stamp": stamp}
        told = tab.post(path, form, expect=expect, **PART).response.json
        return told["questions"][name] if expect == 200 else told

    send.tab, send.item, send.path = tab, item, path
    return send


def kept(item) -> list[tuple[int, str]]:
    rows = db.session.scalars(db.select(Answer).filter_by(item_id=item.id).order_by(Answer.sequence))
    return [(row.sequence, row.given["choices"][0]) for row in rows]


def test_a_repeated_save_is_acknowledged_again_and_writes_nothing(page) -> None:
    first, second = page(PHONE, 1, "a"), page(PHONE, 1, "a")
    assert (first["sequence"], first["overtaken"]) == (1, False)
    assert second == first
    assert kept(page.item) == [(1, "a")]


def test_the_later_of_two_devices_wins_whatever_arrives_first(page, attempt) -> None:
    attempt.started_at -= timedelta(minutes=15)
    db.session.commit()
    first = page(LAPTOP, 1, "b")
    late = page(PHONE, 1, "a", at=clock.now() - timedelta(minutes=10))
    assert late["overtaken"]
    assert (late["sequence"], late["at"], late["controls"]) == (1, first["at"], [[page.item.name, "b"]])
    assert kept(page.item) == [(1, "b"), (2, "a")]
    assert page.item.given == {"choices": ["b"]}


def test_an_older_answer_of_the_same_page_never_overtakes_its_newer_one(page) -> None:
    page(PHONE, 2, "b", at=datetime(2020, 1, 1, tzinfo=UTC))
    late = page(PHONE, 1, "a", at=datetime(2090, 1, 1, tzinfo=UTC))
    assert late["overtaken"]
    assert page.item.given == {"choices": ["b"]}


def test_whoever_saw_an_answer_and_changes_it_is_later_even_with_a_wrong_clock(page) -> None:
    page(LAPTOP, 1, "b")
    assert not page(PHONE, 1, "a", at=datetime(2020, 1, 1, tzinfo=UTC), seen=1)["overtaken"]
    assert page.item.given == {"choices": ["a"]}


def test_a_moment_is_never_before_the_start_nor_in_the_future(page, attempt) -> None:
    page(PHONE, 1, "a", at=datetime(1999, 1, 1, tzinfo=UTC))
    page(LAPTOP, 1, "b", at=datetime(2999, 1, 1, tzinfo=UTC))
    first, second = db.session.scalars(db.select(Answer).order_by(Answer.sequence)).all()
    assert first.given_at == attempt.started_at
    assert second.given_at == second.at


def test_an_open_page_hears_what_another_one_answered(page, attempt) -> None:
    page(PHONE, 1, "c")
    path = paper(attempt) + "/answers"
    told = page.tab.get(f"{path}?since=0").response.json
    assert told["questions"][page.item.name]["controls"] == [[page.item.name, "c"]]
    assert (told["newest"], told["ended"]) == (1, False)
    assert page.tab.get(f"{path}?since=1").response.json["questions"] == {}
    page.tab.post(paper(attempt) + "/submission", {"sure": "1"})
    assert page.tab.get(path).response.json["ended"]


@pytest.mark.parametrize("kind", ["single", "multiple", "truefalse", "matching", "ordering", "numeric", "short"])
def test_the_controls_told_give_the_same_answer_again(kind, bo, attempt, browser) -> None:
    item, tab = item_of(attempt, kind), browser(bo)
    tab.post(paper(attempt) + "/answers", right(item), expect=200, **PART)
    told = tab.get(paper(attempt) + "/answers").response.json["questions"][item.name]
    form = MultiDict([("question", item.name[1:]), *map(tuple, told["controls"])])
    assert item.read(form) == item.given != {}


def test_a_stamped_save_costs_three_queries_beside_signing_in(page, queries) -> None:
    page(PHONE, 1, "a")
    with queries() as sent:
        page(PHONE, 2, "b", seen=1)
    assert len(sent) <= 4, "\n".join(sent)


def test_news_cost_two_queries_beside_signing_in(page, queries) -> None:
    page(PHONE, 1, "a")
    with queries() as sent:
        page.tab.get(page.path + "?since=0")
    assert len(sent) <= 3, "\n".join(sent)


# a form without a script


def test_a_tab_left_open_takes_nothing_back(bo, attempt, visit, send) -> None:
    """The old tab shows nothing chosen or what was chosen then; only what its reader changed there is an answer."""
    single, short = item_of(attempt, "single"), item_of(attempt, "short")
    send(bo, paper(attempt) + "/answers", {single.name: "a", short.name: "first"})
    stale = visit(bo, paper(attempt)).one('input[name="seen"]')["value"]
    send(bo, paper(attempt) + "/answers", {single.name: "b", "seen": stale})
    send(bo, paper(attempt) + "/answers", {single.name: "a", short.name: "second", "seen": stale})
    db.session.expire_all()
    assert (single.given, short.given) == ({"choices": ["b"]}, {"text": "second"})
    send(bo, paper(attempt) + "/submission", {single.name: "a", short.name: "first", "seen": stale, "sure": "1"})
    db.session.expire_all()
    assert (single.given, short.given) == ({"choices": ["b"]}, {"text": "second"})


def test_two_tabs_on_two_parts_of_a_case_keep_both(bo, start, send) -> None:
    version = take(bank("B-case"), "Q01", "scenario", CASE)
    quiz = Quiz.of({**RULES, "draw": [{"unit": "people", "count": 1}]}, [version])
    db.session.commit()
    attempt = start(bo, quiz)
    item = attempt.items[0]
    for part, value in (("one", "yes"), ("two", "no")):
        form = {f"{item.name}-one": "", f"{item.name}-two": "", f"{item.name}-{part}": value, "seen": "0"}
        send(bo, paper(attempt) + "/answers", form)
        db.session.expire_all()
    assert item.given == {"parts": {"one": {"text": "yes"}, "two": {"text": "no"}}}


# what is no answer


@pytest.mark.parametrize(
    "stamp", ["x", "1 2 3", "1 aaaaaaaa 1 1", "-1 aaaaaaaa 1 1 1", "1 aaaaaaaa 1 9" + "9" * 20 + " 1"]
)
def test_a_stamp_that_cannot_be_read_is_refused(stamp, bo, attempt, send) -> None:
    page = send(bo, paper(attempt) + "/answers", {"stamp": stamp}, expect=409, **PART)
    assert "does not say where it comes from" in page.text


def test_a_stamped_answer_to_a_question_of_another_paper_is_refused(bo, attempt, send) -> None:
    item = item_of(attempt, "single")
    stamps = [f"{item.name[1:]} {PHONE} 1 0 0", f"999999 {PHONE} 2 0 0"]
    page = send(bo, paper(attempt) + "/answers", {item.name: "a", "stamp": stamps}, expect=409, **PART)
    assert "Question 999999 is not on this paper" in page.text
    assert not item.answered


def test_one_number_for_two_answers_is_no_mistake_of_ours_and_claims_nothing(bo, attempt, send) -> None:
    single, short = item_of(attempt, "single"), item_of(attempt, "short")
    form = {single.name: "a", short.name: "x", "stamp": [f"{one.name[1:]} {PHONE} 1 0 0" for one in (single, short)]}
    told = send(bo, paper(attempt) + "/answers", form, expect=200, **PART).response.json["questions"]
    assert [told[one.name]["answered"] for one in (single, short)] == [True, False]
    assert told[short.name]["overtaken"]


def test_a_stranger_hears_and_saves_nothing(zed, attempt, visit, send) -> None:
    visit(zed, paper(attempt) + "/answers", expect=404)
    visit(zed, paper(attempt) + "/receipt", expect=404)
    send(zed, paper(attempt) + "/answers", {"stamp": f"1 {PHONE} 1 0 0"}, expect=404, **PART)


def test_after_the_end_the_script_is_told_so_and_nothing_is_written(page, attempt) -> None:
    page(PHONE, 1, "a")
    page.tab.post(paper(attempt) + "/submission", {"sure": "1"})
    assert page(PHONE, 2, "b", expect=409) == {"ended": True}
    assert kept(page.item) == [(1, "a")]


@pytest.mark.parametrize("kind", ["short", "numeric"])
def test_an_answer_of_a_million_characters_is_refused_at_its_field_and_the_others_are_kept(
    kind, bo, attempt, send, visit
) -> None:
    single, long = item_of(attempt, "single"), item_of(attempt, kind)
    send(bo, paper(attempt) + "/answers", {long.name: "12"}, expect=200, **PART)
    form = {single.name: "a", long.name: "x" * 1_000_000}
    told = send(bo, paper(attempt) + "/answers", form, expect=200, **PART).response.json["questions"]
    assert "too long" in told[long.name]["refused"]
    assert told[single.name]["answered"]
    send(bo, paper(attempt) + "/answers", {**form, single.name: "b"})
    page = visit(bo, paper(attempt))
    assert page.one(f'input[name="{long.name}"]')["value"] == "12"
    assert page.one(f'input[name="{single.name}"][checked]')["value"] == "b"


def test_a_text_that_is_cut_says_so(bo, attempt, send) -> None:
    item = item_of(attempt, "short")
    told = send(bo, paper(attempt) + "/answers", {item.name: "x" * 400}, expect=200, **PART).response.json
    assert "only the first 300 characters" in told["questions"][item.name]["refused"]
    page = send(bo, paper(attempt) + "/submission", {item.name: "y" * 400})
    assert page.location.endswith(paper(attempt))  # said first, handed in afterwards
    db.session.expire_all()
    assert not attempt.finished
    assert item.given == {"text": "y" * 300}


def test_flags_alone_are_no_answer(page, attempt) -> None:
    page(PHONE, 1, "a")
    form = {"question": page.item.name[1:], "flag": [page.item.name[1:], "999999"], page.item.name: "b", "stamp": ""}
    told = page.tab.post(paper(attempt) + "/answers", form, expect=200, **PART).response.json
    assert told["flagged"] == [page.item.version.question_id]
    assert kept(page.item) == [(1, "a")]


# a case of two questions, answered on two devices


@pytest.fixture
def case(bo, start, browser):
    """`case(PHONE, 1, one="yes", two="")`: the page of that name sends the whole case as it shows it."""
    into = bank("case")
    attempt = start(
        bo, Quiz.of({**RULES, "draw": [{"unit": "people", "count": 1}]}, [take(into, "C1", "scenario", CASE)])
    )
    tab, item = browser(bo), attempt.items[0]
    attempt.started_at -= timedelta(minutes=15)
    db.session.commit()

    def send(client, counter, *, one="", two="", minutes=0, seen=0):
        name = item.name
        stamp = f"{name[1:]} {client} {counter} {ms(clock.now() - timedelta(minutes=minutes))} {seen}"
        form = {"question": [name[1:], f"{name[1:]}-one"], f"{name}-one": one, f"{name}-two": two, "stamp": stamp}
        told = tab.post(paper(attempt) + "/answers", form, expect=200, **PART).response.json["questions"][name]
        return told, {id: part["text"] for id, part in item.given["parts"].items() if part["text"]}

    return send


def test_two_devices_that_answer_two_questions_of_a_case_keep_both(case) -> None:
    """The phone still shows the first one empty: that is no answer, and it is told what stands there."""
    assert case(LAPTOP, 1, one="yes")[1] == {"one": "yes"}
    told, stands = case(PHONE, 1, two="no")
    assert stands == {"one": "yes", "two": "no"}
    assert not told["overtaken"]
    assert {value for _name, value in told["controls"]} == {"yes", "no"}
    assert case(PHONE, 2, two="not")[1] == {"one": "yes", "two": "not"}  # sent before it heard that
    assert case(LAPTOP, 2, one="yes, yes", seen=1)[1] == {"one": "yes, yes", "two": "not"}


def test_what_a_device_answered_offline_stays_where_nobody_answered_since(case) -> None:
    case(LAPTOP, 1, one="yes")
    told, stands = case(PHONE, 1, two="no", minutes=10)
    assert stands == {"one": "yes", "two": "no"}
    assert not told["overtaken"]


def test_what_was_answered_elsewhere_since_is_not_overwritten_by_what_is_late(case) -> None:
    case(LAPTOP, 1, one="yes")
    told, stands = case(PHONE, 1, one="no", two="no", minutes=10)
    assert stands == {"one": "yes"}
    assert told["overtaken"]


def test_of_two_that_answer_the_same_question_of_a_case_the_later_counts(case) -> None:
    case(LAPTOP, 1, one="yes", two="left")
    assert case(PHONE, 1, one="no")[1] == {"one": "no", "two": "left"}
    assert case(PHONE, 2, two="left", seen=2)[1] == {"two": "left"}  # it saw both, and emptied one


def test_a_change_there_and_back_again_counts_though_the_page_heard_of_neither(case) -> None:
    case(LAPTOP, 1, one="yes", two="left")
    case(LAPTOP, 2, one="no", two="left", seen=1)
    told, stands = case(LAPTOP, 3, one="yes", two="left", seen=1)  # sent before the second was acknowledged
    assert stands == {"one": "yes", "two": "left"}
    assert not told["overtaken"]


def test_a_change_there_and_back_again_takes_nothing_from_another_device(case) -> None:
    case(LAPTOP, 1, one="yes", two="left")
    case(PHONE, 1, one="yes", two="right", seen=1)
    case(LAPTOP, 2, one="no", two="left", seen=1)
    assert case(LAPTOP, 3, one="yes", two="left", seen=1)[1] == {"one": "yes", "two": "right"}


def test_whoever_changed_nothing_is_shown_what_stands(case) -> None:
    case(LAPTOP, 1, one="yes")
    told, stands = case(PHONE, 1)
    assert stands == {"one": "yes"}
    assert told["overtaken"]
    assert told["controls"]
    assert case(PHONE, 1)[0] == told


def test_lines_are_counted_as_they_were_typed(bo, start, send) -> None:
    """A form sends the end of a line as two signs; the browser let somebody type exactly as many as are allowed."""
    essay = take(bank("essay"), "E1", "essay", {"least_words": 1})
    attempt = start(bo, Quiz.of({**RULES, "draw": [{"unit": "people", "count": 1}]}, [essay]))
    text = "x" * 19_000 + "\n" * 999 + "x"
    item = attempt.items[0]
    send(bo, paper(attempt) + "/answers", {item.name: text.replace("\n", "\r\n")})
    db.session.expire_all()
    assert item.given == {"text": text}
