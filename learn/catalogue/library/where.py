"""Where a file of the media library is used, as far as the person asking works there."""

import io
import zipfile
from collections.abc import Iterator
from hashlib import sha256
from typing import NamedTuple

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, String, cast, select
from sqlalchemy.orm import contains_eager

from learn.assessment import BankFile, Question, QuestionBank, QuestionVersion
from learn.catalogue.course import Course
from learn.catalogue.library.library_file import LibraryFile
from learn.catalogue.page import MediaFile, Page
from learn.catalogue.unit import Unit, UnitPage
from learn.catalogue.version import CourseVersion
from learn.kit.db import db
from learn.kit.text import Words
from learn.people import Person

MOST = 30  # places of each kind


class Use(NamedTuple):
    """A place where a file is shown."""

    what: str
    title: Words | str
    address: str


def uses_of(file: LibraryFile, person: Person) -> list[Use]:
    """Every place where a file is shown, among what somebody works on. What shows files in other ways is added here."""
    return [
        *_in_versions(file, person),
        *(_in_drawn_versions(file, person) if file.is_drawing else ()),
        *_in_questions(file, person),
    ]


def _in_versions(file: LibraryFile, person: Person) -> Iterator[Use]:
    shown = select(MediaFile.version_id).where(MediaFile.digest == file.digest)
    yield from (_version(one) for one in _versions(person, CourseVersion.id.in_(shown)))


def _in_drawn_versions(file: LibraryFile, person: Person) -> Iterator[Use]:
    """Drawings stand in pages and have no row of their own: a page that names one is looked up in its pack."""
    named = (
        select(Unit.version_id)
        .join(UnitPage, UnitPage.unit_id == Unit.id)
        .join(Page, Page.id == UnitPage.page_id)
        .where(Page.markdown.contains(f"media/{file.pack_name}", autoescape=True))
    )
    for one in _versions(person, CourseVersion.id.in_(named)):
        with zipfile.ZipFile(io.BytesIO(one.pack)) as pack:
            name = f"{one.course.code}/media/{file.pack_name}"
            same = name in pack.namelist() and sha256(pack.read(name)).hexdigest() == file.digest
        if same:
            yield _version(one)


def _versions(person: Person, which: ColumnElement[bool]) -> list[CourseVersion]:
    found = select(CourseVersion).join(CourseVersion.course).options(contains_eager(CourseVersion.course))
    found = found.where(Course.written_by(person), which).order_by(CourseVersion.id.desc()).limit(MOST)
    return list(db.session.scalars(found))


def _version(version: CourseVersion) -> Use:
    address = url_for("catalogue.version", code=version.course.code, number=version.number)
    return Use(version.audit_name, version.title, address)


def _in_questions(file: LibraryFile, person: Person) -> Iterator[Use]:
    """Questions whose newest version shows it; the bank says first whether any can."""
    banks = select(BankFile.bank_id).where(BankFile.digest == file.digest)
    shows = cast(QuestionVersion.body, String).contains(file.digest, autoescape=True)
    found = QuestionVersion.newest().where(Question.bank_id.in_(banks), shows)
    found = found.join(Question.bank).where(QuestionBank.written_by(person))
    found = found.options(contains_eager(QuestionVersion.question).contains_eager(Question.bank)).limit(MOST)
    for version in db.session.scalars(found):
        bank, code = version.question.bank.code, version.question.code
        what = _("Question %(code)s of %(bank)s", code=code, bank=bank)
        yield Use(what, version.text, url_for("banks.question", code=bank, qcode=code))
