"""Whatever arrives: a form that is empty, garbled, forged or endless is answered in words, and changes nothing."""

import io
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import zip_longest
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import func, select
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from learn import demo
from learn.audit import AuditEntry
from learn.catalogue import CourseVersion
from learn.certificates import Certificate
from learn.kit import clock
from learn.kit.db import db
from learn.kit.text import Words
from learn.people import Organisation, Permission, Person
from tests import cast
from tests.conftest import Browser
from tests.house_rules.acts import EVA, HANA, OMAR, QUINN, Act, acts, scene
from tests.house_rules.test_routes import fill, routes
from tests.pages import Page

GARBAGE = {
    "nothing": "",
    "a nought byte": "a\0b",
    "a long name with markup": "<script>alert(1)</script>\"'%(name)s{0}" + "长" * 300,
    "an endless text": "x" * 200_000,
    "a huge number": "99999999999999999999",
}
DAYS = {"the first day of all": "0001-01-01", "the last day of all": "9999-12-31", "no day": "2026-02-30"}
IDS = ("0", "99999999999999999999", "2147483648", "-1")
WORDS = (
    "x",
    "%00",
    "%ff%fe",
    "%E9%95%BF" * 300,
    "..%2f..%2fetc%2fpasswd",
    "a%0d%0aSet-Cookie:%20x=1",
    "%7B%7B7*7%7D%7D",
)
QUESTIONS = (
    "page=999999999999999999999&q=%ff%fe&organisation=%ff&course=x&state=x&department=x&event=x&code=x",
    "page=99999999&q=%25%5C_&sort=x&from=0001-01-01&to=9999-12-31&before=99999999999&actor=999999999999&subject=X:99999999999",
    "page=-1&from=2026-02-30&to=x&before=x&actor=x&subject=%3Cscript%3E&hl=%3Cscript%3E&subject=gmp",
    "q=%00&organisation=%00&course=%00&number=%00&code=%00",
    "q=" + "%E9%95%BF" * 300 + "&number=" + "x" * 3000,
)


@pytest.fixture
def stage_set(app: Flask, gmp101: CourseVersion, bos_records: dict[str, str], tmp_path: Path) -> dict[str, str]:
    """The ids that stand in the gaps of every act."""
    return {**scene(tmp_path, gmp101), "certificate": bos_records["certificate"]}


@pytest.fixture
def every_act(stage_set: dict[str, str], tmp_path: Path) -> list[Act]:
    """Every act that the platform knows."""
    return acts(stage_set, tmp_path)


@contextmanager
def undone() -> Iterator[None]:
    """What is done inside is taken back afterwards."""
    with db.engine.begin_nested() as point:
        yield
        db.session.remove()
        point.rollback()


class Stage:
    """Does one act after the other, each on the same untouched scene."""

    def __init__(self, app: Flask, gaps: dict[str, str], browser: Callable[..., Browser]) -> None:
        self.app, self.gaps, self.browser = app, gaps, browser

    def form(self, act: Act) -> dict[str, Any]:
        """The words with which an act succeeds."""
        return {name.format_map(self.gaps): value.format_map(self.gaps) for name, value in act.form.items()}

    def send(self, act: Act, form: dict[str, Any] | None = None, who: str | None = None, **how: Any) -> TestResponse:
        """Somebody sends the form."""
        who = act.who if who is None else who
        hands = self.browser(cast.person(who) if who else None)
        data: dict[str, Any] = {"csrf_token": hands.token(), **(self.form(act) if form is None else form)}
        files = act.files() if act.files else {}
        path = how.pop("path", None) or act.path.format_map(self.gaps)
        with self.app.app_context():
            return hands.client.post(path, data={**files, **data}, **how)


@pytest.fixture
def stage_of_acts(app: Flask, stage_set: dict[str, str], browser: Callable[..., Browser]) -> Stage:
    """Everything that is needed to do any act."""
    return Stage(app, stage_set, browser)


def test_every_act_is_known_and_succeeds(app: Flask, stage_of_acts: Stage, every_act: list[Act]) -> None:
    posted = {rule.endpoint for rule in routes(app) if "POST" in (rule.methods or ())}
    assert posted == {act.endpoint for act in every_act}, "tell tests/house_rules/acts.py of the new act"
    for act in every_act:
        with undone():
            answer = stage_of_acts.send(act)
            assert answer.status_code == act.expect, f"{act.endpoint}: {answer.status} {answer.get_data(True)[-1500:]}"


def test_garbage_in_any_field_is_never_a_mistake_of_ours(stage_of_acts: Stage, every_act: list[Act]) -> None:
    faults = []
    for act in every_act:
        good = stage_of_acts.form(act)
        for name, value in good.items():
            for kind, garbage in {**GARBAGE, **(DAYS if value.startswith("20") else {})}.items():
                with undone():
                    answer = stage_of_acts.send(act, {**good, name: garbage})
                if answer.status_code >= 500:
                    faults.append(f"{act.endpoint}: {kind} as {name}: {answer.status}")
    assert not faults, "\n".join(faults)


