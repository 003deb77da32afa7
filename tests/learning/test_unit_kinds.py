"""Documents, recordings, optional units, units that wait, and the least time to read, as trainees meet them."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from learn import demo
from learn.audit import AuditEntry, Event
from learn.catalogue import CourseVersion
from learn.catalogue.pack import read
from learn.kit.db import db
from learn.kit.digest import digest_of
from learn.learning import Acknowledgement, Completion, Enrolment, Outline, UnitProgress, lines_of
from learn.learning.watching import credited, length, merged
from learn.people import Person
from learn.signatures import Meaning, Signature
from tests.conftest import Browser
from tests.kinds_course import FILM_SECONDS, kinds_pack, pdf
from tests.pages import Page
from tests.small_course import small_pack

COURSE = "/courses/GMP-103"
LESSON, SOP, FILM, TALK, QUIZ = (f"{COURSE}/units/{n}" for n in range(1, 6))
NINE = datetime.fromisoformat("2026-11-29T09:00:00+08:00")


@pytest.fixture
def course(app: Any, tmp_path: Path) -> CourseVersion:
    """A course of every kind of unit, in force."""
    version = CourseVersion.load(read(kinds_pack(tmp_path)), by=None)
    version.publish(by=None)
    db.session.commit()
    return version


class Hands:
    """Bo at his browser, with a clock that we turn."""

    def __init__(self, browser: Browser, clock_at: Any) -> None:
        self.browser, self._clock_at, self.now = browser, clock_at, NINE
        self.wait(0)

    def wait(self, seconds: float) -> None:
        """So many seconds go by."""
        self.now += timedelta(seconds=seconds)
        self._clock_at(self.now.isoformat())

    def open(self, path: str) -> Page:
        """Bo opens a page."""
        return self.browser.get(path)

    def send(self, path: str, expect: int = 303, **form: str) -> Page:
        """Bo sends a form."""
        return self.browser.post(path, form, expect)

    def say_done(self, page: Page, expect: int = 303, **form: str) -> Page:
        """Bo presses the button on a page that he opened; it carries when that was."""
        forms = [one for one in page.all("form") if one["action"].endswith(("/completion", "/signature"))]
        path, opened = forms[-1]["action"], forms[-1].select_one("[name=opened]")["value"]
        return self.send(path, expect, opened=opened, **form)

    def reads_for(self, path: str, seconds: int, every: int = 20) -> int:
        """The page of a unit can be seen for so long, with its script; how many seconds are left."""
        answer = self.tell(path, fresh="1")
        for _ in range(seconds // every):
            self.wait(every)
            answer = self.tell(path)
        return int(answer["left"])

    def tell(self, path: str, **form: str) -> Any:
        """The script of a page that is read says so."""
        return json.loads(self.send(f"{path}/reading", 200, **form).response.get_data())

    def play(self, path: str, *, file: str, until: int, start: int = 0, pace: float = 1) -> int:
        """The player plays from one second to another and tells every 15 seconds; the share that counts."""
        share = self.report(path, file=file)
        for second in range(start, until, 15):
            at = min(second + 15, until)
            self.wait((at - second) / pace)
            share = self.report(path, file=file, played=f"{start}-{at}", at=str(at))
        return share

    def report(self, path: str, **form: str) -> int:
        """The script of a player tells what was played."""
        return int(json.loads(self.send(f"{path}/watching", 200, **form).response.get_data())["share"])


@pytest.fixture
def hands(bo: Person, course: CourseVersion, browser: Any, clock_at: Any) -> Hands:
    """Bo, enrolled."""
    clock_at(NINE.isoformat())
    hands = Hands(browser(bo), clock_at)
    hands.browser.client.set_cookie("language", "en")
    hands.send(f"{COURSE}/enrolment")
    return hands


@pytest.fixture
def film(course: CourseVersion) -> str:
    """The digest of the film."""
    return course.units[2].shown_in("en").file.media.digest


def progress(n: int) -> UnitProgress:
    return db.session.scalars(
        db.select(UnitProgress).join(UnitProgress.unit).where(UnitProgress.unit.has(position=n))
    ).one()


def standing(bo: Person) -> tuple[int, int]:
    line = next(line for line in lines_of(bo) if line.code == "GMP-103")
    return line.done, line.total


# what comes first


def test_a_unit_opens_after_those_that_it_names(hands: Hands) -> None:
    page = hands.open(SOP)
    assert "Opens after unit 1" in page.text
    assert not page.all("iframe")
    for act in ("signature", "reading", "place"):
        refusal = hands.send(f"{SOP}/{act}", 409, password=demo.PASSWORD)
        assert "Opens after unit 1" in refusal.text
    assert "Opens after unit 1" in hands.open(COURSE).text
    hands.send(f"{LESSON}/completion")
    assert hands.open(SOP).all("iframe")


def test_a_quiz_waits_for_required_units_only(hands: Hands) -> None:
    assert "Opens after unit 1, 2, 3" in hands.open(QUIZ).text


def test_an_optional_unit_says_so_and_does_not_count(hands: Hands, bo: Person) -> None:
    page = hands.open(COURSE)
    assert "Audio · 1 min · optional" in page.text
    assert "0 of 4 done" in page.text
    assert standing(bo) == (0, 4)
    hands.reads_for(TALK, 60)
    hands.send(f"{TALK}/completion", by="transcript")
    assert standing(bo) == (0, 4)
    assert "0 of 4 done" in hands.open(COURSE).text


# the least time


def test_a_document_cannot_be_signed_before_its_least_time(hands: Hands) -> None:
    hands.send(f"{LESSON}/completion")
    page = hands.open(SOP)
    assert "still 5:00" in page.text
    assert hands.reads_for(SOP, 100) == 200
    refusal = hands.say_done(page, 409, password=demo.PASSWORD)
    assert "This document asks for 5 minutes of reading; still to go: 4 minutes." in refusal.text
    assert db.session.scalars(db.select(Acknowledgement)).all() == []
    assert "still 3:20" in hands.open(SOP).text
    assert hands.reads_for(SOP, 200) == 0
    hands.say_done(hands.open(SOP), password=demo.PASSWORD)


def test_a_client_cannot_invent_time(hands: Hands) -> None:
    hands.send(f"{LESSON}/completion")
    for _ in range(50):
        hands.tell(SOP)
    assert progress(2).read_seconds == 0
    hands.wait(3000)  # silent for long: the page was hidden, or the laptop closed
    assert hands.tell(SOP)["left"] == 270
    hands.wait(10)
    assert hands.tell(SOP, fresh="1")["left"] == 270  # it was hidden: that time does not count


def test_without_a_script_the_time_runs_from_when_the_page_was_sent(hands: Hands) -> None:
    hands.send(f"{LESSON}/completion")
    page = hands.open(SOP)
    hands.wait(120)
    assert "still to go: 3 minutes" in hands.say_done(page, 409, password=demo.PASSWORD).text
    again = hands.open(SOP)  # what was read so far counts
    assert "still 3:00" in again.text
    hands.wait(175)
    assert "still to go: 5 seconds" in hands.say_done(again, 409, password=demo.PASSWORD).text
    last = hands.open(SOP)
    hands.wait(5)
    hands.say_done(last, password=demo.PASSWORD)
    assert progress(2).completed_at


def test_a_page_cannot_be_opened_earlier_than_it_was(hands: Hands, zed: Person, browser: Any) -> None:
    other = browser(zed)
    other.post(f"{COURSE}/enrolment", {})
    other.post(f"{LESSON}/completion", {})
    lent = other.get(SOP).one("form.sign [name=opened]")["value"]
    hands.send(f"{LESSON}/completion")
    hands.wait(3000)
    for opened in (lent, lent[:-2], "", "x" * 500):
        assert (
            "still to go: 5 minutes" in hands.send(f"{SOP}/signature", 409, opened=opened, password=demo.PASSWORD).text
        )
        db.session.execute(db.update(UnitProgress).values(read_seconds=0, beat_at=None))
        db.session.commit()


def test_the_least_time_of_a_lesson_is_held_too(
    hands: Hands, course: CourseVersion, bo: Person, tmp_path: Path
) -> None:
    pack = kinds_pack(tmp_path / "more", code="GMP-104")
    text = (pack / "course.yaml").read_text()
    (pack / "course.yaml").write_text(text.replace("kind: lesson\n", "kind: lesson\n    least_minutes: 1\n", 1))
    CourseVersion.load(read(pack), by=None).publish(by=None)
    db.session.commit()
    hands.send("/courses/GMP-104/enrolment")
    page = hands.open("/courses/GMP-104/units/1")
    assert "still 1:00" in page.text
    assert page.one("main")["data-reading"] == "/courses/GMP-104/units/1/reading"
    assert "60 seconds" not in hands.say_done(page, 409).text
    assert hands.reads_for("/courses/GMP-104/units/1", 60) == 0
    hands.send("/courses/GMP-104/units/1/completion")


# documents


def test_what_bo_signs_is_this_very_document(hands: Hands, bo: Person, course: CourseVersion) -> None:
    hands.send(f"{LESSON}/completion")
    page = hands.open(SOP)
    assert "You sign SOP-012, edition 3, as" in page.text
    served = hands.open(page.one("iframe")["src"])
    assert (served.response.mimetype, served.response.get_data()) == ("application/pdf", pdf("SOP-012 en"))
    hands.reads_for(SOP, 300)
    hands.say_done(page, password=demo.PASSWORD)
    signed = db.session.scalars(db.select(Acknowledgement)).one()
    file = course.units[1].shown_in("en").file
    assert (signed.number, signed.edition, signed.language) == ("SOP-012", "3", "en")
    assert signed.document_digest == file.media.digest
    signature = db.session.scalars(db.select(Signature)).one()
    assert (signature.person_id, signature.meaning) == (bo.id, Meaning.READ_AND_UNDERSTOOD)
    seen = {
        "title": {"zh": "更衣规程", "en": "Gowning procedure"}, "number": "SOP-012", "edition": "3", "language": "en",
        "document_digest": file.media.digest, "course": "GMP-103", "version": "1.0", "content": course.digest, "unit": "sop",
    }  # fmt: skip
    assert signature.digest == digest_of(seen)
    done = hands.open(SOP)
    assert "You signed on 2026-11-29" in done.text
    assert not done.all("form.sign")


def test_the_wrong_password_signs_nothing(hands: Hands) -> None:
    hands.send(f"{LESSON}/completion")
    hands.reads_for(SOP, 300)
    page = hands.say_done(hands.open(SOP), 422, password="not mine")
    assert "This is not your password. Nothing was signed." in page.text
    assert db.session.scalars(db.select(Signature)).all() == []


def test_a_document_is_not_completed_by_saying_so(hands: Hands) -> None:
    hands.send(f"{LESSON}/completion")
    hands.reads_for(SOP, 300)
    assert "by signing" in hands.send(f"{SOP}/completion", 409).text


def test_signing_twice_is_one_signature(hands: Hands) -> None:
    hands.send(f"{LESSON}/completion")
    hands.reads_for(SOP, 300)
    for _ in range(2):
        hands.send(f"{SOP}/signature", password=demo.PASSWORD)
    assert len(db.session.scalars(db.select(Signature)).all()) == 1


def test_what_was_signed_stands_in_the_records(hands: Hands, bo: Person, hana: Person, visit: Any) -> None:
    hands.send(f"{LESSON}/completion")
    hands.reads_for(SOP, 300)
    hands.send(f"{SOP}/signature", password=demo.PASSWORD)
    assert "Gowning procedure SOP-012" in hands.open("/my/records").text
    kept = json.loads(hands.open("/my/records.json").response.get_data())["documents_signed"]
    assert (kept[0]["number"], kept[0]["edition"], len(kept[0]["signature"])) == ("SOP-012", "3", 64)
    page = visit(hana, f"/hr/people/{bo.memberships[0].id}")
    assert "Gowning procedure SOP-012" in page.text


# recordings


def test_a_film_is_done_when_its_share_was_played(hands: Hands, film: str) -> None:
    page = hands.open(FILM)
    assert "Played: 0 %" in page.text or "Played: 0%" in page.text
    assert [track["srclang"] for track in page.all("track")] == ["en", "zh"]
    assert hands.play(FILM, file=film, until=45) == 50
    refusal = hands.send(f"{FILM}/completion", 409)
    assert "50% of the recording were played; this unit asks for 80%." in refusal.text
    assert hands.play(FILM, file=film, start=45, until=75) == 83
    hands.send(f"{FILM}/completion")
    entry = db.session.scalars(db.select(AuditEntry).where(AuditEntry.event == Event.UNIT_COMPLETED)).all()[-1]
    assert entry.new["way"] == "played"


def test_a_film_cannot_be_sent_in_one_post(hands: Hands, film: str) -> None:
    whole = f"0-{FILM_SECONDS}"
    assert hands.report(FILM, file=film, played=whole) == 0
    hands.wait(9)
    assert hands.report(FILM, file=film, played=whole) == 20  # twice as fast at most
    assert hands.report(FILM, file=film, played=whole) == 20
    hands.wait(36)
    assert hands.report(FILM, file=film, played=whole) == 100


def test_the_same_minute_twice_counts_once(hands: Hands, film: str) -> None:
    hands.play(FILM, file=film, until=30)
    assert hands.play(FILM, file=film, until=30) == 33


def test_a_lost_network_loses_nothing_that_was_played(hands: Hands, film: str) -> None:
    hands.report(FILM, file=film)
    hands.wait(80)
    assert hands.report(FILM, file=film, played="0-80", at="80") == 88


def test_bo_goes_on_where_he_stopped(hands: Hands, film: str) -> None:
    hands.play(FILM, file=film, until=40)
    assert hands.open(FILM).one("video")["data-at"] == "40"


@pytest.mark.parametrize(
    "played",
    ["", "x", "-1-90", "90-0", "0-1e9", "0-99999999", "0--90", "nan-inf", "0-90;DROP", ",".join(["0-90"] * 9999)],
)
def test_whatever_a_player_says_no_time_is_invented(hands: Hands, film: str, played: str) -> None:
    hands.report(FILM, file=film)
    hands.wait(9)
    assert hands.report(FILM, file=film, played=played, at=played) <= 20


def test_another_file_is_none_of_this_unit(hands: Hands, course: CourseVersion) -> None:
    talk = course.units[3].shown_in("en").file.media.digest
    hands.send(f"{FILM}/watching", 404, file=talk)
    hands.send(f"{LESSON}/watching", 404, file=talk)
    hands.send(f"{QUIZ}/watching", 409, file=talk)


def test_who_cannot_see_or_hear_reads_the_transcript(hands: Hands) -> None:
    """It asks for as much time as the recording would, no more and no less."""
    page = hands.open(FILM)
    assert "Shoe covers first" in page.text
    assert "still 1:12" in page.text  # 80 % of 90 seconds
    hands.wait(60)
    assert "still to go: 12 seconds" in hands.say_done(page, 409, by="transcript").text
    page = hands.open(FILM)
    hands.wait(12)
    hands.say_done(page, by="transcript")
    entry = db.session.scalars(db.select(AuditEntry).where(AuditEntry.event == Event.UNIT_COMPLETED)).all()[-1]
    assert entry.new["way"] == "transcript"


def test_what_was_played_counts_in_either_language(hands: Hands, course: CourseVersion) -> None:
    chinese = course.units[3].shown_in("zh").file
    hands.play(TALK, file=chinese.media.digest, until=chinese.seconds)
    hands.send(f"{TALK}/completion")


# a film is sent in parts


def test_a_player_gets_the_part_that_it_asks_for(hands: Hands, film: str) -> None:
    path = f"{COURSE}/media/{film}"
    whole = hands.browser.client.get(path)
    assert (whole.mimetype, whole.headers["Accept-Ranges"]) == ("video/mp4", "bytes")
    content = whole.get_data()
    part = hands.browser.client.get(path, headers={"Range": "bytes=10-19"})
    assert (part.status_code, part.get_data()) == (206, content[10:20])
    assert part.headers["Content-Range"] == f"bytes 10-19/{len(content)}"
    last = hands.browser.client.get(path, headers={"Range": "bytes=-5"})
    assert last.get_data() == content[-5:]
    beyond = hands.browser.client.get(path, headers={"Range": "bytes=999999-"})
    assert (beyond.status_code, beyond.headers["Content-Range"]) == (416, f"bytes */{len(content)}")
    assert hands.browser.client.get(path, headers={"Range": "pages=1-2"}).status_code == 200


def test_a_page_of_ours_may_show_a_document_and_nobody_elses(hands: Hands, course: CourseVersion) -> None:
    file = course.units[1].shown_in("en").file
    answer = hands.browser.client.get(f"{COURSE}/media/{file.media.digest}")
    assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "frame-ancestors 'none'" in hands.browser.client.get(COURSE).headers["Content-Security-Policy"]


# to the end


def test_the_course_is_complete_without_what_is_optional(hands: Hands, bo: Person, film: str) -> None:
    hands.send(f"{LESSON}/completion")
    hands.reads_for(SOP, 300)
    hands.send(f"{SOP}/signature", password=demo.PASSWORD)
    hands.play(FILM, file=film, until=80)
    assert hands.send(f"{FILM}/completion").location == QUIZ  # past what is optional
    attempt_path = hands.send(f"{QUIZ}/attempts").location
    enrolment = db.session.scalars(db.select(Enrolment).where(Enrolment.person_id == bo.id)).one()
    attempt = enrolment.sittings[-1].attempt
    demo.history.answer_all(attempt)
    attempt.hand_in(by=bo)
    db.session.commit()
    assert db.session.scalars(db.select(Completion)).one().enrolment_id == enrolment.id
    assert Outline(enrolment.version, enrolment).percent == 100
    assert standing(bo) == (4, 4)
    assert "GMP-103 is complete." in hands.open(f"{attempt_path}/result").text


def test_a_completion_rests_on_no_optional_quiz(bo: Person, app: Any, tmp_path: Path) -> None:
    pack = small_pack(tmp_path, code="GMP-106", lessons=1)
    text = (pack / "course.yaml").read_text(encoding="utf-8")
    (pack / "course.yaml").write_text(text.replace("kind: quiz", "kind: quiz\n    required: false"), encoding="utf-8")
    version = CourseVersion.load(read(pack), by=None)
    version.publish(by=None)
    db.session.flush()
    attempt = demo.study(bo, "GMP-106", lessons=1)  # passes
    assert attempt.passed
    enrolment = db.session.scalars(db.select(Enrolment).where(Enrolment.person_id == bo.id)).one()
    completion = Completion.note(enrolment)
    assert (completion.score, completion.attempt_id) == (None, None)


@pytest.mark.parametrize("path", [LESSON, SOP, FILM, TALK])
def test_a_unit_of_any_kind_costs_few_queries(hands: Hands, queries: Any, path: str) -> None:
    hands.send(f"{LESSON}/completion")
    with queries() as sent:
        page = hands.open(path)
    assert len(sent) <= 8, sent
    assert page.weight_of_assets <= 60_000


def test_a_word_of_a_page_costs_few_queries(hands: Hands, queries: Any, film: str) -> None:
    hands.report(FILM, file=film)
    with queries() as sent:
        hands.report(FILM, file=film, played="0-9")
    assert len(sent) <= 9, sent


# stretches


def test_stretches_that_touch_are_one() -> None:
    assert merged([(5, 9), (0, 2), (2, 4), (8, 12)]) == [(0, 4), (5, 12)]
    assert length([(0, 10), (5, 15)]) == 15


def test_only_what_is_new_is_counted_against_the_clock() -> None:
    assert credited([(0, 10)], [(0, 30)], 5) == [(0, 15)]
    assert credited([(10, 20)], [(0, 30)], 15) == [(0, 25)]
    assert credited([(0, 10)], [(0, 10)], 0) == [(0, 10)]
    assert credited([], [(0, 10)], 0) == []
