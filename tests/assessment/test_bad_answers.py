"""Answers of the wrong shape, size, sign and time, by form and by script: refused in a sentence or passed over, never half-done."""

from datetime import timedelta
from urllib.parse import quote_plus

import pytest

from learn.assessment import Answer, Marking, Quiz, Receipt
from learn.kit import clock
from learn.kit.db import db
from tests.assessment.bodies import EVERY
from tests.assessment.sitting import BODIES, RULES, bank, right, take
from tests.assessment.test_pages import PART, item_of, paper

PHONE = "a" * 16
BOTH = pytest.mark.parametrize("how", [{"expect": 303}, {"expect": 200, **PART}], ids=["form", "script"])


@pytest.fixture
def browser(browser):
    """A browser that is told everything in English."""

    def english(person):
        tab = browser(person)
        tab.client.set_cookie("language", "en")
        return tab

    return english


@pytest.fixture
def every(bo, start):
    """A paper with every kind of question and everything that it may have."""
    into = bank("every")
    versions = [take(into, f"Q{n:02d}", kind, body) for n, (kind, body) in enumerate(EVERY.values(), start=1)]
    return start(bo, Quiz.of({**RULES, "draw": [{"unit": "people", "count": len(versions)}]}, versions))


def rows(attempt) -> list[Answer]:
    found = db.select(Answer).filter_by(attempt_id=attempt.id).order_by(Answer.sequence)
    return list(db.session.scalars(found))


SIGNS = {
    "nothing visible": "\u200b\ufeff",
    "NUL": "4711\x00",
    "half a character": "\ud83d",
    "a huge power": "1e999999999",
    "a power of three digits": "9e999",
    "infinity": "Infinity",
    "no number": "NaN",
    "Arabic digits": "٤٧١١",
    "full width": "４７１１",
    "right to left": "\u202e1174",
    "a million noughts": "0" * 19_999,
    "all planes": "".join(map(chr, [0x10FFFF, 0xE0001, 0x1F469, 0x200D, 0x1F52C])),
    "a list": "['a']",
    "JSON": '{"choices": ["b"]}',
    "SQL": "'; DROP TABLE answer; --",
    "a script": "<script>alert(1)</script>",
    "a path": "../../etc/passwd",
    "a template": "{{ config }}",
    "line ends": "4\r\n7\r1\n1",
}


@BOTH
@pytest.mark.parametrize("what", SIGNS)
def test_any_sign_in_any_control_is_kept_as_text_or_passed_over(what, how, every, bo, browser) -> None:
    """To every control of every kind at once; then the paper can be read, handed in and reviewed."""
    tab, said = browser(bo), SIGNS[what].encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    names = [item.name for item in every.items]
    parts = ["", "-a", "-b", "-c", "-1", "-2", "-p1", "-p2", "-p3-1", "-p4", "-p5"]
    tab.post(paper(every) + "/answers", {f"{name}{part}": said for name in names for part in parts}, **how)
    page = tab.get(paper(every))
    assert len(page.all("fieldset.question")) == len(names)
    assert not page.all("script:not([src])")
    for item in every.items:
        assert 0 <= item.kind.mark(item.body, item.given) <= 1
        assert not {"choices", "pairs", "places"} & item.given.keys() or not item.answered
    tab.post(paper(every) + "/submission", {"sure": "1"})
    assert every.receipt.agrees_with(every)
    tab.get(paper(every) + "/result")


def test_bytes_that_are_no_text_are_no_answer_that_breaks_anything(attempt, bo, browser) -> None:
    tab, item = browser(bo), item_of(attempt, "short")
    for wrong in ("%FF%FE", "%ED%A0%80", "%00", "%C0%80", "%F4%90%80%80"):
        body = f"csrf_token={quote_plus(tab.token())}&{item.name}={wrong}x"
        with tab.app.app_context():
            reply = tab.client.post(
                paper(attempt) + "/answers", data=body, content_type="application/x-www-form-urlencoded", **PART
            )
        assert reply.status_code == 200
        assert reply.json["questions"][item.name]["answered"]
    tab.get(paper(attempt))


CONTROLS = ["q", "q-1", "q0", "q1-x-y", "q-", "q--", "q٣", "q１", "q 1", "q1\n", "Q1", "q00000000001", "q1e3", "q999999999",
            "q9999999999", "q2147483648", "question", "flag", "seen", "stamp", "sure", "csrf", "__proto__", "q1[]", "q1.a"]  # fmt: skip


@BOTH
@pytest.mark.parametrize("value", ["", "b", "1", "-1", "99999999999999999999", "true", "٣", "\x00"])
def test_controls_of_any_name_are_no_answers(value, how, attempt, bo, browser) -> None:
    form = {name: value for name in CONTROLS if name != "stamp"}
    browser(bo).post(paper(attempt) + "/answers", {**form, "leaving": value}, **how)
    assert rows(attempt) == []
    assert not attempt.finished


