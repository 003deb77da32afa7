"""Sitting a quiz in a browser: without a script by page, with one by parts; and what never reaches it."""

import gzip
import re

import pytest

from learn.assessment import Answer, Marking
from learn.kit.db import db
from tests.assessment.sitting import BODIES, quiz_of, right, right_form

PART = {"headers": {"X-Part": "1"}}


def paper(attempt) -> str:
    return f"/attempts/{attempt.id}"


def item_of(attempt, kind):
    return next(item for item in attempt.items if item.version.kind == kind)


# the paper


def test_the_paper_is_one_form_with_every_question(bo, attempt, visit) -> None:
    page = visit(bo, paper(attempt))
    assert page.h1.startswith("GMP-101 Final quiz")
    assert "Attempt 1 of 3" in page.h1
    assert len(page.all("form#attempt fieldset.question legend")) == 7
    assert [one["href"] for one in page.all(".q-nav a")] == [f"#{item.name}" for item in attempt.items]


def test_a_choice_is_labelled_by_its_text_and_named_by_its_question(bo, attempt, visit) -> None:
    item = item_of(attempt, "single")
    choices = visit(bo, paper(attempt)).all(f'input[name="{item.name}"]')
    labels = {one["value"]: one.find_parent("label").get_text(strip=True) for one in choices}
    assert labels == {"a": "Human resources", "b": "The quality head", "c": "The supplier"}
    assert [one["value"] for one in choices] == item.order


def test_the_paper_speaks_the_readers_language(bo, attempt, visit) -> None:
    assert "质量负责人" in visit(bo, paper(attempt), language="zh").text
    assert "The quality head" in visit(bo, paper(attempt)).text


def test_every_question_is_one_press_away_from_itself_in_the_other_language(bo, attempt, visit, send) -> None:
    item = attempt.items[-1]
    switch = visit(bo, paper(attempt)).one(f"#{item.name} button.language")
    assert switch["formaction"] == f"{paper(attempt)}/answers?hl=zh#{item.name}"
    asked = send(
        bo, paper(attempt) + "/submission", {}, expect=200, headers={"Referer": f"http://localhost{paper(attempt)}"}
    )
    assert asked.one("a[data-keep-place]")["href"] == f"{paper(attempt)}?hl=zh"


@pytest.mark.parametrize("kind", BODIES)
def test_every_kind_is_answered_by_the_page_and_shown_again(kind, bo, attempt, visit, send) -> None:
    item = item_of(attempt, kind)
    assert send(bo, paper(attempt) + "/answers", right(item)).location.endswith(paper(attempt))
    db.session.expire_all()
    assert attempt.answered == [item]
    page = visit(bo, paper(attempt))
    box = page.one(f"#{item.name}")
    ticked = [one.get("value") for one in box.select("input[checked]")]
    chosen = {one.find_parent("select")["name"]: one["value"] for one in box.select("option[selected]")}
    typed = {one["name"]: one["value"] for one in box.select("input:not([type])")}
    wanted = right(item)
    if ticked:
        assert sorted(ticked) == sorted(
            one for value in wanted.values() for one in ([value] if isinstance(value, str) else value)
        )
    else:
        assert {**chosen, **typed} == wanted
    assert len(page.all(".q-nav a[data-answered]")) == 1


def test_a_whole_paper_by_one_post_is_a_pass(bo, attempt, send, visit) -> None:
    answer = send(bo, paper(attempt) + "/submission", right_form(attempt))
    assert answer.location.endswith(paper(attempt) + "/result")
    page = visit(bo, paper(attempt) + "/result")
    assert page.h1 == "Passed with 100"
    assert "7 of 7 questions right" in page.text


def test_switching_language_in_the_middle_loses_nothing(bo, attempt, browser) -> None:
    tab, item = browser(bo), item_of(attempt, "short")
    moved = tab.post(f"{paper(attempt)}/answers?hl=en", {"question": item.name[1:], item.name: "date"})
    page = tab.get(moved.location)
    assert page.one("html")["lang"] == "en"
    assert page.one(f'input[name="{item.name}"]')["value"] == "date"
    page = tab.get(f"{paper(attempt)}?hl=zh")
    assert page.one("html")["lang"] == "zh-CN"
    assert page.one(f'input[name="{item.name}"]')["value"] == "date"


