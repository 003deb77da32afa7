"""The certificate of what changed names both versions, and leaves the first one in force."""

import io
from datetime import timedelta

import pytest
from pypdf import PdfReader

from learn import demo
from learn.catalogue import CertificateKind
from learn.certificates import Certificate, Verdict, tell_of_expiring
from learn.certificates.facts import Facts
from learn.kit import clock
from learn.kit.db import db
from learn.kit.text import Words
from learn.learning import Completion
from learn.notifications import Kind, Notification
from tests.second_version import learn_what_changed, load, publish, terms


@pytest.fixture
def both(bo, gmp101, tmp_path, worker):
    """Bo's certificate of 1.0 and the one of what changed in 2.0."""
    demo.study(bo, "GMP-101")
    db.session.commit()
    worker()
    publish(load(tmp_path), terms(lesson_2="delta"))
    learn_what_changed(bo)
    worker()
    added, first = db.session.scalars(Certificate.of(bo)).unique().all()
    return first, added


def text_of(certificate):
    pages = PdfReader(io.BytesIO(certificate.read_document())).pages
    return " ".join("".join(page.extract_text() for page in pages).split())


def test_it_is_of_its_own_kind_and_names_both_versions(both):
    _first, added = both
    assert added.facts.kind is CertificateKind.DELTA
    text = text_of(added)
    assert "差异培训证明" in text.replace(" ", "")
    assert "已学完下列课程由 1.0 版到 2.0 版的变更内容并通过考核" in text
    assert "has learnt what changed from version 1.0 to version 2.0 and passed its assessment" in text
    assert "GMP-101 · 1.0 → 2.0" in text


def test_the_first_one_stays_in_force_and_both_end_on_one_day(both):
    first, added = both
    assert (first.verdict, added.verdict) == (Verdict.GENUINE, Verdict.GENUINE)
    assert first.facts.valid_until == added.facts.valid_until


def test_taking_the_whole_course_again_supersedes_both(both, bo, worker, clock_at):
    first, added = both
    clock_at((clock.now() + timedelta(days=300)).isoformat())
    demo.study(bo, "GMP-101")
    db.session.commit()
    worker()
    newest = db.session.scalars(Certificate.of(bo)).first()
    assert [db.session.get(Certificate, one.id).supersession.successor_id for one in (first, added)] == [newest.id] * 2


def test_a_corrected_delta_takes_the_place_of_the_delta_only(both, quinn, worker):
    first, added = both
    completion = db.session.get(Completion, added.completion_id)
    completion.restate({"holder_name": "林波"}, by=quinn, reason=Words("姓名有误", "Wrong name"))
    db.session.commit()
    worker()
    assert db.session.get(Certificate, first.id).verdict is Verdict.GENUINE
    assert db.session.get(Certificate, added.id).verdict is Verdict.SUPERSEDED


def test_when_the_first_completion_is_withdrawn_both_certificates_are_revoked(both, quinn):
    first, added = both
    db.session.get(Completion, first.completion_id).withdraw(by=quinn, reason=Words("评分有误", "Wrong key"))
    db.session.commit()
    db.session.expire_all()
    assert [db.session.get(Certificate, one.id).verdict for one in (first, added)] == [Verdict.REVOKED] * 2


def test_of_one_end_bo_is_told_once(both, bo, clock_at):
    clock_at((clock.now() + timedelta(days=340)).isoformat())
    tell_of_expiring()
    db.session.commit()
    told = [one for one in db.session.scalars(Notification.of(bo)) if one.kind is Kind.CERTIFICATE_EXPIRES]
    assert len(told) == 1


def test_the_public_check_says_what_it_covers(both, visit):
    _first, added = both
    page = visit(None, f"/verify/{added.number}")
    assert "What changed from version 1.0 to 2.0 (unit 2)" in page.text
    told = visit(None, f"/verify/{added.number}.json").response.get_json()
    assert (told["version"], told["delta_from"]) == ("2.0", "1.0")


def test_the_transcript_names_both_versions(both, bo):
    from learn.certificates.transcripts.paper import print_transcript

    pdf = print_transcript(bo, None, number="T-1", at=clock.now())
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    assert text.count("1.0 → 2.0") == 2


def test_what_it_says_reads_back_as_it_was_kept(both):
    _first, added = both
    kept = added.frozen
    assert kept["delta"] == {"from": "1.0", "units": [{"position": 2, "slug": "lesson-2"}]}
    assert Facts.read(kept).as_dict() == kept


def test_facts_of_before_have_no_such_field(both):
    first, _added = both
    assert "delta" not in first.frozen
    assert Facts.read(first.frozen).versions is None
