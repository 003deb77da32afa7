"""Designs of certificates: drafted by one, signed by another, tried on every sample, and nothing issued ever changes."""

import io
import subprocess
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from pypdf import PdfReader
from sqlalchemy import text

from learn import demo
from learn.catalogue import CertificateKind, CourseVersion
from learn.certificates import Certificate, paper
from learn.certificates.designs import Design, DesignPicture, DesignVersion, look_for
from learn.certificates.designs.picture import redrawn
from learn.certificates.designs.samples import CODE, NUMBER, SAMPLES, faults_of, sample
from learn.certificates.facts import Signatory
from learn.certificates.look import Colours, Look, contrast
from learn.kit import clock
from learn.kit.db import db
from learn.kit.storage import storage
from learn.kit.text import Words
from learn.kit.web import Refused
from learn.learning import Completion
from learn.people import Organisation, Permission, Person

PAGES = "/studio/certificates/designs"
TEAL = {"ink": "#0b3d4a", "line": "#3f8f8a", "label": "#0b5a5e"}
SIGNED = {
    "signatory0_name_zh": "安达",
    "signatory0_name_en": "Ada An",
    "signatory0_title_zh": "质量负责人",
    "signatory0_title_en": "Head of Quality",
}


def picture(kind: str = "PNG", size: tuple[int, int] = (300, 90), mode: str = "RGBA") -> bytes:
    """A scanned signature: a stroke on a clear ground."""
    drawn = Image.new(mode, size, (255, 255, 255, 0)[: len(mode)])
    for n in range(20, size[0] - 20):
        drawn.putpixel((n, size[1] // 2), (20, 40, 90, 255)[: len(mode)])
    made = io.BytesIO()
    drawn.save(made, kind)
    return made.getvalue()


def answers(design: Design, **changes: str) -> dict[str, str]:
    """The form of a draft as it would be sent."""
    colours = {"ink": "#14233b", "line": "#b8924a", "label": "#76581b"}
    return {"seen": design.draft.digest, "sample": "ordinary", "kind": "qualification", **colours, **changes}


def approved(design: Design, by: Person, **content: Any) -> DesignVersion:
    """A version with this content, handed in by Ada and signed by somebody."""
    ada = db.session.get_one(Person, design.by_id)
    design.draft.change({**design.draft.content, **content}, seen=design.draft.digest, by=ada)
    version = DesignVersion.submit(design, by=ada)
    db.session.flush()
    version.approve(by=by)
    db.session.flush()
    return version


def worded(zh: str, en: str) -> dict[str, Any]:
    """Content with another issuer."""
    return {"issuer": {"zh": zh, "en": en}}


@pytest.fixture
def pujiangs(ada: Person, pujiang: Organisation) -> Design:
    """A design of Pujiang, begun by Ada."""
    design = Design.begin(pujiang, None, by=ada)
    db.session.commit()
    return design


def test_ada_drafts_quinn_signs_and_the_next_certificate_looks_like_it(
    bo: Person,
    ada: Person,
    quinn: Person,
    pujiangs: Design,
    certified: Callable[..., Certificate],
    visit: Callable[..., Any],
    send: Callable[..., Any],
) -> None:
    at = f"{PAGES}/{pujiangs.id}"
    files = {"signature0": (io.BytesIO(picture()), "ada.png"), "logo": (io.BytesIO(picture()), "logo.png")}
    form = answers(
        pujiangs,
        **TEAL,
        **SIGNED,
        note_zh="学时{学时}，有效期至{有效期至}",
        note_en="Hours {hours}, until {valid until}",
    )
    send(ada, f"{at}/draft", form, files=files)
    send(ada, f"{at}/submission")
    version = db.session.scalars(DesignVersion.of(pujiangs)).one()
    assert "Somebody else decides" in visit(ada, f"{at}/versions/1").text
    signing = {"password": demo.PASSWORD, "digest": version.digest}
    send(quinn, f"{at}/versions/1/approval", signing)
    certificate = certified(bo)
    facts = certificate.facts
    assert facts.design
    assert (facts.design.id, facts.design.number, facts.design.digest) == (pujiangs.id, 1, version.digest)
    assert facts.signatories[0].name == Words("安达", "Ada An")
    said = PdfReader(io.BytesIO(certificate.read_document())).pages[0].extract_text()
    assert "Hours 1.5, until 2099-12-31" in said
    assert "质量负责人 · Head of Quality" in said
    page = visit(bo, f"/certificates/{certificate.number}")
    assert "Ada An" in page.text
    assert "/certificates/colours/0b3d4a-3f8f8a-0b5a5e/styles" in page.response.text


def test_ada_finds_the_way_to_begin_one_and_quinn_has_none(
    ada: Person, quinn: Person, visit: Callable[..., Any]
) -> None:
    way = 'a[href="/studio/certificates/designs/new"]'
    assert visit(ada, "/studio/certificates/designs").all(way)
    assert not visit(quinn, "/studio/certificates/designs").all(way)


def test_an_author_never_signs_their_own_work(
    ada: Person, quinn: Person, pujiangs: Design, alliance: Organisation
) -> None:
    quinn.grant(Permission.INSTRUCTOR, alliance, by=None)
    ada.grant(Permission.REVIEWER, alliance, by=None)
    content = {**pujiangs.draft.content, "wording": worded("浦江", "Pujiang")}
    pujiangs.draft.change(content, seen=pujiangs.draft.digest, by=quinn)  # Ada began it, Quinn wrote in it
    version = DesignVersion.submit(pujiangs, by=ada)
    for author in (ada, quinn):
        with pytest.raises(Refused, match="Somebody else decides"):
            version.approve(by=author)
    assert look_for(pujiangs.organisation_id, 1, clock.now()) == Look()


def test_whoever_only_signed_before_may_sign_again(quinn: Person, pujiangs: Design) -> None:
    approved(pujiangs, quinn, wording=worded("浦江一", "Pujiang one"))
    second = approved(pujiangs, quinn, wording=worded("浦江二", "Pujiang two"))
    assert second.number == 2


def test_a_declined_version_decides_nothing(
    quinn: Person, ada: Person, pujiangs: Design, gmp101: CourseVersion
) -> None:
    first = approved(pujiangs, quinn, wording=worded("浦江一", "Pujiang one"))
    pujiangs.draft.change({**first.content, "wording": worded("二", "two")}, seen=pujiangs.draft.digest, by=ada)
    second = DesignVersion.submit(pujiangs, by=ada)
    with pytest.raises(Refused, match="still waits"):
        DesignVersion.submit(pujiangs, by=ada)
    second.decline(by=quinn, note="Too short")
    db.session.flush()
    with pytest.raises(Refused, match="already been decided"):
        second.approve(by=quinn)
    look = look_for(pujiangs.organisation_id, gmp101.course_id, clock.now())
    assert look.design
    assert look.design.number == 1


def test_which_design_applies_on_a_day(
    ada: Person,
    quinn: Person,
    pujiang: Organisation,
    gangcheng: Organisation,
    gmp101: CourseVersion,
    clock_at: Callable[[str], None],
) -> None:
    course = gmp101.course
    days = {}
    places = [(None, None, "甲"), (None, course, "乙"), (pujiang, None, "丙"), (pujiang, course, "丁")]
    for n, (organisation, of, name) in enumerate(places, start=1):
        clock_at(f"2026-11-0{n}T09:00:00+08:00")
        approved(Design.begin(organisation, of, by=ada), quinn, wording=worded(name, name))
        days[name] = clock.now()

    def issuer(organisation: Organisation | None, course_id: int, name: str) -> str:
        look = look_for(organisation.id if organisation else None, course_id, days[name])
        return look.wording["issuer"].zh

    other = course.id + 1000
    assert [issuer(pujiang, course.id, name) for name in "甲乙丙丁"] == ["甲", "乙", "丙", "丁"]
    assert [issuer(pujiang, other, name) for name in "甲乙丙丁"] == ["甲", "甲", "丙", "丙"]
    assert issuer(gangcheng, course.id, "丁") == "乙"
    assert issuer(None, other, "丁") == "甲"
    clock_at("2026-10-31T09:00:00+08:00")
    assert look_for(pujiang.id, course.id, clock.now()) == Look(), "before anybody signed, the built-in one"


def test_a_new_design_changes_nothing_that_was_issued(
    bo: Person, quinn: Person, pujiangs: Design, certified: Callable[..., Certificate], visit: Callable[..., Any]
) -> None:
    old = certified(bo)
    before, shown = old.read_document(), visit(bo, f"/certificates/{old.number}").one(".sheet").text
    approved(pujiangs, quinn, wording=worded("浦江培训中心", "Pujiang Training Centre"), colours=TEAL)
    newer = certified(bo)
    assert old.read_document() == before == storage().get(old.document_key)
    assert visit(bo, f"/certificates/{old.number}").one(".sheet").text == shown
    assert "浦江培训中心" in visit(bo, f"/certificates/{newer.number}").one(".sheet").text
    assert old.facts.design is None


def test_what_was_handed_in_and_signed_is_refused_by_the_database_itself(quinn: Person, pujiangs: Design) -> None:
    approved(pujiangs, quinn, colours=TEAL)
    DesignPicture.keep(pujiangs, redrawn(picture()), by=quinn)
    db.session.flush()
    for table in ("design", "design_version", "design_decision", "design_picture"):
        for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET id = id"):
            with pytest.raises(Exception, match="append-only"), db.session.begin_nested():
                db.session.execute(text(statement))


def test_two_who_change_a_draft_do_not_overwrite_each_other(
    ada: Person, pujiangs: Design, send: Callable[..., Any]
) -> None:
    opened = answers(pujiangs, **TEAL)
    send(ada, f"{PAGES}/{pujiangs.id}/draft", opened)
    page = send(ada, f"{PAGES}/{pujiangs.id}/draft", opened, expect=409)
    assert "changed this draft meanwhile" in page.text


@pytest.mark.parametrize(
    ("field", "text_", "told"),
    [
        ("ink", "red", "six digits"),
        ("ink", "#fff;} body{background:url(http://x)}", "six digits"),
        ("ink", "#9aa0a8", "contrast"),
        ("label", "#d8c48a", "contrast"),
        ("line", "#fff8e8", "contrast"),
        ("note_zh", "{分数线}", "no field {分数线}"),
        ("note_zh", "{{ config }}", "no field"),
        ("note_zh", "学时{", "between one { and one }"),
        ("note_zh", "{% for x in y %}", "no field"),
        ("note_zh", "{name.__class__}", "no field"),
        ("note_zh", "\U0002a6d5", "None of our fonts"),
        ("note_en", "x" * 161, "At most 160"),
        ("issuer_zh", "只有中文", "both languages"),
        ("signatory0_name_zh", "安达", "both languages"),
        ("signatory2_organisation_zh", "浦江", "name and title"),
        ("sample", "nobody", "Not a valid choice"),
    ],
)
def test_what_cannot_stand_on_a_certificate_is_named_at_its_field(
    ada: Person, pujiangs: Design, send: Callable[..., Any], field: str, text_: str, told: str
) -> None:
    before = pujiangs.draft.digest
    page = send(ada, f"{PAGES}/{pujiangs.id}/draft", answers(pujiangs, **{field: text_}), expect=422)
    assert told in page.text
    assert pujiangs.draft.digest == before


def test_a_name_that_looks_like_a_field_or_a_tag_stays_a_name(app: Flask) -> None:
    look = Look(wording={"note": Words("{姓名}", "{name}")})
    facts = replace(sample("ordinary", CertificateKind.QUALIFICATION), holder_name="{score} <img src=http://x>")
    assert paper.said(facts, look)["note_en"] == "{score} <img src=http://x>"
    made = paper_of(facts, look)
    assert "{score} <img src=http://x>" in " ".join(PdfReader(io.BytesIO(made)).pages[0].extract_text().split())


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "SVG"),
        (b"<?xml version='1.0'?><!-- x --><SVG/>", "SVG"),
        (b"GIF89a" + b"\0" * 100, "PNG, JPG"),
        (b"%PDF-1.7", "PNG, JPG"),
        (picture()[:120], "once more"),
        (picture() + b"<script>", "followed by something"),
        (picture(size=(10, 10)), "too small"),
        (b"", "PNG, JPG"),
    ],
)
def test_pictures_that_could_do_harm_are_refused_with_a_reason(
    ada: Person, pujiangs: Design, send: Callable[..., Any], content: bytes, told: str
) -> None:
    files = {"logo": (io.BytesIO(content), "logo.png")}
    page = send(ada, f"{PAGES}/{pujiangs.id}/draft", answers(pujiangs), files=files, expect=422)
    assert told in page.text
    assert pujiangs.draft.content["logo"] is None


