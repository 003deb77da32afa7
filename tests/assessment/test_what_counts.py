"""Whatever happens to answers on their way, the acknowledged newest one is marked, and nothing else is claimed.

Hypothesis plays people with several pages: saves are lost, late, repeated and out of order, pages are loaded again, clocks
jump, questions are flagged, the server crashes in the middle, old tabs without a script are sent, and all of that goes on
after the hand-in and after time is over. The real verbs answer.
"""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from werkzeug.datastructures import MultiDict

from learn.assessment import Answer, Attempt, Quiz
from learn.assessment.news import News
from learn.assessment.saving import Save
from learn.kit import clock
from learn.kit.db import db
from learn.kit.text import Words
from learn.kit.web import Refused
from learn.people import Person
from tests.assessment.sitting import quiz_of

VALUES = {"single": ["a", "b", "c"], "short": ["name", "date", "name date", ""]}
PAGES = st.integers(0, 2)
KINDS = st.sampled_from(sorted(VALUES))
CRASH = st.sampled_from([False, False, False, True])
names = count(1)


@dataclass
class Entry:
    """An answer as a page keeps it until it is acknowledged."""

    kind: str
    value: str
    client: str
    counter: int
    at: int  # by the page's clock
    seen: int
    true: int  # when it really was given
    exact: bool = True  # whether the page's clock was right


@dataclass
class Page:
    """The script of a page."""

    client: str
    known: int
    skew: int = 0  # seconds by which its clock is wrong
    counter: int = 0
    last: int = 0
    waiting: dict[str, Entry] = field(default_factory=dict)


@dataclass
class Row:
    """An answer that the server has committed."""

    entry: Entry
    sequence: int


