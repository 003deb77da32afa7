"""The register of a course library is taken into the platform's: what is new is entered, what stands there stays."""

from datetime import date

from learn.audit import AuditEntry, Event
from learn.catalogue.register import Source, SourceState, take_sources
from learn.kit.db import db
from learn.kit.text import Words

GCP20 = {
    "title": {"zh": "药物临床试验质量管理规范（2020 年）", "en": "China GCP, 2020"},
    "statuses": [
        {"status": "in_force", "from": "2020-07-01"},
        {"status": "repealed", "from": "2026-09-01", "successor": "GCP26"},
    ],
}
GCP26 = {
    "title": {"zh": "药物临床试验质量管理规范（2026 年）", "en": "China GCP, 2026"},
    "issuer": {"zh": "国家药监局", "en": "NMPA"},
    "statuses": [{"status": "in_force", "from": "2026-09-01"}],
}


def source(key: str) -> Source:
    return db.session.scalars(db.select(Source).where(Source.key == key)).one()


def take(entries):
    return take_sources(entries, by=None, reason="sources.yaml")


def test_sources_come_with_every_status_and_what_follows_them(app):
    assert take({"GCP20": GCP20, "GCP26": GCP26}) == ["GCP20", "GCP26", "GCP20 repealed from 2026-09-01"]
    old = source("GCP20")
    assert old.state_on(date(2026, 8, 31)) is SourceState.IN_FORCE
    assert old.state_on(date(2026, 9, 1)) is SourceState.REPEALED
    assert old.standing()[-1].successor is source("GCP26")
    assert source("GCP26").issuer == Words("国家药监局", "NMPA")
    entries = db.session.scalars(db.select(AuditEntry).where(AuditEntry.event == Event.SOURCE_ADDED)).all()
    assert {entry.reason for entry in entries if entry.subject_name.startswith("GCP")} == {"sources.yaml"}


def test_taking_them_in_again_changes_nothing(app):
    take({"GCP20": GCP20, "GCP26": GCP26})
    assert take({"GCP20": GCP20, "GCP26": GCP26}) == []


def test_a_status_that_is_new_is_added_to_those_that_stand(app):
    take({"GCP20": {**GCP20, "statuses": GCP20["statuses"][:1]}})
    assert take({"GCP20": GCP20, "GCP26": GCP26}) == ["GCP26", "GCP20 repealed from 2026-09-01"]


def test_what_somebody_recorded_since_is_never_overwritten(app, quinn):
    take({"GCP26": GCP26})
    source("GCP26").state(SourceState.REPEALED, from_on=date(2030, 1, 1), reason="replaced", by=quinn)
    later = {**GCP26, "statuses": [*GCP26["statuses"], {"status": "repealed", "from": "2029-01-01"}]}
    assert take({"GCP26": later}) == []
    assert source("GCP26").state_on(date(2029, 6, 1)) is SourceState.IN_FORCE


def test_a_correction_by_hand_is_not_undone_by_taking_them_in_again(app, quinn):
    take({"GCP20": GCP20, "GCP26": GCP26})
    repeal = source("GCP20").standing()[-1]
    source("GCP20").state(SourceState.REPEALED, from_on=date(2026, 8, 15), reason="misread", by=quinn, replaces=repeal)
    assert take({"GCP20": GCP20, "GCP26": GCP26}) == []
    assert source("GCP20").state_on(date(2026, 8, 20)) is SourceState.REPEALED


def test_what_was_adopted_and_does_not_hold_yet_is_said_to_be_so(app, quinn, visit):
    take({"GCP26": {**GCP26, "statuses": [{"status": "in_force", "from": "2099-01-01"}]}})
    page = visit(quinn, "/studio/sources/GCP26")
    assert "Not yet in force" in page.text
    assert "Draft text" not in page.text


def test_a_key_that_means_another_text_here_is_left_alone(app):
    take({"GCP26": GCP26})
    other = {**GCP20, "title": {"zh": "另一个文件", "en": "Another text"}}
    assert take({"GCP26": {**other, "statuses": [{"status": "repealed", "from": "2040-01-01"}]}}) == []


def test_the_command_says_what_it_entered_and_names_a_faulty_line(app, tmp_path):
    file = tmp_path / "register.yaml"
    file.write_text("XY:\n  title: {zh: 某规定, en: Some rule}\n  statuses: [{status: in_force}]\n")
    run = app.test_cli_runner().invoke
    assert run(args=["sources", "load", str(file)]).output == "XY\n"
    assert run(args=["sources", "load", str(file)]).output == "nothing new\n"
    file.write_text("XY:\n  title: {zh: 某规定, en: Some rule}\n  statuses: [{status: perhaps}]\n")
    result = run(args=["sources", "load", str(file)])
    assert result.exit_code == 1
    assert "register.yaml:3: “status” must be one of" in result.output