def test_a_picture_of_many_megabytes_is_refused(app: Flask) -> None:
    with pytest.raises(Refused, match="2 MB"):
        redrawn(b"\x89PNG\r\n\x1a\n" + b"\0" * 2_000_001)


def test_a_picture_is_drawn_anew_and_its_clear_ground_stays_clear() -> None:
    hidden = Image.open(io.BytesIO(picture(size=(2000, 600))))
    sent = io.BytesIO()
    from PIL.PngImagePlugin import PngInfo

    words = PngInfo()
    words.add_text("Comment", "<?php evil ?>")
    hidden.save(sent, "PNG", pnginfo=words)
    made = redrawn(sent.getvalue())
    again = Image.open(io.BytesIO(made))
    assert b"evil" not in made
    assert again.mode == "RGBA"
    assert again.width <= 600
    assert redrawn(picture("JPEG", mode="RGB")).startswith(b"\x89PNG")


def test_a_picture_of_another_design_is_not_to_be_had_by_its_digest(
    ada: Person, pujiangs: Design, gangcheng: Organisation, send: Callable[..., Any]
) -> None:
    other = Design.begin(gangcheng, None, by=ada)
    digest = DesignPicture.keep(other, redrawn(picture()), by=ada)
    db.session.commit()
    send(ada, f"{PAGES}/{pujiangs.id}/draft", answers(pujiangs, logo_kept=digest))
    assert pujiangs.draft.content["logo"] is None


