"""What every figure is compared with: a Flask page and an insert with nothing of ours around them."""

from flask import Flask, render_template
from flask.testing import FlaskClient
from jinja2 import DictLoader

from learn.audit import AuditEntry, Event
from learn.catalogue import Course
from learn.config import Config
from learn.kit import db as database
from learn.kit.db import db
from learn.people import Organisation, Person

PAGE = "<!doctype html><title>Bare</title>{% for one in found %}<p>{{ one.id }}</p>{% endfor %}"


def bare_app(config: Config) -> FlaskClient:
    """Flask on the same database and driver: GET / asks three indexed queries, POST / inserts one row and commits."""
    app = Flask("bare")
    app.config["SQLALCHEMY_DATABASE_URI"] = config.database
    app.jinja_loader = DictLoader({"page.html": PAGE})  # type: ignore[assignment]  # compiled once, as ours are
    database.init_app(app)

    @app.get("/")
    def page() -> str:
        found = [db.session.scalar(db.select(kind).where(kind.id == 1)) for kind in (Person, Organisation, Course)]
        return render_template("page.html", found=found)

    @app.post("/")
    def insert() -> str:
        row = AuditEntry(event=Event.ANSWER_SAVED, actor_name="", subject_type="x", subject_id=1, subject_name="")
        with database.writing():
            db.session.add(row)
            db.session.commit()
        return "ok"

    return app.test_client()