def test_flags_are_kept_with_the_answers_and_taken_away_again(bo, attempt, send, visit) -> None:
    first, second = (item.name[1:] for item in attempt.items[:2])
    send(bo, paper(attempt) + "/answers", {"question": [first, second], "flag": [first, second, "999"]})
    send(bo, paper(attempt) + "/answers", {"question": first})
    page = visit(bo, paper(attempt))
    assert [one["value"] for one in page.all('input[name="flag"][checked]')] == [second]
    assert len(page.all(".q-nav a[data-flagged]")) == 1


def test_a_remark_stands_by_an_answer_that_cannot_be_read(bo, attempt, send, visit) -> None:
    item = item_of(attempt, "numeric")
    send(bo, paper(attempt) + "/answers", {item.name: "many"})
    assert "cannot read this as a number" in visit(bo, paper(attempt)).one(f"#{item.name} [data-remark]").text


def test_a_paper_of_twenty_questions_is_light(bo, start, browser, queries) -> None:
    attempt = start(bo, quiz_of([*BODIES, *BODIES, *BODIES][:20], bank="twenty"))
    tab, path = browser(bo), paper(attempt)
    tab.get(path)
    with queries() as sent:
        page = tab.get(path).response.data
    of_young_ids = re.sub(rb"\b(q?)\d+\b", rb"\g<1>10", page)  # ids grow with the database; the page is not to blame
    assert len(of_young_ids) <= 30_000
    assert len(gzip.compress(page)) <= 6_000
    assert len(sent) <= 6, "\n".join(sent)


# saving by parts


def test_the_script_is_told_what_is_saved(bo, attempt, send, clock_at) -> None:
    clock_at("2026-11-22T09:05:00+08:00")
    attempt.deadline = attempt.deadline.replace(year=2026, month=11, day=22, hour=1, minute=20, second=0, microsecond=0)
    attempt.started_at = attempt.deadline.replace(minute=0)
    db.session.commit()
    item = item_of(attempt, "single")
    told = send(bo, paper(attempt) + "/answers", {item.name: "a"}, expect=200, **PART).response.json
    assert told["questions"][item.name] | {"client": None} == {
        "sequence": 1, "at": "09:05", "client": None, "answered": True, "remark": None, "overtaken": False,
    }  # fmt: skip
    assert (told["clock"], told["remaining"]) == ("09:05", 900)
    assert told["deadline"].startswith("2026-11-22T01:20:00")


def test_saving_an_answer_costs_four_queries(bo, attempt, browser, queries) -> None:
    """Who asks; the attempt, locked; the question with the answer that counts; the new answer."""
    tab, path, name = browser(bo), paper(attempt) + "/answers", item_of(attempt, "single").name
    tab.post(path, {name: "a"}, expect=200, **PART)
    with queries() as sent:
        tab.post(path, {name: "b"}, expect=200, **PART)
    assert len(sent) <= 4, "\n".join(sent)


def test_two_tabs_at_once_the_later_answer_counts_and_both_are_kept(bo, attempt, browser) -> None:
    item, one, other = item_of(attempt, "single"), browser(bo), browser(bo)
    one.post(paper(attempt) + "/answers", {item.name: "a"}, expect=200, **PART)
    other.post(paper(attempt) + "/answers", {item.name: "c"}, expect=200, **PART)
    kept = db.session.scalars(db.select(Answer).filter_by(item_id=item.id).order_by(Answer.id)).all()
    assert [answer.given["choices"] for answer in kept] == [["a"], ["c"]]
    assert item.given == {"choices": ["c"]}


def test_an_old_tab_without_an_answer_takes_no_choice_back(bo, attempt, send) -> None:
    item = item_of(attempt, "single")
    send(bo, paper(attempt) + "/answers", {item.name: "a"})
    send(bo, paper(attempt) + "/answers", {"question": item.name[1:]})
    assert item.given == {"choices": ["a"]}


def test_forged_ids_and_questions_of_other_papers_are_passed_over(bo, attempt, send) -> None:
    single, matching = item_of(attempt, "single"), item_of(attempt, "matching")
    forged = {single.name: "z", f"{matching.name}-a": "99", "q999999": "a", "question": "abc", "flag": "1; DROP"}
    told = send(bo, paper(attempt) + "/answers", forged, expect=200, **PART).response.json
    assert not any(one["answered"] for one in told["questions"].values())
    assert (told["flagged"], told["newest"]) == ([], 0)