def test_a_draft_that_does_not_fit_is_not_handed_in(ada: Person, pujiangs: Design, send: Callable[..., Any]) -> None:
    long = {
        f"signatory{n}_{part}_{language}": ("质量" if language == "zh" else "Quality ") * 40
        for n in range(3)
        for part in ("name", "title", "organisation")
        for language in ("zh", "en")
    }
    long = {name: words[:80].strip() for name, words in long.items()}
    at = f"{PAGES}/{pujiangs.id}"
    page = send(ada, f"{at}/draft/preview", answers(pujiangs, **long), expect=200)
    assert "Signatory 1 has more words than fit" in page.text
    send(ada, f"{at}/draft", answers(pujiangs, **long))
    assert "more words than fit" in send(ada, f"{at}/submission", expect=409).text


def test_the_preview_shows_what_the_form_says_and_keeps_nothing(
    ada: Person, pujiangs: Design, send: Callable[..., Any], browser: Callable[..., Any]
) -> None:
    before = pujiangs.draft.digest
    at, form = f"{PAGES}/{pujiangs.id}/draft", answers(pujiangs, **SIGNED, sample="rare", kind="attendance")
    page = send(ada, f"{at}/preview", form, expect=200, files={"signature0": (io.BytesIO(picture()), "a.png")})
    assert "欧阳䶮𬱖㛃" in page.one(".sheet").text
    assert "CERTIFICATE OF ATTENDANCE" in page.one(".sheet").text
    assert page.one(".sheet .signatory img")
    hands = browser(ada)
    alone = hands.client.post(f"{at}/preview", data={**form, "csrf_token": hands.token()}, headers={"X-Part": "1"})
    assert alone.status_code == 200
    assert 'class="sheet' in alone.text
    assert "<form" not in alone.text
    made = send(ada, f"{at}/sample", form, expect=200)
    assert made.response.mimetype == "application/pdf"
    assert "SAMPLE" in PdfReader(io.BytesIO(made.response.data)).pages[0].extract_text()
    assert pujiangs.draft.digest == before


