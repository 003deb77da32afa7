"""A bakery's web shop: what the kit is good for without learning."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask, abort, flash, redirect, render_template_string
from flask_babel import gettext as _
from flask_login import LoginManager, UserMixin
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from learn.config import ROOT
from learn.kit import assets, db, filters, logs, shell, web
from learn.kit.db import db as database
from learn.kit.web import Refused, keep_anyway

SHELF = (
    '{% extends "layouts/page.html" %}{% block title %}Shelf{% endblock %}{% block main %}<h1>Shelf</h1>{% endblock %}'
)


@pytest.fixture(scope="module")
def bakery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """A shop with one table, loaf, and a route for everything that can go well or wrong."""
    shop = Flask("learn", root_path=str(ROOT / "learn"), template_folder=str(ROOT / "templates"))
    shop.config.update(
        SECRET_KEY="flour",
        LEARN_ENV="development",
        HTTPS=False,
        SQLALCHEMY_DATABASE_URI=f"sqlite:///{tmp_path_factory.mktemp('bakery')}/bread.db",
        RATELIMIT_ENABLED=False,
        BABEL_DEFAULT_LOCALE="zh_Hans_CN",
        BABEL_TRANSLATION_DIRECTORIES=str(ROOT / "translations"),
    )
    LoginManager(shop).request_loader(lambda _request: None)
    logs.init_app(shop)
    db.init_app(shop)
    assets.init_app(shop)
    web.init_app(shop, choose_language=lambda: None)
    filters.init_app(shop)
    shell.init_app(shop, shows=["name"])
    _open(shop)
    with shop.app_context():
        database.session.execute(text("CREATE TABLE loaf (name TEXT UNIQUE)"))
        database.session.commit()
    yield shop
    with shop.app_context():
        database.engine.dispose()


def _bake(name: str) -> None:
    database.session.execute(text("INSERT INTO loaf VALUES (:name)"), {"name": name})


def _open(shop: Flask) -> None:
    @shop.get("/shelf")
    def shelf() -> str:
        return render_template_string(SHELF)

    @shop.post("/loaves/<name>/<fate>")
    def bake(name: str, fate: str) -> object:
        _bake(name)
        if fate == "refused":
            raise Refused(_("Home"))
        if fate == "wrong":
            return "please correct", 422
        if fate == "missing":
            abort(404)
        if fate == "noted":
            keep_anyway()
            return "wrong password", 422
        if fate == "burnt":
            raise ZeroDivisionError("the secret recipe")
        flash("Baked", "ok")
        return redirect("/shelf", 303)

    @shop.post("/twin/<name>")
    def twin(name: str) -> object:
        web.once(lambda: _bake(name), else_="There is one already.")
        return redirect("/shelf", 303)

    @shop.get("/flood")
    def flood() -> str:
        raise OperationalError("SELECT", {}, Exception("the cellar is under water"))


class Gone(UserMixin):
    """Somebody whose row can no longer be read."""

    @property
    def name(self) -> str:
        """Fails as a lost database does."""
        raise OperationalError("SELECT", {}, Exception("the cellar is under water"))


@pytest.fixture
def loaves(bakery: Flask) -> Callable[[], set[str]]:
    """The names of the loaves that really were baked."""

    def names() -> set[str]:
        with bakery.app_context():
            return set(database.session.scalars(text("SELECT name FROM loaf")))

    return names
