"""Text and pictures from elsewhere come into a unit: kept in the library, named in the draft, nothing harmful with them."""

import io

import pytest
from PIL import Image
from sqlalchemy import select

from learn.catalogue import LibraryFile
from learn.catalogue.drafts import CourseDraft, Manuscript, Part
from learn.catalogue.drafts.beginning import begin_version
from learn.catalogue.writing_room import UnitDraft
from learn.catalogue.writing_room.rtf import pictures_in, with_pictures
from learn.kit.db import db
from tests.catalogue.word_files import docx, paragraph

JSON = {"Accept": "application/json"}
LEFT_OUT = "stay behind"


@pytest.fixture
def draft(gmp101, ada) -> CourseDraft:
    found = begin_version(gmp101.course, major=True, by=ada)
    db.session.commit()
    return found


@pytest.fixture
def at(draft) -> str:
    return f"/studio/drafts/{draft.id}/units/lesson-1"


def photograph(colour=(20, 60, 200)) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (60, 40), colour).save(made, "PNG")
    return made.getvalue()


def rtf_with(*pictures: bytes) -> str:
    return (
        "{\\rtf1 words "
        + "".join(
            rf"{{\*\shppict{{\pict{{\*\picprop}}\picw60\pngblip\bliptag-12{{\*\blipuid 0a}}{one.hex()}}}}}{{\nonshppict{{\pict\wmetafile8 0102}}}}"
            for one in pictures
        )
        + "}"
    )


def pasted(browser, who, at, html, rtf="", expect=200):
    hands = browser(who)
    hands.client.set_cookie("language", "en")
    files = {"html": (io.BytesIO(html.encode()), "blob"), "rtf": (io.BytesIO(rtf.encode()), "blob")}
    page = hands.post(f"{at}/texts/en/pasting", files=files, expect=expect, headers=JSON)
    return page.response.get_json() if expect == 200 else page


def test_words_pictures_are_found_in_what_it_puts_beside_its_html():
    one, other = photograph(), photograph((1, 2, 3))
    assert pictures_in(rtf_with(one, other)) == [("png", one), ("png", other)]
    html = "<p><img width=1 src=\"file:///C:/a.png\">x<img src='file:///C:/b.png'></p>"
    assert with_pictures(html, rtf_with(one, other)).count("data:image/png;base64,") == 2


def test_where_nobody_can_say_which_picture_is_which_none_is_put_in():
    html = '<img src="file:///a.png"><img src="file:///b.png">'
    assert with_pictures(html, rtf_with(photograph())) == html


@pytest.mark.parametrize(
    "rtf", ["\\pngblip" * 50_000, "\\pngblip" + " 0" * 500_000, "{\\pict" * 100_000, "\\pngblip{" * 50_000]
)
def test_an_endless_rtf_takes_no_minutes(rtf):
    assert pictures_in(rtf) == []
    with_pictures("<img " * 100_000, rtf)


def test_a_paste_from_word_keeps_table_and_picture_and_names_what_stayed(browser, ada, draft, at):
    html = (
        "<p><b>Grades</b></p><table><tr><td>Grade</td></tr><tr><td>A</td></tr></table>"
        '<p><img src="file:///C:/x.png" alt="A room"></p><script>alert(1)</script><iframe src="https://x.example"></iframe>'
    )
    said = pasted(browser, ada, at, html, rtf_with(photograph()))
    assert "| A |" in said["markdown"]
    assert "alert" not in said["markdown"]
    assert any(LEFT_OUT in sentence for sentence in said["left_out"])
    name = said["markdown"].split("(media/")[1].split(")")[0].split(" ")[0]
    kept = draft.newest(Part.MEDIA).content[name]
    file = db.session.scalars(select(LibraryFile).where(LibraryFile.digest == kept["digest"])).one()
    assert file.media_type == kept["type"] == "image/png"