def test_members_work_on_their_own_designs_only(
    zed: Person,
    hana: Person,
    pujiangs: Design,
    gangcheng: Organisation,
    pujiang: Organisation,
    visit: Callable[..., Any],
    send: Callable[..., Any],
) -> None:
    zed.grant(Permission.INSTRUCTOR, gangcheng, by=None)
    zed.grant(Permission.REVIEWER, gangcheng, by=None)
    db.session.commit()
    at = f"{PAGES}/{pujiangs.id}"
    assert "浦江" not in visit(zed, PAGES, language="zh").one("main").text
    for path in (at, f"{at}/draft", f"{at}/versions/1", f"{at}/versions/1.pdf"):
        visit(zed, path, expect=404)
    for path in (f"{at}/draft", f"{at}/draft/preview", f"{at}/submission", f"{at}/versions/1/approval"):
        send(zed, path, answers(pujiangs), expect=404)
    send(zed, PAGES, {"organisation": "0", "course": "0"}, expect=422)  # not the alliance's
    send(zed, PAGES, {"organisation": str(pujiang.id), "course": "0"}, expect=422)
    send(zed, PAGES, {"organisation": str(gangcheng.id), "course": "0"})
    visit(hana, PAGES, expect=404)


def test_a_reviewer_signs_what_was_shown_and_with_the_right_password(
    ada: Person, quinn: Person, pujiangs: Design, send: Callable[..., Any]
) -> None:
    version = DesignVersion.submit(pujiangs, by=ada)
    db.session.commit()
    at = f"{PAGES}/{pujiangs.id}/versions/1/approval"
    send(quinn, at, {"password": "wrong", "digest": version.digest}, expect=422)
    send(quinn, at, {"password": demo.PASSWORD, "digest": "0" * 64}, expect=409)
    assert not db.session.get_one(DesignVersion, version.id).approved
    send(quinn, at, {"password": demo.PASSWORD, "digest": version.digest})
    signed = db.session.get_one(DesignVersion, version.id)
    assert signed.decision
    assert signed.decision.signature
    assert signed.decision.signature.digest == version.digest


