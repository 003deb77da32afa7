"""Files from people's machines: what only shows something is taken, what could do harm is refused."""

import struct
import zlib
from collections.abc import Callable
from io import BytesIO

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image

from learn.kit.upload import type_of
from learn.kit.web import Refused

ALL = ("pdf", "jpg", "png")
ZIP_END = b"PK\x05\x06" + bytes(18)


def pdf(change: Callable[[pikepdf.Pdf], object] = lambda _pdf: None, **how: object) -> bytes:
    """A PDF of one empty page, changed."""
    made, stream = pikepdf.new(), BytesIO()
    made.add_blank_page()
    change(made)
    made.save(stream, **how)
    return stream.getvalue()


def picture(kind: str, size: tuple[int, int] = (40, 30)) -> bytes:
    """A picture, small unless asked for otherwise."""
    stream = BytesIO()
    Image.new("RGB", size, "teal").save(stream, kind)
    return stream.getvalue()


def chunk(kind: bytes, content: bytes) -> bytes:
    """A piece of a PNG."""
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png_bomb() -> bytes:
    """A PNG of a few kilobytes that says it has 3.6 thousand million points."""
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0)
    pieces = (chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(bytes(10**6))), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(pieces)


def pdf_bomb() -> bytes:
    """A PDF whose page stands in a stream that unpacks to 200 MB."""
    packed = zlib.compress(b" " * 200_000_000, 1)
    parts = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        4: b"<</Type/ObjStm/N 1/First 8/Filter/FlateDecode/Length %d>>\nstream\n%b\nendstream" % (len(packed), packed),
    }
    raw, places = b"%PDF-1.5\n", {}
    for n, part in parts.items():
        places[n] = len(raw)
        raw += b"%d 0 obj\n%b\nendobj\n" % (n, part)
    places[5] = len(raw)
    rows = b"".join(
        b"\0\0\0\0\0\xff\xff" if n == 0 else b"\2\0\0\0\4\0\0" if n == 3 else b"\1" + places[n].to_bytes(4) + b"\0\0"
        for n in range(6)
    )
    table = b"<</Type/XRef/Size 6/W[1 4 2]/Root 1 0 R/Length %d>>\nstream\n%b\nendstream" % (len(rows), rows)
    return raw + b"5 0 obj\n%b\nendobj\nstartxref\n%d\n%%%%EOF\n" % (table, places[5])


def link(**action: object) -> Callable[[pikepdf.Pdf], object]:
    """A page with something to press that does this."""
    note = Dictionary(Type=Name.Annot, Subtype=Name.Link, A=Dictionary(**action))
    return lambda made: setattr(made.pages[0].obj, "Annots", Array([note]))


def at_root(**entries: object) -> Callable[[pikepdf.Pdf], object]:
    """A document that says this of itself."""

    def change(made: pikepdf.Pdf) -> None:
        for key, value in entries.items():
            made.Root[f"/{key}"] = value

    return change


HARMLESS = {
    "a PDF": (pdf(), "pdf"),
    "a PDF with packed objects": (pdf(object_stream_mode=pikepdf.ObjectStreamMode.generate), "pdf"),
    "a PDF that opens at a page": (
        pdf(lambda made: setattr(made.Root, "OpenAction", Array([made.pages[0].obj, Name.Fit]))),
        "pdf",
    ),
    "a PDF that links to a page of the web": (pdf(link(S=Name.URI, URI="https://example.org")), "pdf"),
    "a PDF with a form to print": (pdf(at_root(AcroForm=Dictionary(Fields=Array([])))), "pdf"),
    "a photograph": (picture("JPEG"), "jpg"),
    "a screenshot": (picture("PNG"), "png"),
}
SCRIPT = Dictionary(S=Name.JavaScript, JS="app.alert(1)")
HARMFUL = {
    "script at opening": pdf(at_root(OpenAction=SCRIPT)),
    "script among packed objects": pdf(
        at_root(OpenAction=SCRIPT), object_stream_mode=pikepdf.ObjectStreamMode.generate
    ),
    "script by name": pdf(at_root(Names=Dictionary(JavaScript=Dictionary(Names=Array(["a", SCRIPT]))))),
    "script behind a link": pdf(link(S=Name.JavaScript, JS="1")),
    "a program started": pdf(link(S=Name.Launch, F="cmd.exe")),
    "a form sent": pdf(at_root(OpenAction=Dictionary(S=Name.SubmitForm, F="https://example.org"))),
    "actions of a page": pdf(lambda made: setattr(made.pages[0].obj, "AA", Dictionary(O=SCRIPT))),
    "a file within": pdf(lambda made: made.attachments.__setitem__("a.exe", b"MZ")),
    "rich media": pdf(lambda made: setattr(made.pages[0].obj, "Annots", Array([Dictionary(Subtype=Name.RichMedia)]))),
    "XFA": pdf(lambda made: setattr(made.Root, "AcroForm", Dictionary(XFA=made.make_stream(b"<x/>")))),
    "a password": pdf(encryption=pikepdf.Encryption(owner="a", user="b")),
    "half a PDF": pdf()[:300],
    "a PDF followed by something": pdf() + b"<html><script>alert(1)</script></html>" * 5,
    "a PDF that is a ZIP": pdf() + ZIP_END,
    "a picture that is a ZIP": picture("JPEG") + ZIP_END,
    "a picture that is a PDF": picture("PNG")[:60] + b"%PDF-1.4" + picture("PNG")[60:],
    "a picture followed by something": picture("PNG") + b"<script>",
    "a picture with two ends": picture("PNG") + b"<script>" + picture("PNG")[-12:],
    "half a picture": picture("JPEG")[:-200],
    "a page of the web": b"<html><script>alert(1)</script></html>",
    "a page that says it is a picture": b"\x89PNG\r\n\x1a\n<script>alert(1)</script>",
    "nothing": b"",
}


@pytest.mark.parametrize("named", HARMLESS)
def test_what_only_shows_something_is_taken(app, named):
    content, found = HARMLESS[named]
    assert type_of(content, ALL) == found


@pytest.mark.parametrize("named", HARMFUL)
def test_what_could_do_harm_is_refused(app, named):
    with app.test_request_context("/?hl=en"), pytest.raises(Refused):
        type_of(HARMFUL[named], ALL)


@pytest.mark.parametrize("bomb", [png_bomb, pdf_bomb])
def test_a_small_file_that_unpacks_to_a_huge_one_is_refused(app, bomb):
    content = bomb()
    assert len(content) < 2_000_000
    with app.test_request_context("/?hl=en"), pytest.raises(Refused):
        type_of(content, ALL)


def test_only_what_is_asked_for_is_taken(app):
    with app.test_request_context("/?hl=en"), pytest.raises(Refused, match="asked for: PDF"):
        type_of(picture("PNG"), ["pdf"])