def test_what_was_acknowledged_survives_whatever_comes_after(bo, attempt, send, monkeypatch) -> None:
    """The process is killed while the second answer is on its way: the first one was committed before it was told."""
    first, second = item_of(attempt, "single"), item_of(attempt, "truefalse")
    send(bo, paper(attempt) + "/answers", {first.name: "b"}, expect=200, **PART)
    monkeypatch.setattr("learn.assessment.saving.times", lambda deadline: 1 / 0)
    send(bo, paper(attempt) + "/answers", {second.name: "true"}, expect=500, **PART)
    db.session.expire_all()
    assert attempt.answered == [first]


def test_an_expired_session_sends_the_script_to_sign_in_and_loses_nothing(bo, attempt, browser, visit) -> None:
    tab, item = browser(bo), item_of(attempt, "single")
    tab.post(paper(attempt) + "/answers", {item.name: "b"}, expect=200, **PART)
    stranger = browser(None)
    assert "/sign-in" in stranger.post(paper(attempt) + "/answers", {item.name: "a"}, **PART).location
    assert visit(bo, paper(attempt)).one(f'input[name="{item.name}"][checked]')["value"] == "b"


# the key stays here


def test_neither_page_nor_answer_holds_the_key_before_the_hand_in(bo, attempt, visit, send) -> None:
    told = send(bo, paper(attempt) + "/answers", right_form(attempt), expect=200, **PART).response.get_data(
        as_text=True
    )
    for language in ("zh", "en"):
        page = visit(bo, paper(attempt), language=language).response.get_data(as_text=True)
        for sent in (page, told):
            for secret in (
                "Article 26",
                "第二十六条",
                "China GMP",
                '"correct"',
                "accept",
                "姓名",
                "data-correct",
                "points",
            ):
                assert secret not in sent


def test_an_unanswered_paper_does_not_hold_the_key(bo, attempt, visit) -> None:
    page = visit(bo, paper(attempt)).response.get_data(as_text=True)
    assert "4711" not in page
    assert "name and date" not in page.lower()


def test_the_order_of_things_gives_nothing_away(bo, start, visit) -> None:
    """Values of matching and names of ordering are places on this paper, the same whatever the key is."""
    attempt = start(bo, quiz_of(["matching", "ordering"], bank="order"))
    page = visit(bo, paper(attempt))
    matching, ordering = (item_of(attempt, kind) for kind in ("matching", "ordering"))
    values = [one["value"] for one in page.all(f'select[name="{matching.name}-a"] option')]
    assert values == ["", "1", "2", "3"]
    assert [one["name"] for one in page.all(f"#{ordering.name} select")] == [f"{ordering.name}-{n}" for n in (1, 2, 3)]


# handing in


def test_whoever_left_something_open_is_asked_first_and_what_was_sent_is_saved(bo, attempt, send) -> None:
    item = item_of(attempt, "single")
    page = send(bo, paper(attempt) + "/submission", {item.name: "b"}, expect=200)
    assert page.h1 == "Hand in now?"
    assert "6 questions are not answered" in page.text
    db.session.expire_all()
    assert attempt.answered == [item]
    assert not attempt.finished
    send(bo, paper(attempt) + "/submission", {"sure": "1"})
    db.session.expire_all()
    assert attempt.finished


def test_pressed_twice_there_is_one_marking_and_the_same_result(bo, attempt, send) -> None:
    first = send(bo, paper(attempt) + "/submission", right_form(attempt))
    second = send(bo, paper(attempt) + "/submission", {"sure": "1"})
    assert first.location == second.location
    assert len(db.session.scalars(db.select(Marking).filter_by(attempt_id=attempt.id)).all()) == 1


def test_after_the_hand_in_the_paper_leads_to_the_result_and_before_it_the_result_to_the_paper(
    bo, attempt, visit, send
) -> None:
    assert visit(bo, paper(attempt) + "/result", expect=303).location.endswith(paper(attempt))
    send(bo, paper(attempt) + "/submission", {"sure": "1"})
    assert visit(bo, paper(attempt), expect=303).location.endswith("/result")


