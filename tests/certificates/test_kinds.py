"""The four kinds of certificates, what each says, and what a certificate froze."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import text, update
from sqlalchemy.orm.attributes import set_committed_value

from learn.catalogue import CertificateKind, CourseVersion
from learn.certificates import Certificate
from learn.certificates.award import award
from learn.certificates.kind import HEADINGS, kind_of
from learn.kit.db import db
from learn.kit.text import Words
from learn.learning import Completion
from learn.people import Organisation, Person

Completes = Callable[..., Completion]
WITHOUT_QUIZ = {"score": None, "attempt_id": None}
FOR_EVER = {"valid_until": None}


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({}, CertificateKind.QUALIFICATION),
        (FOR_EVER, CertificateKind.COMPLETION),
        (WITHOUT_QUIZ, CertificateKind.ATTENDANCE),
        ({**WITHOUT_QUIZ, **FOR_EVER}, CertificateKind.ATTENDANCE),
    ],
)
def test_where_the_course_does_not_say_the_completion_decides(
    bo: Person, completes: Completes, changes: dict[str, Any], kind: CertificateKind
) -> None:
    completion = completes(bo, **changes)
    assert kind_of(completion) is kind
    said = read(Certificate.issue(completion))
    assert HEADINGS[kind].zh in "".join(said.split())  # it is set wide
    assert HEADINGS[kind].en.upper() in said
    assert ("passed its assessment" in said) == (kind is not CertificateKind.ATTENDANCE)


def test_what_the_course_says_stands_above_the_rule(bo: Person, completes: Completes, gmp101: CourseVersion) -> None:
    set_committed_value(gmp101, "certificate", CertificateKind.DELTA)  # as if its pack had said so; the row is frozen
    completion = completes(bo)
    assert completion.enrolment.version is gmp101
    said = read(Certificate.issue(completion))
    assert "差异培训证明" in "".join(said.split())
    assert "has learnt what changed in this version and passed its assessment" in said


def test_a_certificate_keeps_every_value_that_it_printed(bo: Person, completes: Completes) -> None:
    completion = completes(bo)
    certificate = Certificate.issue(completion)
    db.session.commit()
    db.session.expire_all()
    kept = db.session.get_one(Certificate, certificate.id).frozen
    assert kept
    assert kept["holder"] == {"name": "林博", "latin_name": "Lin Bo"}
    assert kept["organisation"] == {"zh": "浦江细胞医院", "en": "Pujiang Cell Hospital"}
    assert kept["course"]["code"] == "GMP-101"
    assert kept["content_digest"] == completion.content_digest
    assert (kept["score"], kept["hours"], kept["language"]) == ("96", "1.5", "zh")
    assert (kept["valid_until"], kept["kind"], kept["design"]) == ("2099-12-31", "qualification", None)
    printed = "".join(read(certificate).split())
    for line, value in kept["printed"].items():
        if value and line not in ("name_is_chinese", "name_is_latin"):
            said = value.upper() if line in ("issuer_en", "heading_en") else value
            assert "".join(said.split()) in printed, f"{line}: {value}"


def test_the_database_refuses_to_change_what_was_frozen(bo: Person, completes: Completes) -> None:
    certificate = Certificate.issue(completes(bo))
    db.session.flush()
    with pytest.raises(Exception, match="append-only"), db.session.begin_nested():
        db.session.execute(update(Certificate).where(Certificate.id == certificate.id).values(frozen={}))
    with pytest.raises(Exception, match="append-only"), db.session.begin_nested():
        db.session.execute(text("UPDATE course_version SET certificate = 'delta'"))


def test_pages_show_what_was_frozen_whatever_became_of_the_people(
    bo: Person, omar: Person, pujiang: Organisation, certified: Callable[..., Certificate], visit: Callable[..., Any]
) -> None:
    certificate = certified(bo)
    bo.correct(name="林伯", latin_name="Lin B.", email=bo.email, language="zh", by=omar, reason="marriage")
    pujiang.rename(Words("新浦江", "New Pujiang"), by=omar, reason="merger")
    db.session.commit()
    for path in (
        f"/certificates/{certificate.number}",
        f"/verify/{certificate.number}?code={certificate.code}",
    ):
        page = visit(bo, path)
        assert "林博" in page.text
        assert "Pujiang Cell Hospital" in page.text
        assert "New Pujiang" not in page.one("main").text


def test_a_certificate_from_before_says_what_it_always_said(
    bo: Person, completes: Completes, visit: Callable[..., Any]
) -> None:
    new = Certificate.issue(completes(bo))
    names = [column.key for column in Certificate.__table__.columns if column.key not in ("id", "frozen")]
    kept = {name: getattr(new, name) for name in names}
    old = Certificate(**{**kept, "number": "CGT-2025-00000-00000-0", "completion_id": completes(bo).id}, frozen=None)
    db.session.add(old)
    db.session.commit()
    assert old.facts.kind is CertificateKind.COMPLETION
    assert old.facts.holder_name == "林博"
    page = visit(bo, f"/certificates/{old.number}")
    assert "结业证书" in page.one(".sheet").text
    assert "has completed the course and passed its assessment" in page.one(".sheet").text


def test_hr_sees_whose_certificate_waits_for_a_font(
    bo: Person, hana: Person, hu: Person, completes: Completes, visit: Callable[..., Any]
) -> None:
    award(completes(bo, holder_name="林\U0002a6d5").id)
    db.session.commit()
    page = visit(hana, "/hr/certificates")
    assert "1 certificate waits for a font" in page.notice
    assert "林\U0002a6d5" in page.notice
    assert "waits for a font" not in visit(hu, "/hr/certificates").text


def test_fifty_pairs_of_equal_names_and_rare_ones_come_out_one_by_one(
    app: Flask, bo: Person, completes: Completes
) -> None:
    rare = ["䶮", "𬱖", "㛃", "𬭎", "𫖯", "𬭊"]
    names = ["张伟", "张伟", *(f"欧阳{sign}" for sign in rare), "阿卜杜热合曼·麦麦提吐尔逊", "Łukasz Đặng"]
    issued = [Certificate.issue(completes(bo, holder_name=name, holder_latin_name="")) for name in names]
    assert len({one.number for one in issued}) == len({one.sha256 for one in issued}) == len(names)
    for name, certificate in zip(names, issued, strict=True):
        assert "".join(name.split()) in "".join(read(certificate).split())
        assert certificate.number in read(certificate)


def read(certificate: Certificate) -> str:
    """The words of its file."""
    return PdfReader(io.BytesIO(certificate.read_document())).pages[0].extract_text()
