"""Evidence that Bo sends, and the pictures of questions: who may see them, and what is kept."""

from io import BytesIO
from typing import Any

import pytest

from learn.assessment import Attempt, BankFile, File, QuestionBank, Quiz
from learn.assessment.evidence import Evidence
from learn.kit.db import db
from learn.kit.storage import storage
from learn.kit.text import Words
from learn.kit.web import Refused
from tests.assessment.bodies import CLOZE, HOTSPOT, JUDGED, UPLOAD, both
from tests.assessment.sitting import BODIES, RULES, bank, take
from tests.kit.test_upload import pdf, picture

PDF, PNG = pdf(), picture("PNG")


def paper(bo: Any, start: Any, *questions: tuple[str, dict[str, Any]], code: str = "B-9", **other: Any) -> Attempt:
    """Bo sits a quiz of these questions."""
    into = bank(code)
    versions = [take(into, f"Q{n:02d}", kind, body, **other) for n, (kind, body) in enumerate(questions, start=1)]
    quiz = Quiz.of({**RULES, "draw": [{"unit": "people", "count": len(versions)}]}, versions)
    db.session.commit()
    return start(bo, quiz)


def item_of(attempt: Attempt, kind: str) -> Any:
    db.session.expire_all()
    return next(item for item in attempt.items if item.version.kind == kind)


def post(
    client: Any,
    attempt: Attempt,
    item: Any,
    *files: tuple[bytes, str],
    name: str = "",
    query: str = "",
    expect: int = 303,
    **other: Any,
) -> Any:
    sent = {name or item.name: [(BytesIO(content), filename) for content, filename in files]}
    where = f"/attempts/{attempt.id}/questions/{item.position}/evidence{query}"
    return client.post(where, other, expect, files=sent, content_type="multipart/form-data").response


def test_bo_sends_a_record_and_sees_it_again(bo, start, browser):
    attempt = paper(bo, start, ("upload", UPLOAD), ("short", {"accept": ["QP"]}))
    item, short = item_of(attempt, "upload"), item_of(attempt, "short")
    answer = post(browser(bo), attempt, item, (PDF, "Batch record.pdf"), **{short.name: "QP"})
    assert answer.status_code == 303
    assert answer.location.endswith(f"#{item.name}")
    (file,) = item_of(attempt, "upload").given["files"]
    assert (file["name"], file["type"], file["size"]) == ("Batch record.pdf", "application/pdf", len(PDF))
    assert storage().get(f"evidence/{file['digest']}") == PDF
    assert item_of(attempt, "short").given == {"text": "QP"}
    page = browser(bo).get(f"/attempts/{attempt.id}").text
    assert "Batch record.pdf" in page
    seen = browser(bo).get(f"/attempts/{attempt.id}/questions/{item.position}/evidence/{file['digest']}").response
    assert seen.data == PDF
    assert seen.headers["Content-Disposition"].startswith("attachment")
    assert seen.headers["X-Content-Type-Options"] == "nosniff"


def test_a_file_that_is_refused_takes_no_other_answer_with_it(bo, start, browser):
    attempt = paper(bo, start, ("upload", UPLOAD), ("short", {"accept": ["QP"]}))
    item, short = item_of(attempt, "upload"), item_of(attempt, "short")
    client = browser(bo)
    page = post(client, attempt, item, (b"<html>", "page.pdf"), (PNG, "bench.png"), **{short.name: "QP"}, expect=422)
    assert f'id="{item.name}-fault" role="alert"><p class="fault">page.pdf: ' in page.text
    assert [file["name"] for file in item_of(attempt, "upload").given["files"]] == ["bench.png"]
    assert item_of(attempt, "short").answered
    assert "page.pdf: " not in client.get(f"/attempts/{attempt.id}?hl=en").text


