"""The media library: each file once, cleaned, described in both languages, and found where it is used."""

from io import BytesIO

import pytest
from PIL import Image, ImageCms
from sqlalchemy import func, select

from learn.audit import AuditEntry, Event
from learn.catalogue import CourseVersion, LibraryFile
from learn.catalogue.library import Intake, uses_of
from learn.catalogue.pack import read
from learn.kit.db import db
from learn.kit.drawing import Drawing
from learn.kit.storage import storage
from learn.kit.text import Words
from learn.kit.web import Refused
from tests.kit.recordings import VTT, mp3, mp4, webm
from tests.kit.test_upload import HARMFUL, pdf, png_bomb
from tests.small_course import small_pack

MEDIA = "/studio/media"
ALT = Words("气闸的两扇门", "The two doors of the airlock")
DRAWN = b"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 200"><rect class="soft" x="4" y="4" width="90" height="40"/></svg>"""


def jpeg(size: tuple[int, int] = (60, 40), **how: object) -> bytes:
    """A photograph that says where it was taken, lying on its side."""
    picture, stream = Image.new("RGB", size, "teal"), BytesIO()
    picture.paste("gold", (0, 0, size[0] // 2, size[1]))
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Camera of Ada"  # turned by a quarter, and whose it is
    exif.get_ifd(0x8825)[2] = (31.0, 20.0, 0.0)
    picture.save(stream, "JPEG", exif=exif, comment=b"secret", **how)
    return stream.getvalue()


def png(picture: Image.Image, **how: object) -> bytes:
    """A picture as PNG."""
    stream = BytesIO()
    picture.save(stream, "PNG", compress_level=1, **how)
    return stream.getvalue()


def kept(intake: Intake) -> Image.Image:
    """The picture that would be kept."""
    return Image.open(BytesIO(intake.content))


def file(content: bytes, name: str) -> tuple[BytesIO, str]:
    return BytesIO(content), name


def first() -> LibraryFile:
    return db.session.scalars(LibraryFile.newest()).first()


@pytest.fixture
def airlock(app, ada) -> LibraryFile:
    """A photograph of the alliance's, without words."""
    taken, _new = LibraryFile.take_in(Intake.of(jpeg()), "气闸 Doors.JPG", organisation=None, by=ada)
    db.session.commit()
    return taken


# what is kept of a file


def test_a_photograph_is_kept_upright_and_says_nothing_of_who_took_it():
    intake = Intake.of(jpeg())
    picture = kept(intake)
    assert (intake.width, intake.height) == picture.size == (40, 60)
    assert not picture.getexif()
    assert not {"exif", "comment", "icc_profile", "dpi"} & picture.info.keys()
    assert b"Camera" not in intake.content
    assert b"secret" not in intake.content
    assert picture.getpixel((20, 5))[0] > 200, "the gold half is above now"


def test_a_large_photograph_becomes_small_enough_for_a_pack():
    noise = Image.merge("RGB", [Image.effect_noise((3000, 2000), 90) for _colour in "RGB"])
    intake = Intake.of(png(noise))
    assert intake.kind == "jpg"
    assert kept(intake).size == (2400, 1600)
    assert len(intake.content) <= 4_000_000


def test_few_colours_and_transparency_stay_png():
    plain, clear = Image.new("RGB", (50, 50), "white"), Image.new("RGBA", (50, 50), (1, 2, 3, 100))
    assert Intake.of(png(plain)).kind == "png"
    assert kept(Intake.of(png(clear))).getpixel((1, 1)) == (1, 2, 3, 100)
    grey = Intake.of(png(Image.effect_noise((2400, 2200), 90)))
    assert grey.kind == "jpg", "a photograph without colours has few of them and is still none to keep as PNG"
    noisy = Image.effect_noise((2400, 2200), 90).convert("RGB")
    noisy.putalpha(Image.effect_noise((2400, 2200), 90))
    intake = Intake.of(png(noisy))
    assert intake.kind == "png"
    assert len(intake.content) <= 4_000_000


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGBA", "I;16"])
def test_every_kind_of_png_is_read(mode):
    stream = BytesIO()
    Image.new("I;16" if mode == "I;16" else mode, (30, 20)).save(stream, "PNG")
    assert Intake.of(stream.getvalue()).width == 30