# on the paper


def paper_of(facts: Any, look: Look) -> bytes:
    """A certificate printed with a look."""
    return paper.print_certificate(
        facts, look=look, number=NUMBER, verify_page=f"https://x.example/verify/{NUMBER}", code=CODE
    )


def three() -> Look:
    """Everything that a design may have: a logo, three signatories with long titles, words, colours."""
    scan = redrawn(picture())
    title = Words("细胞治疗产品质量管理部副主任", "Deputy Head of Cell Therapy Quality Management")
    place = Words("浦江细胞医院", "Pujiang Cell Hospital")
    name = Words("安达", "Ada An")
    return Look(
        Colours(**TEAL),
        {
            "issuer": Words("浦江细胞医院培训中心", "Training Centre of Pujiang Cell Hospital"),
            "note": Words("{单位}", "{organisation}"),
        },
        tuple(Signatory(name, title, place, "scan") for _n in range(3)),
        "scan",
        {"scan": scan},
    )


def test_the_built_in_look_and_a_full_one_fit_on_every_sample(app: Flask) -> None:
    assert faults_of(Look()) == []
    assert faults_of(three()) == []


@pytest.mark.parametrize("kind", list(CertificateKind))
@pytest.mark.parametrize("name", SAMPLES)
def test_every_sample_stays_inside_the_frame_and_its_words_are_whole(
    app: Flask, tmp_path: Any, name: str, kind: CertificateKind
) -> None:
    facts = sample(name, kind)
    path = tmp_path / "sample.pdf"
    path.write_bytes(paper_of(facts, three() if kind is CertificateKind.QUALIFICATION else Look()))
    boxes = subprocess.run(["pdftotext", "-bbox", path, "-"], capture_output=True, check=True).stdout
    words = [line for line in boxes.decode(errors="replace").splitlines() if "<word" in line]  # its title is not UTF-8
    edges = [[float(part) for part in line.split('"')[1::2]] for line in words]
    assert min(x for x, *_rest in edges) > 48
    assert max(right for _x, _y, right, _bottom in edges) < 842 - 48
    assert max(bottom for *_rest, bottom in edges) < 595 - 44
    text_ = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout
    heading = paper.said(facts)["heading_en"] or ""
    assert heading.upper() in text_, "letters set wide must not fall apart into words"
    flowing = "".join(text_.split())
    for said in (facts.holder_name, facts.holder_latin_name, facts.course_title.en, facts.course_title.zh):
        assert "".join(said.split()) in flowing