def test_an_empty_form_comes_back_with_the_faults_at_their_fields(stage_of_acts: Stage, every_act: list[Act]) -> None:
    """Whatever has a page with a form answers 422 with that very form, and names each fault beside its field."""
    for act in every_act:
        with undone():
            answer = stage_of_acts.send(act, {})
        assert answer.status_code < 500, f"{act.endpoint}: {answer.status}"
        if answer.status_code == 422:
            page = Page(answer).check()
            assert page.all('[aria-invalid="true"]'), f"{act.endpoint} names no field"


def test_what_was_typed_is_still_there_after_a_fault(stage_of_acts: Stage, every_act: list[Act]) -> None:
    for act in every_act:
        form = stage_of_acts.form(act)
        if "reason" not in form or len(form) < 2:
            continue
        with undone():
            page = Page(stage_of_acts.send(act, {**form, "reason": ""}))
        assert page.response.status_code == 422, act.endpoint
        for name in form.keys() & {"name", "email", "zh", "on", "ends_on"}:
            assert page.one(f'[name="{name}"]')["value"] == form[name], f"{act.endpoint} forgot {name}"


@pytest.mark.parametrize("token", [None, "", "forged", "IjAwIg.aaaaaa.bbbbbb"])
def test_without_our_token_nothing_happens(stage_of_acts: Stage, every_act: list[Act], token: str | None) -> None:
    def entries() -> int:
        return db.session.scalar(select(func.count(AuditEntry.id))) or 0

    for act in every_act:
        with undone():
            hands = stage_of_acts.browser(cast.person(act.who) if act.who else None)
            before, form = entries(), stage_of_acts.form(act)
            form |= {} if token is None else {"csrf_token": token}
            answer = hands.client.post(act.path.format_map(stage_of_acts.gaps), data=form)
            assert answer.status_code == 400, f"{act.endpoint}: {answer.status}"
            assert entries() == before, act.endpoint


STRANGERS = {
    "a trainee": None,
    "HR": Permission.HR,
    "an instructor": Permission.INSTRUCTOR,
    "a reviewer": Permission.REVIEWER,
    "an inspector": Permission.INSPECTOR,
}


@pytest.fixture(params=STRANGERS)
def stranger(request: pytest.FixtureRequest, stage_set: dict[str, str], linhai: Organisation) -> Person:
    """Somebody of a third member, who may there what the name says."""
    person = Person.add(email="stranger@linhai.example", name="史强", by=None)
    person.join(linhai, by=None)
    if permission := STRANGERS[request.param]:
        person.grant(permission, linhai, by=None, ends_on=clock.today())
    db.session.commit()
    return person


@pytest.fixture
def linhai(app: Flask) -> Organisation:
    """临海智能装备, a member that has nothing to do with anybody of the scene."""
    return cast.organisation("LINHAI")


def test_to_strangers_what_others_own_does_not_exist(
    app: Flask, stage_of_acts: Stage, every_act: list[Act], stranger: Person, bos_records: dict[str, str]
) -> None:
    """Every act on somebody's row answers 404, and no page shows a word of them."""
    for act in every_act:
        if act.who and "{" in act.path.replace("{quiz}", ""):
            with undone():
                answer = stage_of_acts.send(act, who=stranger.email)
                assert answer.status_code == 404, f"{act.endpoint}: {answer.status}"
    hands = stage_of_acts.browser(stranger)
    for rule in routes(app):
        for path in fill(rule, bos_records) if "GET" in (rule.methods or ()) and rule.arguments else []:
            for query in ("", "?organisation=PUJIANG"):
                answer = hands.client.get(path + query)
                assert answer.status_code < 500, f"{path}: {answer.status}"
                for secret in (bos_records["name"], bos_records["email"], bos_records["staff_number"]):
                    assert secret not in answer.get_data(as_text=True), f"{path} shows {secret}"


def whoever_may(app: Flask, rule: Rule) -> str:
    """Somebody of the cast who may open a page."""
    access = getattr(app.view_functions[rule.endpoint], "access", "public")
    readers = {
        Permission.HR: HANA,
        Permission.ADMINISTRATOR: OMAR,
        Permission.INSPECTOR: OMAR,
        Permission.REVIEWER: QUINN,
    }
    return next((readers[one] for one in access if one in readers), QUINN) if isinstance(access, tuple) else EVA