WRONG = {
    "empty.pdf": (b"", "is empty"),
    "macro.pdf": (b"PK\x03\x04word/vbaProject.bin" + bytes(40), "not one of the files"),
    "poster.png": (picture("PNG", (12_000, 12_000)), "50 million points"),
    "page.pdf": (b"<html>", "not one of the files"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_with_a_file_is_said_at_its_field(bo, start, browser, name):
    attempt = paper(bo, start, ("upload", {**UPLOAD, "most_mb": 20}), ("short", {"accept": ["QP"]}))
    item, short = item_of(attempt, "upload"), item_of(attempt, "short")
    content, sentence = WRONG[name]
    browser(bo).get("/?hl=en")
    page = post(browser(bo), attempt, item, (content, name), query="?hl=en", **{short.name: "QP"}, expect=422)
    fault = page.text.partition(f'id="{item.name}-fault" role="alert">')[2].partition("</div>")[0]
    assert name in fault
    assert sentence in fault
    assert item_of(attempt, "short").answered
    assert not item_of(attempt, "upload").answered


def test_a_file_that_is_only_chosen_goes_with_the_hand_in(bo, start, browser):
    attempt = paper(bo, start, ("upload", UPLOAD))
    item = item_of(attempt, "upload")
    files = {item.name: [(BytesIO(PDF), "1.pdf")]}
    browser(bo).post(
        f"/attempts/{attempt.id}/submission", {"sure": "1"}, 303, files=files, content_type="multipart/form-data"
    )
    assert item_of(attempt, "upload").answered
    db.session.refresh(attempt)
    assert attempt.finished


def test_a_hand_in_with_a_file_that_is_refused_waits(bo, start, browser):
    attempt = paper(bo, start, ("upload", UPLOAD))
    item = item_of(attempt, "upload")
    files = {item.name: [(BytesIO(b"<html>"), "1.pdf")]}
    browser(bo).post(
        f"/attempts/{attempt.id}/submission", {"sure": "1"}, 422, files=files, content_type="multipart/form-data"
    )
    db.session.refresh(attempt)
    assert not attempt.finished


def test_no_more_and_no_larger_files_than_asked_for(bo, start, browser):
    attempt = paper(bo, start, ("upload", UPLOAD))
    item = item_of(attempt, "upload")
    two_pages = pdf(lambda made: made.add_blank_page())
    four = [(PDF, "1.pdf"), (PDF, "again.pdf"), (PNG, "2.png"), (two_pages, "3.pdf")]
    post(browser(bo), attempt, item, *four, expect=422)
    assert [file["name"] for file in item_of(attempt, "upload").given["files"]] == ["1.pdf", "2.png"]
    evidence = Evidence.of(item_of(attempt, "upload"))
    with pytest.raises(Refused, match="1 MB"):
        evidence.with_file("large.pdf", PDF + b" " * 2_000_000)


def test_a_file_taken_away_stays_on_record(bo, start, browser):
    attempt = paper(bo, start, ("upload", UPLOAD))
    item = item_of(attempt, "upload")
    post(browser(bo), attempt, item, (PDF, "1.pdf"))
    (file,) = item_of(attempt, "upload").given["files"]
    post(browser(bo), attempt, item, remove=file["digest"])
    assert not item_of(attempt, "upload").answered
    assert storage().get(f"evidence/{file['digest']}") == PDF


def test_evidence_for_a_question_of_a_case_leaves_its_other_answers(bo, start, browser):
    attempt = paper(bo, start, ("scenario", JUDGED))
    item = item_of(attempt, "scenario")
    form = {f"{item.name}-p4": "Because"}
    post(browser(bo), attempt, item, (PDF, "1.pdf"), name=f"{item.name}-p5", query="?part=p5", **form)
    browser(bo).post(f"/attempts/{attempt.id}/answers", {f"{item.name}-p1": "b"})
    given = item_of(attempt, "scenario").given["parts"]
    assert given["p4"] == {"text": "Because"}
    assert given["p1"] == {"choices": ["b"]}
    assert given["p5"]["files"][0]["name"] == "1.pdf"
    post(browser(bo), attempt, item, (PDF, "1.pdf"), query="?part=p4", expect=404)


def test_nobody_else_sends_or_sees_evidence(bo, zed, start, browser):
    attempt = paper(bo, start, ("upload", UPLOAD), ("truefalse", BODIES["truefalse"]))
    item = item_of(attempt, "upload")
    post(browser(bo), attempt, item, (PDF, "1.pdf"))
    (file,) = item_of(attempt, "upload").given["files"]
    there = f"/attempts/{attempt.id}/questions/{item.position}/evidence"
    browser(zed).get(f"{there}/{file['digest']}", 404)
    post(browser(zed), attempt, item, (PDF, "1.pdf"), expect=404)
    browser(bo).get(f"{there}/{'0' * 64}", 404)
    other = item_of(attempt, "truefalse")
    post(browser(bo), attempt, other, (PDF, "1.pdf"), expect=404)
    post(browser(bo), attempt, item, (PDF, "1.pdf"))


def test_after_the_hand_in_no_file_is_taken(bo, start, browser):
    attempt = paper(bo, start, ("upload", UPLOAD))
    item = item_of(attempt, "upload")
    attempt.hand_in(by=bo)
    db.session.commit()
    post(browser(bo), attempt, item, (PDF, "1.pdf"), expect=409)


# pictures


def hotspot(code: str) -> dict[str, Any]:
    into = bank(code)
    db.session.flush()
    media = {"room.png": BankFile.keep(into.id, "room.png", File(PNG, "image/png"))}
    db.session.commit()
    return {**HOTSPOT, "media": media}


def test_a_picture_is_seen_by_whoever_has_it_on_a_paper_and_by_authors(bo, zed, ada, start, browser):
    body = hotspot("B-PIC")
    digest = body["media"]["room.png"]["digest"]
    browser(bo).get(f"/questions/media/{digest}", 404)
    version = take(
        db.session.scalars(db.select(QuestionBank).where(QuestionBank.code == "B-PIC")).one(), "Q01", "hotspot", body
    )
    quiz = Quiz.of({**RULES, "draw": [{"unit": "people", "count": 1}]}, [version])
    db.session.commit()
    attempt = start(bo, quiz)
    assert f"/questions/media/{digest}" in browser(bo).get(f"/attempts/{attempt.id}").response.text
    seen = browser(bo).get(f"/questions/media/{digest}").response
    assert (seen.data, seen.content_type) == (PNG, "image/png")
    browser(ada).get(f"/questions/media/{digest}", 200)
    browser(zed).get(f"/questions/media/{digest}", 404)


# the paper


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_paper_with_every_kind_can_be_sat_and_reviewed_without_a_script(bo, start, browser, lang):
    rich = {**CLOZE, "format": "markdown"}
    text = Words(**both("Choose [[a]], **count** [[b]], write [[c]]."))
    attempt = paper(bo, start, ("cloze", rich), code="B-C", text=text)
    page = browser(bo).get(f"/attempts/{attempt.id}?hl={lang}").response.text
    item = attempt.items[0]
    assert "<strong>count</strong>" in page
    assert all(f'name="{item.name}-{id}"' in page for id in "abc")
    browser(bo).post(
        f"/attempts/{attempt.id}/answers", {f"{item.name}-a": "b", f"{item.name}-b": "30", f"{item.name}-c": "QP"}
    )
    assert item_of(attempt, "cloze").kind.mark(rich, item_of(attempt, "cloze").given) == 1
    others = [
        ("hotspot", {**HOTSPOT, "media": {}}),
        ("scenario", {**JUDGED, "format": "html"}),
        ("essay", {"points": 2}),
        ("upload", UPLOAD),
    ]
    attempt = paper(bo, start, *others, code="B-O", text=Words(**both("<b>Case</b> <script>x</script>")))
    page = browser(bo).get(f"/attempts/{attempt.id}?hl={lang}").response.text
    assert "<b>Case</b>" in page
    assert "<script>x" not in page


def drawn_hotspot(code: str, drawing: str) -> dict[str, Any]:
    """A hotspot on a drawing."""
    into = bank(code)
    db.session.flush()
    media = {"room.svg": BankFile.keep(into.id, "room.svg", File(drawing.encode(), "image/svg+xml"))}
    db.session.commit()
    return {**HOTSPOT, "image": "room.svg", "media": media}


SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 300">{}</svg>'


def test_a_drawing_is_shown_in_the_readers_language_and_can_do_nothing(bo, ada, start, browser):
    words = '<text class="t" x="1" y="9" lang="zh">洁净区</text><text class="t" x="1" y="9" lang="en">Clean area</text>'
    body = drawn_hotspot("B-SVG", SVG.format(words))
    into = db.session.scalars(db.select(QuestionBank).where(QuestionBank.code == "B-SVG")).one()
    quiz = Quiz.of({**RULES, "draw": [{"unit": "people", "count": 1}]}, [take(into, "Q01", "hotspot", body)])
    db.session.commit()
    attempt = start(bo, quiz)
    where = f"/questions/media/{body['media']['room.svg']['digest']}"
    assert f'href="{where}?language=zh"' in browser(bo).get(f"/attempts/{attempt.id}?hl=zh").response.text
    assert f'href="{where}?language=en"' in browser(bo).get(f"/attempts/{attempt.id}?hl=en").response.text
    chinese = browser(bo).get(f"{where}?language=zh").response
    assert "洁净区" in chinese.text
    assert "Clean area" not in chinese.text
    assert chinese.content_type == "image/svg+xml"
    assert chinese.headers["Content-Security-Policy"].startswith("default-src 'self'")
    browser(bo).get(f"{where}?language=xx", 404)


@pytest.mark.parametrize(
    "harm", ["<script>alert(1)</script>", '<image href="https://example.org/x"/>', '<rect onload="alert(1)"/>']
)
def test_a_drawing_that_holds_more_than_shapes_is_never_shown(ada, browser, harm):
    body = drawn_hotspot("B-BAD", SVG.format(harm))
    browser(ada).get(f"/questions/media/{body['media']['room.svg']['digest']}", 404)
