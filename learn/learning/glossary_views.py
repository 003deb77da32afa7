"""The glossary as a page of its own."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import undefer

from learn.catalogue import CourseVersion
from learn.kit import clock
from learn.kit.db import db
from learn.kit.text import language, other_than
from learn.learning.glossary import GlossaryOf, initials
from learn.learning.visit import ours
from learn.people.access import signed_in

bp = Blueprint("glossary", __name__)


@bp.get("/glossary")
@signed_in
def glossary() -> ResponseReturnValue:
    """The terms of every course that the person may take, with a search in Chinese, pinyin and English."""
    words, here = request.args.get("q", "").strip(), language()
    versions = db.session.scalars(CourseVersion.visible(clock.today()).options(undefer(CourseVersion.glossary)), ours())
    known = GlossaryOf(versions)
    found = known.found(words, here)
    return render_template(
        "learning/glossary.html",
        words=words,
        found=found,
        count=len(known.entries),
        letters=[("", found)] if words else list(initials(found, here)),
        here=here,
        other=other_than(here),
    )
