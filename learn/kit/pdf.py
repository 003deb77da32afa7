"""Documents as PDF, made from plain values: styles, fonts and the drawing behind the text are read once a process.

Every document is archival and readable aloud at once: PDF/A-3a (ISO 19005-3) and PDF/UA-1 (ISO 14289-1) in one file.
What it shows comes from its template, from our own static files and from what the caller gives; there is no network and
no other file. The same values give the same bytes. A document says in its own `<meta>` when it was made.
"""

import io
import logging
import re
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import pydyf
from flask import current_app
from weasyprint import CSS, HTML, Attachment, Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse
from zopfli.zlib import compress

from learn.kit import fonts

STATIC = Path(__file__).resolve().parent.parent / "static"
logging.getLogger("weasyprint").setLevel(logging.ERROR)
_turn = threading.Lock()  # Pango draws for one thread at a time
_COLOUR = re.compile(r"#[0-9a-f]{6}\b")

Tint = tuple[tuple[str, str], ...]  # colours of the styles and the frame, each with the one that stands for it

VARIANT = "pdf/a-3a"
_ARCHIVAL = (
    "img { image-rendering: pixelated !important }\n"  # PDF/A-3 6.2.8: no reader may smooth a picture by guessing
)
_PDFUA = b"""<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">\
<pdfuaid:part>1</pdfuaid:part></rdf:Description>\
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">\
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">\
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>\
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">\
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>\
<pdfaProperty:category>internal</pdfaProperty:category>\
<pdfaProperty:description>The part of ISO 14289 that this file follows</pdfaProperty:description>\
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"""


@dataclass(frozen=True)
class Attached:
    """A file that travels inside a document, for programs to read."""

    name: str
    content: bytes
    description: str
    media_type: str  # such as application/json; a reader goes by it
    made_at: datetime


def render_pdf(
    template: str,
    *,
    styles: str,
    frame: str | None = None,
    tint: Tint = (),
    files: Mapping[str, bytes] | None = None,
    attachments: Sequence[Attached] = (),
    **values: Any,
) -> bytes:
    """A document. `styles` and `frame` name static files; the template shows `files` as `given:<name>`."""
    page = current_app.jinja_env.get_template(template).render(values)
    with _turn:
        return _press(styles, frame, tint).print(page, files or {}, attachments)


def warm_up(*, styles: str, frame: str | None = None, tint: Tint = ()) -> None:
    """Read styles, fonts and frame now, so that the first document is as quick as the next."""
    with _turn:
        _press(styles, frame, tint)


def tinted(drawn: str, tint: Tint) -> str:
    """Styles or a drawing in other colours than they were written in; every colour is six small hex digits."""
    others = dict(tint)
    return _COLOUR.sub(lambda colour: others.get(colour[0], colour[0]), drawn) if tint else drawn


class Fetcher(URLFetcher):
    """Fetches static files of ours (`static:`), our fonts (`font:`) and what was given (`given:`); all else is fatal."""

    def __init__(self, given: Mapping[str, bytes]) -> None:
        super().__init__(allowed_protocols=())
        self.given = given

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        """The content under an address of ours. A document with a hole in it must not come out."""
        kind, _, name = url.partition(":")
        try:
            return URLFetcherResponse(url, self._content(kind, name))
        except (KeyError, OSError) as fault:
            raise FatalURLFetchingError(f"A document may not ask for {url[:200]}") from fault

    def _content(self, kind: str, name: str) -> bytes:
        if kind == "given":
            return self.given[name]
        if kind == "font":
            return {face.path.name: face.path for face in fonts.faces()}[name].read_bytes()
        path = (STATIC / name).resolve()
        if kind != "static" or not path.is_relative_to(STATIC):
            raise KeyError(name)
        return path.read_bytes()