def test_an_answer_after_the_hand_in_is_refused_with_a_way_to_the_result(bo, attempt, send) -> None:
    item = item_of(attempt, "single")
    send(bo, paper(attempt) + "/submission", {"sure": "1"})
    page = send(bo, paper(attempt) + "/answers", {item.name: "b"}, expect=409)
    assert page.h1 == "This was already handed in"
    assert "is kept" in page.text
    assert page.one(f'a[href="{paper(attempt)}/result"]')
    assert not item.answered


def test_an_answer_after_the_deadline_hands_in_what_was_saved(bo, quiz, start, send, visit, clock_at) -> None:
    clock_at("2026-11-22T09:00:00+08:00")
    attempt = start(bo, quiz)
    first, second = attempt.items[:2]
    send(bo, paper(attempt) + "/answers", right(first), expect=200, **PART)
    clock_at("2026-11-22T09:20:06+08:00")
    page = send(bo, paper(attempt) + "/answers", right(second), expect=409)
    assert page.h1 == "Time was over at 09:20"
    db.session.expire_all()
    assert attempt.finished
    assert attempt.answered == [first]
    assert "Time was over" in visit(bo, paper(attempt) + "/result").text


def test_opening_the_paper_after_the_deadline_shows_the_result(bo, quiz, start, visit, clock_at) -> None:
    clock_at("2026-11-22T09:00:00+08:00")
    attempt = start(bo, quiz)
    clock_at("2026-11-22T10:00:00+08:00")
    assert visit(bo, paper(attempt), expect=303).location.endswith("/result")
    assert "0 of 7 questions right" in visit(bo, paper(attempt) + "/result").text


# the result


def test_the_result_explains_every_answer(bo, attempt, send, visit) -> None:
    wrong = item_of(attempt, "single")
    send(bo, paper(attempt) + "/submission", {**right_form(attempt), wrong.name: "a"})
    page = visit(bo, paper(attempt) + "/result")
    assert page.h1 == "Passed with 85.7"
    said = [one.get_text(" ", strip=True) for one in page.all(f"#{wrong.name} .marked")]
    assert said == ["Human resources your answer , wrong", "The quality head right answer"]
    assert "Because Article 26 says so." in page.text
    assert "China GMP · Art. 26" in page.text
    assert page.one(".verdict a.button")["href"] == "/courses/GMP-101/units/3"


def test_a_failed_result_says_when_the_next_try_is_possible(bo, quiz, start, send, visit, clock_at) -> None:
    before = []
    for hour, sentence in (
        ("09", "You can try again now."),
        ("10", "You can try again from 2026-11-22 10:30."),
        ("11", "All 3 attempts are used."),
    ):
        clock_at(f"2026-11-22T{hour}:00:00+08:00")
        attempt = start(bo, quiz, before)
        send(bo, paper(attempt) + "/submission", {"sure": "1"})
        page = visit(bo, paper(attempt) + "/result")
        assert "Not passed yet, 0 of the 80 needed" in page.h1
        assert sentence in page.text
        before.append(attempt)


def test_the_result_costs_at_most_eight_queries(bo, attempt, browser, queries) -> None:
    tab, path = browser(bo), paper(attempt) + "/result"
    tab.post(paper(attempt) + "/submission", right_form(attempt))
    with queries() as sent:
        tab.get(path)
    assert len(sent) <= 8, "\n".join(sent)


# strangers


def test_somebody_elses_attempt_does_not_exist(zed, hana, ines, omar, attempt, visit, send) -> None:
    for person in (zed, hana, ines, omar):
        visit(person, paper(attempt), expect=404)
        visit(person, paper(attempt) + "/result", expect=404)
        send(person, paper(attempt) + "/answers", {"question": "1"}, expect=404)
        send(person, paper(attempt) + "/submission", {"sure": "1"}, expect=404)
    assert not attempt.finished


def test_a_stranger_signs_in_first(attempt, visit) -> None:
    assert "/sign-in" in visit(None, paper(attempt), expect=303).location


def test_a_form_without_its_token_saves_nothing(bo, attempt, browser) -> None:
    item = item_of(attempt, "single")
    tab = browser(bo)
    assert tab.client.post(paper(attempt) + "/answers", data={item.name: "b"}).status_code == 400
    assert not item.answered