def test_no_address_and_no_question_is_a_mistake_of_ours(
    app: Flask, stage_set: dict[str, str], browser: Callable[..., Browser]
) -> None:
    """Ids beyond every number, names in no writing, filters that mean nothing: an answer in words, with our headers."""
    hands, faults = {email: browser(cast.person(email)) for email in (HANA, OMAR, QUINN, EVA)}, []
    for rule in routes(app):
        if "GET" not in (rule.methods or ()):
            continue
        gaps = [(id_, word) for id_, word in zip_longest(IDS, WORDS, fillvalue="1")] if rule.arguments else [("1", "x")]
        bare = [re.sub(r"<[^>]+>", word, re.sub(r"<int:[^>]+>", id_, rule.rule)) for id_, word in gaps]
        asked = [f"{address_of(rule, stage_set)}?{question}" for question in QUESTIONS]
        for path in {*bare, *asked}:
            answer = hands[whoever_may(app, rule)].client.get(path)
            if answer.status_code >= 500 or "Set-Cookie: x" in str(answer.headers):
                faults.append(f"{path[:90]}: {answer.status}")
            headers = answer.headers
            assert "default-src 'self'" in headers["Content-Security-Policy"], path
            assert headers["X-Content-Type-Options"] == "nosniff", path
            assert headers["X-Request-ID"], path
            answer.close()
    assert not faults, "\n".join(faults)


def test_a_name_with_markup_is_text_on_every_page_and_on_paper(
    app: Flask, gmp101: CourseVersion, pujiang: Organisation, browser: Callable[..., Browser], worker: Callable[[], int]
) -> None:
    name = "<script>alert('1')</script>\"&lt;"
    pujiang.rename(Words(zh=name, en=name), by=cast.person(OMAR), reason=name)
    person = Person.add(email="x@pujiang.example", name=name, latin_name=name, password=demo.PASSWORD, by=None)
    membership = person.join(pujiang, staff_number=name, department=name, by=None)
    demo.study(person, "GMP-101")
    db.session.commit()
    worker()
    certificate = db.session.scalars(select(Certificate).where(Certificate.person_id == person.id)).one()
    for email in (HANA, OMAR, QUINN, person.email):
        hands = browser(cast.person(email))
        for rule in routes(app):
            for id_ in (person.id, membership.id) if "GET" in (rule.methods or ()) else ():
                gaps = {"certificate": certificate.number, "id": str(id_)}
                answer = hands.client.get(address_of(rule, gaps) + f"?q={quote(name)}&next={quote(name)}")
                if answer.mimetype == "text/html":
                    assert "<script>alert" not in answer.get_data(as_text=True), f"{rule.rule} to {email}"
                    assert not Page(answer).all("script:not([src])"), rule.rule
                answer.close()
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(certificate.read_document())).pages)
    assert "<script>alert" in text


def address_of(rule: Rule, gaps: dict[str, str]) -> str:
    """An address of a route that leads somewhere, where the scene has something for it."""
    known = {"code": "GMP-101", "number": "1.0", "n": "1", "qcode": "Q01", "name": "training", "digest": "x"}
    known |= {"id": gaps.get("id", "1")}
    known |= {"number": gaps["certificate"]} if "certificates" in rule.rule or "verify" in rule.rule else {}
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda gap: known.get(gap[1], "x"), rule.rule)


def test_other_methods_are_answered_in_words(
    app: Flask, stage_set: dict[str, str], browser: Callable[..., Browser]
) -> None:
    hands = browser(cast.person(EVA))
    for rule in routes(app):
        for method in ("HEAD", "OPTIONS", "PUT", "DELETE", "PATCH"):
            answer = hands.client.open(address_of(rule, stage_set), method=method)
            assert answer.status_code < 500, f"{method} {rule.rule}: {answer.status}"
            if method in ("PUT", "DELETE", "PATCH"):
                assert answer.status_code in (400, 404, 405), f"{method} {rule.rule}: {answer.status}"


@pytest.mark.parametrize("endpoint", ["roster.send_roster", "catalogue.load_pack", "verification.check_document"])
def test_a_file_that_is_too_large_is_refused_in_words(
    app: Flask, stage_of_acts: Stage, every_act: list[Act], endpoint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 10_000)
    act = next(act for act in every_act if act.endpoint == endpoint)
    page = Page(stage_of_acts.send(act, {"padding": "x" * 20_000}))
    assert page.response.status_code == 413
    assert page.response.headers["X-Request-ID"] in page.text


def test_static_files_carry_a_policy_too(app: Flask) -> None:
    address = app.jinja_env.globals["asset"]("img/mark.svg")  # type: ignore[operator]
    client = app.test_client()
    for path in (
        address,
        "/static/dist/nothing.svg",
        "/static/..%2f..%2fconfig.py",
        "/static/dist/..%2f..%2f..%2fconfig.py",
    ):
        answer = client.get(path)
        assert "default-src" in answer.headers["Content-Security-Policy"], path
        assert b"SECRET_KEY" not in answer.get_data()
        answer.close()