class Sitting(RuleBasedStateMachine):
    """Somebody sits a quiz of two questions."""

    quiz_id: int
    person_id: int
    monkeypatch: Any
    begins: Any

    @initialize()
    def begin(self) -> None:
        self.point = db.engine.begin_nested()
        self.now = self.begins
        self.quiz, self.person = db.session.get_one(Quiz, self.quiz_id), db.session.get_one(Person, self.person_id)
        self.monkeypatch.setattr(clock, "now", lambda: self.now)
        self.attempt = self.quiz.start(self.person, before=[], title=Words("测", "Q"), address="/")
        db.session.commit()
        self.items = {item.version.kind.value: item for item in self.attempt.items}
        self.ids = {kind: item.name for kind, item in self.items.items()}
        self.pages = [self.loaded({}) for _n in range(3)]
        self.network: list[list[Entry]] = []
        self.rows: list[Row] = []
        self.acknowledged: list[tuple[str, int]] = []
        self.tabs: list[tuple[int, dict[str, str]]] = []  # without a script: what they showed
        self.flagged: set[str] = set()
        self.ended: dict[str, Any] | None = None  # what the receipt says, once there is one

    def teardown(self) -> None:
        if not hasattr(self, "point"):
            return
        self.hand_in(by=self.person)
        db.session.remove()
        self.point.rollback()

    # the people

    def loaded(self, waiting: dict[str, Entry]) -> Page:
        return Page(f"page{next(names):012}", self.newest(), waiting=waiting)

    def newest(self) -> int:
        return db.session.scalar(db.select(db.func.max(Answer.sequence)).filter_by(attempt_id=self.attempt.id)) or 0

    @rule(n=PAGES, kind=KINDS, data=st.data())
    def answers(self, n: int, kind: str, data: Any) -> None:
        page, value = self.pages[n], data.draw(st.sampled_from(VALUES[kind]))
        page.counter += 1
        page.last = max(page.last + 1, self.ms() + page.skew * 1000)
        page.waiting[kind] = Entry(
            kind, value, page.client, page.counter, page.last, page.known, self.ms(), page.skew == 0
        )

    @rule(n=PAGES)
    def sends(self, n: int) -> None:
        if self.pages[n].waiting:
            self.network.append([replace(entry) for entry in self.pages[n].waiting.values()])

    @rule(n=PAGES)
    def is_loaded_again(self, n: int) -> None:
        """The browser's storage outlives the page."""
        self.pages[n] = self.loaded(self.pages[n].waiting)

    @rule(n=PAGES)
    def hears_the_news(self, n: int) -> None:
        page = self.pages[n]
        told = News.of(self.attempt.id, self.person).since(page.known)
        page.known, page.skew = max(page.known, told["newest"]), 0

    @rule(n=PAGES, skew=st.sampled_from([-86_400, -3, 3, 86_400]))
    def clock_jumps(self, n: int, skew: int) -> None:
        self.pages[n].skew = skew

    @rule(seconds=st.sampled_from([1, 5, 60]))
    def time_passes(self, seconds: int) -> None:
        if self.ended is None:
            self.now = min(self.now + timedelta(seconds=seconds), self.attempt.deadline)

    # the network and the server

    @rule(data=st.data(), heard=st.booleans(), crash=CRASH, flags=st.sets(KINDS))
    def a_save_arrives(self, data: Any, heard: bool, crash: bool, flags: set[str]) -> None:
        """Any of those on their way, once more or for the first time; the answer of the server may be lost."""
        if not self.network:
            return
        batch = data.draw(st.sampled_from(self.network))
        form = self.form(batch)
        form.setlist("flag", [self.ids[kind][1:] for kind in flags])
        save = Save.of(self.attempt.id, self.person, form)
        assert save.ended == (self.ended is not None)
        if save.ended:
            return  # the page is told so, and nothing else happens
        save.keep()
        if crash:
            db.session.rollback()
            return
        db.session.commit()
        self.flagged = flags | (self.flagged - {one.kind for one in batch})
        assert {f"q{id}" for id in save.told["flagged"]} == {self.ids[kind] for kind in self.flagged}
        for entry in batch:
            if self.row(entry) is None:
                self.rows.append(Row(entry, len(self.rows) + 1))
        if heard:
            self.hears(batch, save.told)
        self.time_passes_a_moment()

    def form(self, batch: list[Entry]) -> MultiDict[str, str]:
        form = MultiDict((self.ids[one.kind], one.value) for one in batch)
        for one in batch:
            form.add("question", self.ids[one.kind][1:])
            form.add("stamp", f"{self.ids[one.kind][1:]} {one.client} {one.counter} {one.at} {one.seen}")
        return form

    def hears(self, batch: list[Entry], told: dict[str, Any]) -> None:
        for entry in batch:
            self.acknowledged.append((entry.client, entry.counter))
            answer = told["questions"][self.ids[entry.kind]]
            row = self.row(entry)
            assert row is not None, "what is acknowledged is kept"
            assert answer["overtaken"] == (answer["sequence"] != row.sequence), "it is said which answer stands"
            for page in self.pages:
                if (kept := page.waiting.get(entry.kind)) and self.same(kept, entry):
                    del page.waiting[entry.kind]

    @rule()
    def a_tab_without_script_is_opened(self) -> None:
        self.tabs.append((self.newest(), {kind: self.value(kind) for kind in VALUES}))

    @rule(data=st.data(), kind=KINDS)
    def an_old_tab_is_sent(self, data: Any, kind: str) -> None:
        """All its controls are sent; only the one that was changed there is an answer."""
        if not self.tabs:
            return
        seen, shown = data.draw(st.sampled_from(self.tabs))
        value = data.draw(st.sampled_from(VALUES[kind]))
        said = {**shown, kind: value}
        form = MultiDict((self.ids[one], text) for one, text in said.items() if text or one == "short")
        form.add("seen", str(seen))
        attempt = Attempt.locked(self.attempt.id, self.person)
        if self.ended is not None:
            with pytest.raises(Refused):
                attempt.save(attempt.read(form), by=self.person)
            return
        before = {one: self.value(one) for one in VALUES}
        attempt.save(attempt.read(form), by=self.person)
        db.session.commit()
        wanted = {**before, **({kind: value} if value != shown[kind] else {})}
        for one in VALUES:
            if wanted[one] != before[one]:
                entry = Entry(one, wanted[one], "", len(self.rows), self.ms(), len(self.rows), self.ms())
                self.rows.append(Row(entry, len(self.rows) + 1))
            assert self.value(one) == wanted[one], "a tab left open takes nothing back"
        self.time_passes_a_moment()

    # what holds always

    @invariant()
    def every_answer_that_arrived_is_on_record_once(self) -> None:
        if not hasattr(self, "point"):
            return
        kept = db.session.execute(
            db.select(Answer.sequence, Answer.client, Answer.counter)
            .filter_by(attempt_id=self.attempt.id)
            .order_by(Answer.sequence)
        ).all()
        assert [row.sequence for row in kept] == list(range(1, len(self.rows) + 1))
        stamped = {(row.client, row.counter) for row in kept if row.client}
        assert stamped == {(row.entry.client, row.entry.counter) for row in self.rows if row.entry.client}
        assert stamped >= {*self.acknowledged}

    @invariant()
    def what_counts_is_the_newest(self) -> None:
        if not hasattr(self, "point"):
            return
        for kind in VALUES:
            rows = [row for row in self.rows if row.entry.kind == kind]
            stands = self.stands(kind)
            if not rows:
                assert stands is None
                continue
            assert stands is not None
            mine = next(row for row in rows if row.sequence == stands.sequence)
            assert self.value(kind) == mine.entry.value
            for other in rows:
                same_page = other.entry.client and other.entry.client == mine.entry.client
                assert not (same_page and other.entry.counter > mine.entry.counter), "a page's own order holds"
                knew = other is not mine and other.entry.seen >= mine.sequence
                assert not knew, "whoever saw an answer and changed it gave the later one"
            if all(row.entry.exact for row in rows):
                assert mine.entry.true == max(row.entry.true for row in rows), "with right clocks the last one counts"

    @invariant()
    def what_is_flagged_is_kept(self) -> None:
        if hasattr(self, "point"):
            kept = db.session.scalar(db.select(Attempt.flagged).where(Attempt.id == self.attempt.id))
            assert {f"q{id}" for id in kept} == {self.ids[kind] for kind in self.flagged}

    # the end

    @precondition(lambda self: len(self.rows) > 3)
    @rule(crash=CRASH, late=st.booleans(), device=st.booleans())
    def it_is_handed_in(self, crash: bool, late: bool, device: bool) -> None:
        """By the person, perhaps once more from another device, or by the platform when time is over."""
        if late and self.ended is None:
            self.now = self.attempt.deadline + timedelta(seconds=6)
        self.hand_in(crash=crash, by=None if late and device else self.person)

    def hand_in(self, *, crash: bool = False, by: Person | None) -> None:
        """What is marked, and what the receipt says, is what counted. Once more, it is what it was."""
        wanted = {kind: (self.stands(kind).given if self.stands(kind) else {}) for kind in VALUES}
        attempt = Attempt.locked(self.attempt.id, by)
        marking = attempt.hand_in(by=by)
        if crash:
            db.session.rollback()
            if self.ended is None:
                self.now = min(self.now, self.attempt.deadline)
            return
        db.session.commit()
        db.session.expire(attempt)
        told = {one["position"]: one["answer"] for one in attempt.receipt.content["questions"]}
        for item in attempt.items:
            given = wanted[item.version.kind.value]
            assert item.given == given
            assert marking.mark(item) == item.kind.mark(item.version.body, given)
            assert (told[item.position] or {}) == given
        assert attempt.receipt.agrees_with(attempt)
        assert len(attempt.markings) == 1
        assert self.ended in (None, attempt.receipt.content)
        self.ended = attempt.receipt.content

    # looking

    def ms(self) -> int:
        return int(self.now.timestamp() * 1000)

    def time_passes_a_moment(self) -> None:
        if self.now < self.attempt.deadline:
            self.now += timedelta(seconds=1)

    @staticmethod
    def same(one: Entry, other: Entry) -> bool:
        return (one.client, one.counter) == (other.client, other.counter)

    def row(self, entry: Entry) -> Row | None:
        return next((row for row in self.rows if row.entry.client and self.same(row.entry, entry)), None)

    def stands(self, kind: str) -> Any:
        found = db.select(Answer).where(Answer.id == Answer.newest(self.items[kind].id))
        return db.session.scalars(found).one_or_none()

    def value(self, kind: str) -> str:
        given = answer.given if (answer := self.stands(kind)) else {}
        return given.get("text", "") if kind == "short" else next(iter(given.get("choices", [])), "")


@pytest.mark.usefixtures("app")
def test_the_acknowledged_newest_answer_is_what_is_marked(bo, monkeypatch) -> None:
    Sitting.quiz_id, Sitting.person_id = quiz_of(["single", "short"], bank="machine").id, bo.id
    Sitting.monkeypatch, Sitting.begins = monkeypatch, clock.now().replace(microsecond=0)
    how = settings(
        max_examples=14,
        stateful_step_count=45,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Sitting, settings=how)