def test_a_cmyk_jpeg_and_a_profile_become_ordinary_colours():
    stream = BytesIO()
    Image.new("CMYK", (30, 20), (0, 255, 255, 0)).save(stream, "JPEG")
    assert kept(Intake.of(stream.getvalue())).mode == "RGB"
    profiled = jpeg(icc_profile=ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    assert "icc_profile" not in kept(Intake.of(profiled)).info
    assert kept(Intake.of(jpeg(icc_profile=b"no profile at all"))).size == (40, 60)


@pytest.mark.parametrize(
    ("content", "kind", "seconds"),
    [(mp4(), "mp4", 91), (webm(), "webm", 91), (mp3(), "mp3", 3), (VTT, "vtt", 8), (pdf(), "pdf", None)],
)
def test_recordings_and_documents_are_kept_byte_by_byte(app, content, kind, seconds):
    intake = Intake.of(content)
    assert (intake.content, intake.kind, intake.seconds) == (content, kind, seconds)


@pytest.mark.parametrize("named", HARMFUL)
def test_what_could_do_harm_is_refused_with_a_sentence(app, named):
    with app.test_request_context("/?hl=en"), pytest.raises(Refused):
        Intake.of(HARMFUL[named])


# in the library


def test_ada_adds_a_picture_and_says_what_it_shows(ada, send, visit, session):
    answer = send(ada, MEDIA, files={"files": file(jpeg(), "气闸 Doors.JPG")})
    kept = first()
    assert answer.location == f"{MEDIA}/{kept.id}"
    assert (kept.pack_name, kept.title, kept.sent_name) == ("qi-zha-doors.jpg", "气闸 Doors", "气闸 Doors.JPG")
    assert kept.organisation is None
    assert storage().get(kept.key)
    page = visit(ada, answer.location)
    assert "cannot be put into a lesson" in page.notice
    assert "Without words" in visit(ada, MEDIA).text
    send(ada, f"{answer.location}/description", {"title": "Airlock", "zh": ALT.zh, "en": ALT.en})
    assert (first().title, first().alt) == ("Airlock", ALT)
    assert visit(ada, answer.location).one(".media-shown img")["alt"] == ALT.en
    entry = session.scalars(select(AuditEntry).where(AuditEntry.event == Event.LIBRARY_FILE_DESCRIBED)).one()
    assert entry.old == {"title": "气闸 Doors", "alt": None}
    assert entry.new == {"title": "Airlock", "alt": ALT.as_dict()}


def test_a_picture_needs_words_in_both_languages(ada, airlock, send):
    page = send(ada, f"{MEDIA}/{airlock.id}/description", {"title": "x", "zh": ALT.zh, "en": ""}, expect=422)
    assert "Say in English" in page.text
    assert ALT.zh in page.text
    assert first().alt is None


def test_saving_the_same_words_leaves_no_entry(ada, airlock, send, session):
    before = session.scalar(select(func.count(AuditEntry.id)))
    airlock.describe(title=airlock.title, alt=None, by=ada)
    assert session.scalar(select(func.count(AuditEntry.id))) == before


def test_the_same_picture_twice_is_one_and_ada_is_told(ada, airlock, send, browser):
    hands = browser(ada)
    hands.client.set_cookie("language", "en")
    for content in (jpeg(), storage().get(airlock.key)):  # as it was sent, and as it was downloaded from here
        answer = hands.post(MEDIA, files={"files": file(content, "another.jpg")})
        assert answer.location == f"{MEDIA}/{airlock.id}"
        assert "was here already" in hands.get(answer.location).notice
    assert db.session.scalar(select(func.count(LibraryFile.id))) == 1


def test_each_organisation_has_its_own_and_no_name_is_given_twice(ada, airlock, pujiang):
    same, new = LibraryFile.take_in(Intake.of(jpeg()), "x.jpg", organisation=pujiang, by=ada)
    assert new
    assert same.digest == airlock.digest
    other, _new = LibraryFile.take_in(Intake.of(jpeg((80, 40))), "气闸 doors.jpeg", organisation=None, by=ada)
    assert other.pack_name == "qi-zha-doors-2.jpg"


def test_several_at_once_and_one_bad_one_among_them(ada, browser):
    hands = browser(ada)
    hands.client.set_cookie("language", "en")
    sent = [
        file(jpeg(), "a.jpg"),
        file(HARMFUL["script at opening"], "b.pdf"),
        file(pdf(), "c.pdf"),
        file(mp4(), "d.mp4"),
    ]
    answer = hands.post(MEDIA, files={"files": sent})
    assert answer.location == f"{MEDIA}?lacks=words"
    page = hands.get(answer.location)
    assert "3 files were added" in page.notice
    assert "b.pdf: This PDF holds scripts" in page.notice
    assert page.h1 == "1 picture lacks words"
    assert hands.get(f"{MEDIA}?kind=video").h1 == "1 file in the media library"


@pytest.mark.parametrize("bad", ["a picture that is a ZIP", "script at opening", "a page of the web"])
def test_what_does_harm_is_not_stored(ada, send, bad):
    page = send(ada, MEDIA, files={"files": file(HARMFUL[bad], "harmless.png")}, expect=422)
    assert "harmless.png:" in page.one(".fault").get_text()
    assert first() is None
    send(ada, MEDIA, files={"files": file(png_bomb(), "b.png")}, expect=422)
    send(ada, MEDIA, expect=422)
    assert first() is None


def test_an_editor_gets_json(ada, send):
    how = {"headers": {"Accept": "application/json"}}
    answer = send(ada, MEDIA, files={"files": file(jpeg(), "image.png")}, expect=201, **how).response.json
    kept = first()
    assert answer["name"] == kept.pack_name == "image.jpg"
    assert (answer["id"], answer["digest"], answer["alt"]) == (kept.id, kept.digest, None)
    words = {"zh": ALT.zh, "en": ALT.en}
    answer = send(ada, MEDIA, words, files={"files": file(jpeg((90, 40)), "image.png")}, expect=201, **how)
    assert answer.response.json["alt"] == ALT.as_dict()
    answer = send(ada, MEDIA, files={"files": file(b"MZ", "image.png")}, expect=422, **how)
    assert "image.png: This is not one of the files" in answer.response.json["fault"]


def test_files_are_found_by_words_in_either_language_and_by_pinyin(ada, airlock, visit, session):
    airlock.describe(title="Airlock", alt=ALT, by=ada)
    session.commit()
    for words in ("airlock", "两扇门", "liangshan", "DOORS"):
        assert visit(ada, f"{MEDIA}?q={words}").h1 == "1 file in the media library", words
    assert visit(ada, f"{MEDIA}?q=incubator").h1 == "0 files in the media library"


# who sees it


def test_quinn_reads_and_writes_nothing(quinn, airlock, visit, send):
    page = visit(quinn, f"{MEDIA}/{airlock.id}")
    assert not page.all("form[method=post][action*=media]")
    send(quinn, MEDIA, files={"files": file(jpeg(), "a.jpg")}, expect=404)
    send(quinn, f"{MEDIA}/{airlock.id}/description", {"title": "x"}, expect=404)


def test_another_members_instructor_sees_nothing_of_it(airlock, hu, gangcheng, omar, visit, send):
    from learn.people import Permission

    hu.grant(Permission.INSTRUCTOR, gangcheng, by=omar)
    db.session.commit()
    assert visit(hu, MEDIA).h1 == "0 files in the media library"
    for page in ("", "/file", "/thumbnail", "/document"):
        visit(hu, f"{MEDIA}/{airlock.id}{page}", expect=404)
    send(hu, f"{MEDIA}/{airlock.id}/description", {"title": "x", "zh": "x", "en": "x"}, expect=404)
    send(hu, MEDIA, files={"files": file(jpeg(), "a.jpg")})
    assert first().organisation_id == gangcheng.id


# the bytes


def test_a_file_comes_in_a_sandbox_with_the_type_that_it_has(ada, airlock, visit):
    answer = visit(ada, f"{MEDIA}/{airlock.id}/file").response
    assert answer.data == storage().get(airlock.key)
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "immutable" in answer.headers["Cache-Control"]
    small = visit(ada, f"{MEDIA}/{airlock.id}/thumbnail").response
    assert Image.open(BytesIO(small.data)).size == (40, 60)


def test_a_film_is_sent_in_the_stretches_that_a_player_asks_for(ada, session, visit):
    film, _new = LibraryFile.take_in(Intake.of(mp4()), "film.mp4", organisation=None, by=ada)
    session.commit()
    path = f"{MEDIA}/{film.id}/file"
    for asked, expected in (("bytes=0-", mp4()), ("bytes=10-19", mp4()[10:20]), ("bytes=-5", mp4()[-5:])):
        answer = visit(ada, path, expect=206, headers={"Range": asked}).response
        assert answer.data == expected
        assert answer.headers["Content-Range"].endswith(f"/{len(mp4())}")
    assert visit(ada, path, expect=416, headers={"Range": "bytes=99999-"}).response.headers["Content-Range"]
    assert visit(ada, path).response.data == mp4()
    assert visit(ada, f"{MEDIA}/{film.id}").one("video")["src"] == path


def test_a_pdf_can_be_read_and_downloaded(ada, session, visit):
    sop, _new = LibraryFile.take_in(Intake.of(pdf()), "SOP 12.pdf", organisation=None, by=ada)
    session.commit()
    assert visit(ada, f"{MEDIA}/{sop.id}/document").response.headers["Content-Disposition"].startswith("inline")
    downloaded = visit(ada, f"{MEDIA}/{sop.id}/file").response
    assert downloaded.headers["Content-Disposition"] == "attachment; filename=sop-12.pdf"


# where it is used


def test_a_picture_names_the_versions_and_questions_that_show_it(app, ada, airlock, tmp_path, visit, gmp101):
    from learn.assessment import Draft, File, QuestionBank, QuestionKind

    folder = small_pack(tmp_path, code="GMP-900")
    (folder / "media").mkdir(exist_ok=True)
    (folder / "media/doors.jpg").write_bytes(storage().get(airlock.key))
    for page in (folder / "units").glob("01-*.md"):
        page.write_text(page.read_text() + '\n![The two doors](media/doors.jpg "Doors")\n')
    CourseVersion.load(read(folder), by=ada)
    bank = QuestionBank.add(code="DOORS", title=ALT, by=ada)
    shown = File(storage().get(airlock.key), "image/jpeg")
    text = Words("![x](media:a.jpg) 对吗？", "![x](media:a.jpg) True?")
    bank.add_draft(Draft(QuestionKind.TRUEFALSE, text, {"answer": True}, files={"a.jpg": shown}), by=ada)
    db.session.commit()
    page = visit(ada, f"{MEDIA}/{airlock.id}")
    assert [link.get_text() for link in page.all("main .ledger a")] == ["GMP-900 1.0", "Question Q01 of DOORS"]
    for link in page.all("main .ledger a"):
        visit(ada, link["href"])


def test_a_diagram_names_the_versions_that_draw_it(app, ada, tmp_path):
    with app.test_request_context():
        drawing, _new = LibraryFile.take_in(Intake.of(DRAWN), "Flow.svg", organisation=None, by=ada)
        assert drawing.digest == Intake.of(DRAWN).sent_digest, "a diagram of ours stays byte by byte what it is"
        folder = small_pack(tmp_path, code="GMP-900")
        (folder / "media").mkdir(exist_ok=True)
        (folder / "media/flow.svg").write_bytes(DRAWN)
        for page in (folder / "units").glob("01-*.md"):
            page.write_text(page.read_text() + '\n![The flow](media/flow.svg "Flow")\n')
        CourseVersion.load(read(folder), by=ada)
        assert [use.what for use in uses_of(drawing, ada)] == ["GMP-900 1.0"]


def test_a_diagram_is_shown_in_the_readers_language(ada, session, visit):
    both = DRAWN.replace(b"</svg>", b'<text lang="zh">\xe9\x97\xa8</text><text lang="en">Door</text></svg>')
    drawing, _new = LibraryFile.take_in(Intake.of(both), "Flow.svg", organisation=None, by=ada)
    session.commit()
    answer = visit(ada, f"{MEDIA}/{drawing.id}/file").response
    assert b"Door" in answer.data
    assert "门".encode() not in answer.data
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert not Drawing(storage().get(drawing.key)).faults


def test_the_database_lets_only_title_and_words_change(airlock, session):
    for change in ("digest = 'x'", "pack_name = 'x'", "by_id = 1", "organisation_id = 1"):
        with pytest.raises(Exception, match="append-only"), session.begin_nested():
            session.execute(db.text(f"UPDATE library_file SET {change}"))
    with pytest.raises(Exception, match="append-only"), session.begin_nested():
        session.execute(db.text("DELETE FROM library_file"))
    session.execute(db.text("UPDATE library_file SET title = 'x'"))


def test_the_list_costs_as_many_queries_for_many_as_for_few(ada, browser, queries, session):
    hands, counted = browser(ada), []
    for numbers in (range(2), range(2, 30)):
        for n in numbers:
            LibraryFile.take_in(Intake.of(jpeg((60 + n, 40))), f"{n}.jpg", organisation=None, by=ada)
        session.commit()
        with queries() as sent:
            hands.get(MEDIA)
        counted.append(len(sent))
    assert counted[0] == counted[1] <= 8
