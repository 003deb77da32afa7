"""What holds in the whole house; the message says what to do."""

import re
from pathlib import Path

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import text

from learn.config import ROOT, Config
from learn.kit.db import db

SOURCES = sorted((ROOT / "learn").rglob("*.py"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
LONGEST = 300  # lines of a module


def name(path: Path) -> str:
    """A file as people call it."""
    return str(path.relative_to(ROOT))


def test_migrations_equal_the_models(app: Flask) -> None:
    with db.engine.connect() if not hasattr(db.engine, "engine") else db.engine.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        difference = compare_metadata(context, db.metadata)
    assert not difference, f"write a migration for: {difference}"


def test_the_database_itself_refuses_to_change_what_is_recorded(app: Flask, bos_records: dict[str, str]) -> None:
    migrations = "".join(path.read_text() for path in (ROOT / "migrations/versions").glob("*.py"))
    listed = re.findall(r"^FROZEN = \[(.*?)\]", migrations, re.M | re.S)
    frozen = re.findall(r'"(\w+)"', "".join(listed))
    filled = [table for table in frozen if db.session.scalar(text(f"SELECT 1 FROM {table} LIMIT 1"))]
    assert {"audit_entry", "answer", "marking", "completion", "certificate", "course_version"} <= {*filled}
    for table in filled:
        for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET id = id"):
            with pytest.raises(Exception, match="append-only"), db.session.begin_nested():
                db.session.execute(text(statement))


def test_commits_happen_only_at_the_edges() -> None:
    edges = {"learn/kit/db.py", "learn/kit/web.py", "learn/people/account.py"}
    edges.add("learn/notifications/notification.py")  # a letter is claimed before it is sent, so that it goes out once
    inside = [
        name(path) for path in SOURCES if re.search(r"session\.commit\(", path.read_text()) and name(path) not in edges
    ]
    assert not inside, f"verbs never commit; take it out of {inside}"


def test_nothing_is_inline_in_a_template() -> None:
    inline = re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=\"")
    mail_or_paper = {"templates/mail", "templates/certificates/paper.html"}
    found = [
        name(path)
        for path in TEMPLATES
        if inline.search(path.read_text()) and not any(name(path).startswith(part) for part in mail_or_paper)
    ]
    assert not found, f"the policy refuses inline script and style: {found}"


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_modules_fit_in_one_sitting(path: Path) -> None:
    lines = len(path.read_text().splitlines())
    assert lines <= LONGEST, f"{name(path)} has {lines} lines: take out a collaborator with a name"


def test_every_setting_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text()
    missing = [
        setting
        for setting in Config.__dataclass_fields__
        if setting not in ("TESTING", "EXTRA") and f"`{setting}`" not in readme
    ]
    assert not missing, f"explain in README.md: {missing}"


def test_every_text_is_translated() -> None:
    from babel.messages.extract import extract_from_dir
    from babel.messages.pofile import read_po

    keywords = {"_": None, "_l": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}
    said: set[str] = set()
    for folder, how in (("learn", [("**.py", "python")]), ("templates", [("**.html", "jinja2"), ("**.txt", "jinja2")])):
        for _file, _line, message, _comments, _context in extract_from_dir(
            str(ROOT / folder), method_map=how, keywords=keywords, options_map={"**.html": {"trimmed": "false"}}
        ):
            said.add(message if isinstance(message, str) else message[0])
    with (ROOT / "translations/zh_Hans_CN/LC_MESSAGES/messages.po").open("rb") as file:
        catalogue = read_po(file, locale="zh_Hans_CN")
    known = {
        (one.id if isinstance(one.id, str) else one.id[0])
        for one in catalogue
        if one.id and not one.fuzzy and (one.string if isinstance(one.string, str) else all(one.string))
    }
    assert not said - known, f"translate into Chinese: {sorted(said - known)}"


def test_migrations_go_up_and_down_again(config: Config, tmp_path: Path) -> None:
    from dataclasses import replace

    from learn import create_app

    fresh = create_app(replace(config, DATABASE_URL=f"sqlite:///{tmp_path}/fresh.db"))
    with fresh.app_context():
        folder = str(ROOT / "migrations")
        flask_migrate.upgrade(directory=folder)
        flask_migrate.downgrade(directory=folder, revision="base")
        flask_migrate.upgrade(directory=folder)
        db.session.remove()
        db.engine.dispose()