class _Press:
    """Prints documents of one style, in one set of colours."""

    def __init__(self, styles: str, frame: str | None, tint: Tint) -> None:
        self.fonts, faces = _fonts()
        sheet = _ARCHIVAL + tinted((STATIC / styles).read_text(), tint)
        self.styles = [faces, CSS(string=sheet, font_config=self.fonts, url_fetcher=Fetcher({}))]
        self.frame = _drawing(frame, tint) if frame else None

    def print(self, page: str, files: Mapping[str, bytes], attachments: Sequence[Attached] = ()) -> bytes:
        """The page as a tagged, archival PDF, with what is attached."""
        options = {"pdf_variant": VARIANT, "attachments": [_attachment(one) for one in attachments]}
        document = HTML(string=page, base_url="static:/", url_fetcher=Fetcher(files)).render(
            font_config=self.fonts, stylesheets=self.styles, **options
        )

        def finish(_document: Document, pdf: pydyf.PDF) -> None:
            self._put_frame_behind(pdf)
            _claim_accessible(pdf)
            _name_media_types(pdf, attachments)

        made: bytes = document.write_pdf(finisher=finish, **options)
        return made

    def _put_frame_behind(self, pdf: pydyf.PDF) -> None:
        """Drawing the frame's thousand curves anew costs more than all the rest, so it is drawn once and put in here."""
        if self.frame is None:
            return
        box = {"Type": "/XObject", "Subtype": "/Form", "BBox": pydyf.Array([0, 0, 842, 596]), "Filter": "/FlateDecode"}
        drawing = pydyf.Stream([self.frame], {**box, "Resources": pydyf.Dictionary({})})
        pdf.add_object(drawing)
        for page in [one for one in pdf.objects if isinstance(one, dict) and one.get("Type") == "/Page"]:
            resources = pdf.objects[int(page["Resources"].split()[0])]
            resources["XObject"]["Frame"] = drawing.reference
            before = pydyf.Stream([b"/Artifact BMC q /Frame Do Q EMC"])
            pdf.add_object(before)
            page["Contents"] = pydyf.Array([before.reference, page["Contents"]])


def _attachment(one: Attached) -> Attachment:
    """Dates are given, or the file would differ each time it is made."""
    made_at = one.made_at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    return Attachment(
        file_obj=io.BytesIO(one.content),
        name=one.name,
        description=one.description,
        relationship="Data",
        created=made_at,
        modified=made_at,
    )


def _claim_accessible(pdf: pydyf.PDF) -> None:
    """WeasyPrint writes one claim a file, ours is two: PDF/UA-1 is added, with the schema that PDF/A asks for (6.6.2.3)."""
    metadata = pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
    before, after = b"".join(metadata.stream).rsplit(b"</rdf:RDF>", 1)
    metadata.stream = [before + _PDFUA + b"</rdf:RDF>" + after]
    metadata.compress = False


def _name_media_types(pdf: pydyf.PDF, attachments: Sequence[Attached]) -> None:
    """WeasyPrint guesses a file's kind by its name and knows none of the newer ones; and it names each file twice."""
    kinds = {one.name: one.media_type for one in attachments}
    for file in [one for one in pdf.objects if isinstance(one, dict) and one.get("Type") == "/Filespec"]:
        content = pdf.objects[int(file["EF"]["F"].split()[0])]
        content.extra["Subtype"] = "/" + kinds[file["UF"].string].replace("/", "#2f")
    if attachments:
        pdf.catalog["AF"] = pydyf.Array(dict.fromkeys(pdf.catalog["AF"]))


@lru_cache(maxsize=24)  # as many sets of colours are kept drawn; the fonts are the same for all
def _press(styles: str, frame: str | None, tint: Tint = ()) -> _Press:
    return _Press(styles, frame, tint)


@lru_cache(maxsize=1)
def _fonts() -> tuple[FontConfiguration, CSS]:
    """Our fonts, read once: reading them anew for every style would cost more than printing."""
    found = FontConfiguration()
    return found, CSS(string=_font_faces(), font_config=found, url_fetcher=Fetcher({}))


def _font_faces() -> str:
    return "".join(
        f"@font-face {{ font-family: {face.family}; font-weight: {face.weight}; src: url(font:{face.path.name}) }}\n"
        for face in fonts.faces()
    )


def _drawing(frame: str, tint: Tint) -> bytes:
    """An SVG over a whole A4 landscape page as compressed PDF operators."""
    drawn: list[bytes] = []

    def keep(_document: Document, pdf: pydyf.PDF) -> None:
        page = next(one for one in pdf.objects if isinstance(one, dict) and one.get("Type") == "/Page")
        drawn.extend(pdf.objects[int(page["Contents"].split()[0])].stream)

    page = (
        "<style>@page { size: 297mm 210mm; margin: 0 } body { margin: 0 }"
        "img { display: block; width: 297mm; height: 210mm }</style>"
        '<img src="given:frame.svg">'
    )
    coloured = tinted((STATIC / frame).read_text(), tint).encode()
    HTML(string=page, url_fetcher=Fetcher({"frame.svg": coloured})).write_pdf(finisher=keep)
    lines = [bytes(line) if isinstance(line, bytes) else str(line).encode() for line in drawn]
    operators = re.sub(rb"/[aA][\d.]+ gs\n", b"", b"\n".join(lines) + b"\n")  # full opacity needs no saying
    shorter = re.sub(rb"-?\d+\.\d+", lambda number: (b"%.3f" % float(number[0])).rstrip(b"0").rstrip(b"."), operators)
    packed: bytes = compress(shorter)  # half a second once a process, and a quarter less in every document
    return packed
