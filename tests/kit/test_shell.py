"""What every full page shows around its content."""

from datetime import date
from types import SimpleNamespace

import pytest
from flask import render_template_string
from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, SelectField, StringField, validators
from wtforms.fields import SelectChoice

from tests.kit.test_web import get, post
from tests.pages import Page


def macro(bakery, words, **values):
    """What a line of a template becomes."""
    names = {"ui": "icon, status, ring, day, notice, pager, empty", "form": "field, choice, submit, token"}
    lines = "".join(f'{{% from "components/{name}.html" import {what} %}}' for name, what in names.items())
    with bakery.test_request_context("/people?q=lin&q=bo&page=2&hl=en", headers={"Cookie": "language=en"}):
        return Page(bakery.make_response(render_template_string(lines + words, **values)))


def test_a_stranger_sees_the_way_in_and_nothing_personal(bakery):
    page = get(bakery, "/shelf")
    assert page.one('.top-tools a[href="/sign-in"]').get_text() == "Sign in"
    assert [link["href"] for link in page.all(".main-nav a")] == ["/", "/courses"]
    assert not page.all("#me")


def test_the_shell_weighs_little(bakery):
    assert len(get(bakery, "/shelf").response.data) < 6_000


def test_the_other_language_is_one_link_away_with_every_question_kept(bakery):
    page = get(bakery, "/shelf?q=%E6%9E%97", language="zh")
    assert page.one("a[data-keep-place]")["href"] == "/shelf?q=%E6%9E%97&hl=en"


def test_a_theme_is_kept_in_the_browser_and_can_be_given_back(bakery):
    chosen = post(bakery, "/theme")
    assert chosen.response.status_code == 303
    assert "theme=;" in chosen.response.headers["Set-Cookie"]
    client = bakery.test_client()
    client.set_cookie("theme", "dark")
    assert Page(client.get("/shelf")).one("html")["data-theme"] == "dark"
    client.set_cookie("theme", '"><script>')
    assert not Page(client.get("/shelf")).one("html").get("data-theme")


def test_what_an_act_says_stands_on_the_page_after_it_once(bakery):
    client = bakery.test_client()
    with client.session_transaction() as kept:
        kept["_flashes"] = [("ok", "Baked <b>")]
    page = Page(client.get("/shelf"))
    assert page.one(".notice").get_text(strip=True) == "Baked <b>"
    assert page.one(".notice")["data-status"] == "ok"
    assert not Page(client.get("/shelf")).all(".notice")


def test_a_status_is_an_icon_and_a_word(bakery):
    page = macro(bakery, "{{ status('late', 'Overdue') }}")
    assert page.one(".status[data-status=late]").get_text(strip=True) == "Overdue"
    assert page.one(".status use")["href"].endswith("#alert-triangle")


def test_a_day_leads_with_its_month(bakery):
    page = macro(bakery, "{{ day('due', when) }}", when=date(2026, 11, 5))
    assert page.one("time")["datetime"] == "2026-11-05"
    assert page.one("time").get_text(" ", strip=True) == "Nov 5"


def test_a_ring_says_its_value_and_turns_gold_when_whole(bakery):
    page = macro(bakery, "{{ ring(100, 'Whole course') }}")
    assert page.one("svg.ring--done")["aria-label"] == "Whole course"


def test_the_pager_keeps_every_question(bakery):
    pages = SimpleNamespace(total=1204, first=51, last=100, has_prev=True, prev_num=1, has_next=True, next_num=3)
    page = macro(bakery, "{{ pager(pages) }}", pages=pages)
    assert page.one("a[rel=next]")["href"] == "/people?q=lin&q=bo&page=3"
    assert "51–100 of 1,204" in page.text


class Order(FlaskForm):
    """What somebody wants."""

    name = StringField("Name", [validators.InputRequired("Say who you are.")])
    size = SelectField("Size", choices=[SelectChoice("s", "Small"), SelectChoice("l", "Large")])
    cut = RadioField("Cut", choices=[SelectChoice("y", "Sliced"), SelectChoice("n", "Whole")])
    gift = BooleanField("As a gift")


@pytest.fixture
def order(bakery):
    with bakery.test_request_context("/", method="POST", data={"name": "", "size": "s"}):
        form = Order(meta={"csrf": False})
        form.validate()
    return form


def test_a_fault_stands_at_its_field_and_screen_readers_hear_it(bakery, order):
    page = macro(bakery, "{{ field(order.name, 'As on your passport', autocomplete='name') }}", order=order)
    control = page.one("input")
    assert page.one("label")["for"] == control["id"]
    assert control["aria-invalid"] == "true"
    assert control["autocomplete"] == "name"
    assert control["class"] == ["input"]
    told = [page.one(f"#{id}").get_text(strip=True) for id in control["aria-describedby"].split()]
    assert told == ["As on your passport", "Say who you are."]


def test_every_kind_of_field_has_its_label(bakery, order):
    words = "<h1>Order</h1><title>x</title>{{ field(order.size) }}{{ field(order.cut) }}{{ field(order.gift) }}"
    page = macro(bakery, words, order=order)
    assert [label.get_text(strip=True) for label in page.all("label")] == ["Size", "Sliced", "Whole", "As a gift"]
    assert page.one("legend").get_text(strip=True) == "Cut"
    assert page.one('input[type="checkbox"]').get("class") is None