def test_the_same_picture_twice_is_kept_once(browser, ada, draft, at):
    html = '<p>x</p><img src="file:///C:/x.png">'
    first, second = (pasted(browser, ada, at, html, rtf_with(photograph())) for _ in range(2))
    assert first["markdown"] == second["markdown"]
    assert len(draft.newest(Part.MEDIA).content) == 2  # and the diagram that the course began with


def test_a_damaged_picture_stays_behind_and_its_text_comes_in(browser, ada, at):
    said = pasted(browser, ada, at, '<p>Words</p><img src="file:///C:/x.png">', rtf_with(photograph()[:60]))
    assert "Words" in said["markdown"]
    assert said["left_out"]


def test_too_much_is_refused_with_a_sentence(app, browser, ada, at, monkeypatch):
    monkeypatch.setattr("learn.catalogue.pasting.clipboard.MOST_PASTED", 100_000)
    page = pasted(browser, ada, at, "<p>" + "x" * 100_001, expect=409)
    assert "Paste it in parts" in page.h1
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 100_000)
    assert pasted(browser, ada, at, "x" * 200_000, expect=413).h1 == "This is too large"


def test_a_word_file_comes_in_at_the_end_without_a_script(send, ada, draft, at):
    file = {"file": (io.BytesIO(docx(paragraph("Out of Word"))), "a.docx")}
    send(ada, f"{at}/texts/en/pasting", files=file)
    assert UnitDraft(draft, "lesson-1").text("en").endswith("Out of Word\n")


def test_what_is_no_word_file_is_refused(send, ada, at):
    file = {"file": (io.BytesIO(b"PK\x03\x04 no"), "a.docx")}
    assert "no Word file" in send(ada, f"{at}/texts/en/pasting", files=file, expect=409).h1


def add(send, who, at, content, name="气闸.png", expect=303, **form):
    words = {"alt": "An airlock", "caption": 'The "airlock"'} | form
    return send(who, f"{at}/texts/en/pictures", words, files={"file": (io.BytesIO(content), name)}, expect=expect)


def test_a_picture_stands_in_the_text_with_its_words_and_the_draft_can_be_written_out(send, ada, draft, at):
    add(send, ada, at, photograph())
    assert UnitDraft(draft, "lesson-1").text("en").endswith('![An airlock](media/qi-zha.png "The \\"airlock\\"")\n')
    assert "media/qi-zha.png" in Manuscript(draft).files


def test_a_picture_without_words_is_not_put_in(send, ada, draft, at):
    page = add(send, ada, at, photograph(), alt="", expect=422)
    assert page.one("[name=alt][aria-invalid]")
    assert UnitDraft(draft, "lesson-1").edition_number("en") == 1


@pytest.mark.parametrize(
    "content", [b"", b"GIF89a", photograph() + b"PK\x05\x06", b"<svg xmlns='http://www.w3.org/2000/svg'/>"]
)
def test_what_is_no_picture_is_refused_at_its_field(send, ada, at, content):
    assert add(send, ada, at, content, expect=422).one("#file-fault")


def test_a_picture_of_the_library_is_chosen(send, browser, ada, draft, at):
    add(send, ada, at, photograph())
    file = db.session.scalars(select(LibraryFile)).one()
    hands = browser(ada)
    said = hands.post(
        f"{at}/texts/zh/pictures", {"picture": str(file.id)}, expect=200, headers=JSON
    ).response.get_json()
    assert (said["name"], said["digest"]) == (file.pack_name, file.digest)
    refused = hands.post(f"{at}/texts/zh/pictures", {"picture": "99"}, expect=422, headers=JSON).response.get_json()
    assert refused["fault"]


def test_two_pictures_of_one_name_do_not_take_each_others_place(send, ada, draft, at):
    for colour in ((1, 2, 3), (4, 5, 6)):
        add(send, ada, at, photograph(colour))
    assert {"qi-zha.png", "qi-zha-2.png"} <= draft.newest(Part.MEDIA).content.keys()