@BOTH
def test_ten_thousand_fields_take_nothing_with_them(how, attempt, bo, browser) -> None:
    item = item_of(attempt, "single")
    junk = {f"q{n}-x{n}": "y" for n in range(100_000, 110_000)}
    if "headers" in how:  # these name more questions than any paper has
        page = browser(bo).post(paper(attempt) + "/answers", {**junk, item.name: "a"}, **{**how, "expect": 409})
        assert "more answers than a paper has questions" in page.text
        assert rows(attempt) == []
    else:
        browser(bo).post(paper(attempt) + "/answers", {**junk, item.name: "a"}, **how)
        assert item.given == {"choices": ["a"]}


@BOTH
def test_ten_thousand_values_of_one_control_are_one_answer(how, attempt, bo, browser) -> None:
    item = item_of(attempt, "multiple")
    form = {item.name: ["a", "zz", "b"] * 3000, "flag": ["1"] * 3000, "question": ["x"] * 3000}
    browser(bo).post(paper(attempt) + "/answers", form, **how)
    assert item.given == {"choices": ["a", "b"]}
    assert len(rows(attempt)) == 1


def stamped(tab, attempt, item, choice, stamp, expect=200):
    form = {"question": item.name[1:], item.name: choice, "stamp": stamp.format(id=item.name[1:])}
    return tab.post(paper(attempt) + "/answers", form, expect=expect, **PART)


@pytest.mark.parametrize(
    "stamp",
    ["{id} aaaaaaaa -1 1 0", "{id} aaaaaaaa 1 -1 0", "{id} aaaaaaaa 1 1 -1", "{id} aaaaaaaa 1 1e9 0", "{id} aaaaaaaa ١ 1 0",
     "{id} aaaaaaaa 1 NaN 0", "{id} aaaaaaaa 9999999999 1 0", "{id} aaaaaaaa 1 1 9999999999", "{id}  aaaaaaaa 1 1 0",
     "{id} aaaaaaaa 1 1 0\n", "{id} a' 1 1 0", "{id} " + "a" * 33 + " 1 1 0", "{id} aaaaaaaa 1 1 0 0", "{id}", " ", "\x00"],
)  # fmt: skip
def test_a_stamp_that_is_none_is_refused_and_nothing_is_kept(stamp, attempt, bo, browser) -> None:
    page = stamped(browser(bo), attempt, item_of(attempt, "single"), "a", stamp, expect=409)
    assert "does not say where it comes from" in page.text
    assert rows(attempt) == []


@pytest.mark.parametrize("ms", ["0", "1", "999999999999999", "99999999999999"])
def test_a_stamp_that_lies_about_its_time_is_put_between_the_start_and_now(ms, attempt, bo, browser) -> None:
    tab, item = browser(bo), item_of(attempt, "single")
    told = stamped(tab, attempt, item, "a", "{id} aaaaaaaa 1 " + ms + " 0").response.json
    assert told["questions"][item.name]["answered"]
    [row] = rows(attempt)
    assert attempt.started_at <= row.given_at <= row.at <= clock.now()


def test_a_stamp_that_claims_to_know_answers_of_the_future_wins_nothing_over_what_comes_after(
    attempt, bo, browser
) -> None:
    tab, item = browser(bo), item_of(attempt, "single")
    stamped(tab, attempt, item, "a", "{id} aaaaaaaa 1 0 999999999")
    stamped(
        tab, attempt, item, "b", "{id} bbbbbbbb 1 {now} 1".replace("{now}", str(int(clock.now().timestamp() * 1000)))
    )
    db.session.expire_all()
    assert item.given == {"choices": ["b"]}


def test_one_bad_stamp_among_good_ones_keeps_none_of_them(attempt, bo, browser) -> None:
    item = item_of(attempt, "single")
    form = {item.name: "a", "stamp": [f"{item.name[1:]} {PHONE} 1 0 0", "x"]}
    browser(bo).post(paper(attempt) + "/answers", form, expect=409, **PART)
    assert rows(attempt) == []


@pytest.mark.parametrize("act", ["answers", "submission", "next-question", "questions/1/evidence"])
def test_another_persons_attempt_does_not_exist_whatever_is_sent_to_it(act, attempt, zed, ines, hana, send) -> None:
    for stranger in (zed, ines, hana):
        for how in ({}, PART):
            send(stranger, f"{paper(attempt)}/{act}", {**right(attempt.items[0]), "sure": "1"}, expect=404, **how)
    assert rows(attempt) == []
    assert not attempt.finished


@pytest.mark.parametrize("id", ["0", "999999999", "99999999999999999999", "-1", "1e3", "٣", "a"])
def test_an_attempt_of_any_number_is_none(id, bo, browser) -> None:
    for act in ("answers", "submission"):
        browser(bo).post(f"/attempts/{id}/{act}", {"q1": "a"}, expect=404)