def test_the_middle_of_the_paper_keeps_clear_of_what_stands_below(app: Flask) -> None:
    facts = sample("everything", CertificateKind.QUALIFICATION)
    layout = paper.sizes(facts, three())
    assert layout.overflowing == ()
    assert int(layout.sizes["name_size"]) < 33
    for part in ("title", "employer", "name"):
        assert int(layout.sizes[f"{part}_size"]) >= 8


def test_colours_change_the_whole_sheet_and_the_built_in_ones_nothing(app: Flask, visit: Callable[..., Any]) -> None:
    assert Colours().tint == ()
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    page = visit(None, "/certificates/colours/0b3d4a-3f8f8a-0b5a5e/frame")
    assert "#0b3d4a" in page.response.text
    assert "#14233b" not in page.response.text
    assert "--sheet-ink:#0b3d4a" in visit(None, "/certificates/colours/0b3d4a-3f8f8a-0b5a5e/styles").response.text
    for wrong in ("red", "0b3d4a-3f8f8a", "0b3d4a-3f8f8a-0b5a5e}", "0B3D4A-3f8f8a-0b5a5e"):
        visit(None, f"/certificates/colours/{wrong}/styles", expect=404)


def test_two_looks_in_turn_do_not_mix(app: Flask) -> None:
    facts = sample("ordinary", CertificateKind.COMPLETION)
    plain, full = paper_of(facts, Look()), paper_of(facts, three())
    assert paper_of(facts, Look()) == plain
    assert paper_of(facts, three()) == full


def test_fifty_looks_do_not_fill_the_memory(app: Flask) -> None:
    from learn.kit import pdf

    for n in range(30):
        pdf._press(paper.STYLES, None, (("#14233b", f"#0000{n:02x}"),))
    assert pdf._press.cache_info().currsize <= 24


def test_a_completion_is_known_by_its_frozen_facts(bo: Person, completes: Callable[..., Completion]) -> None:
    completion = completes(bo)
    certificate = Certificate.issue(completion)
    facts = certificate.facts
    assert facts.printed["name"] == "林博"
    assert facts.content_digest == completion.content_digest
    assert facts.kind is CertificateKind.QUALIFICATION
    assert type(facts).read(facts.as_dict()) == facts