@pytest.mark.parametrize("since", ["-1", "9" * 30, "9" * 5000, "NaN", "1e9", "٣", "", "0x10"])
def test_news_since_anything_are_news(since, attempt, bo, browser) -> None:
    browser(bo).get(f"{paper(attempt)}/answers?since={quote_plus(since)}")


@pytest.mark.parametrize("seen", ["-1", "9" * 30, "NaN", "٣", "\x00", "a" * 1000])
def test_a_form_that_has_seen_anything_is_a_form(seen, attempt, bo, browser) -> None:
    item = item_of(attempt, "single")
    browser(bo).post(paper(attempt) + "/answers", {item.name: "a", "seen": seen})
    assert item.given == {"choices": ["a"]}


def test_after_the_deadline_each_door_says_so_and_keeps_what_was_there(bo, quiz, start, browser, clock_at) -> None:
    clock_at("2026-11-22T09:00:00+08:00")
    attempt, tab = start(bo, quiz), browser(bo)
    item = item_of(attempt, "single")
    tab.post(paper(attempt) + "/answers", {item.name: "a"})
    clock_at((attempt.deadline + timedelta(seconds=6)).isoformat())
    stamp = f"{item.name[1:]} {PHONE} 1 {int(attempt.started_at.timestamp() * 1000)} 1"  # it says it was given in time
    told = tab.post(paper(attempt) + "/answers", {item.name: "b", "stamp": stamp}, expect=409, **PART)
    assert told.response.json == {"ended": True}
    for act in ("answers", "next-question"):
        assert "handed in" in tab.post(f"{paper(attempt)}/{act}", {item.name: "b"}, expect=409).text.lower()
    tab.post(paper(attempt) + "/submission", {item.name: "b", "sure": "1"})
    assert (item.given, len(rows(attempt))) == ({"choices": ["a"]}, 1)
    assert attempt.handed_in_at == attempt.deadline
    assert len(attempt.markings) == 1


def test_twenty_hand_ins_one_after_the_other_are_one(attempt, bo, browser) -> None:
    tab, item = browser(bo), item_of(attempt, "single")
    for n in range(20):
        page = tab.post(paper(attempt) + "/submission", {item.name: "abc"[n % 3], "sure": "1"})
        assert page.location.endswith("/result")
    for model in (Receipt, Marking):
        assert len(db.session.scalars(db.select(model).filter_by(attempt_id=attempt.id)).all()) == 1
    assert item.given == {"choices": ["a"]}
    assert attempt.receipt.agrees_with(attempt)


def test_a_hand_in_that_fails_in_the_middle_leaves_nothing_half_done(attempt, bo, browser, monkeypatch) -> None:
    """Neither handed in, nor a receipt, nor the answers that came with it; pressed again, all of it."""
    tab, item = browser(bo), item_of(attempt, "single")

    def breaks(*_args, **_kwargs):
        raise RuntimeError("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(type(attempt), "mark", breaks)
        tab.post(paper(attempt) + "/submission", {item.name: "b", "sure": "1"}, expect=500)
    assert not attempt.finished
    assert rows(attempt) == []
    assert db.session.scalars(db.select(Receipt).filter_by(attempt_id=attempt.id)).all() == []
    tab.post(paper(attempt) + "/submission", {item.name: "b", "sure": "1"})
    assert attempt.finished
    assert attempt.receipt.agrees_with(attempt)


@pytest.mark.parametrize("kind", BODIES)
def test_a_megabyte_for_any_control_is_refused_at_its_field_and_the_rest_kept(kind, attempt, bo, browser) -> None:
    tab, item = browser(bo), item_of(attempt, kind)
    other = next(one for one in attempt.items if one is not item)
    control = next(iter(right(item)))
    form = {**right(other), control: "x" * 1_000_000}
    told = tab.post(paper(attempt) + "/answers", form, expect=200, **PART).response.json["questions"]
    assert "too long" in told[item.name]["refused"]
    assert told[other.name]["answered"]
    assert attempt.answered == [other]
    page = tab.post(paper(attempt) + "/submission", {**form, "sure": "1"})
    assert page.location.endswith(paper(attempt))
    assert not attempt.finished


@pytest.mark.parametrize(
    ("unsent", "named"), [("2", "2 answers"), ("1", "1 answer "), ("9" * 40, "7 answers"), ("9" * 5000, "")]
)
def test_the_result_says_how_many_answers_were_never_confirmed(unsent, named, attempt, bo, browser) -> None:
    tab = browser(bo)
    tab.post(paper(attempt) + "/submission", {"sure": "1"})
    text = tab.get(f"{paper(attempt)}/result?unsent={unsent}").text
    assert (f"We did not confirm {named}" if named else "Result") in text
    for nothing in ("0", "-1", "x", "", "Infinity", "NaN"):
        assert "We did not confirm" not in tab.get(f"{paper(attempt)}/result?unsent={nothing}").text
