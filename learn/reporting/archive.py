"""All certificates of a list in one ZIP, streamed: names that survive Windows, nobody lost who has the same name."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from typing import IO, Any
from zipfile import ZIP_DEFLATED

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from zipstream import ZipStream

from learn.kit.text import fit_for_windows
from learn.reporting.downloads import pieces
from learn.reporting.holdings import Held
from learn.reporting.tables import BOM, csv_line, xlsx_file
from learn.reporting.words import CERTIFICATE_STATES

MANIFEST = (
    "file", "name", "staff_number", "course", "version", "number",
    "issued_at", "valid_until", "state", "sha256", "document",
)  # fmt: skip


# What people read; the manifest beside it is for machines, in the same words whoever asks.
HEADINGS = (
    _l("Name"), _l("Latin name"), _l("Staff number"), _l("Course"), _l("Title"), _l("Version"), _l("Number"),
    _l("Issued"), _l("Valid until"), _l("Status"), _l("File"), _l("SHA-256"),
)  # fmt: skip


def zip_of(
    held: Iterable[Held],
    folder: str,
    read: Callable[[str], bytes],
    index: Callable[[set[str], set[str]], IO[bytes]] | None = None,
) -> Iterator[bytes]:
    """These certificates as a ZIP, one document in memory at a time, with a manifest at its end.

    `index` makes the table for people, told the numbers of those enclosed and of those whose document was left out.

    A document that cannot be read, or is no longer what was issued, is named in the manifest and left out: a download
    that broke off would tell nobody which one it was. Deflated although PDFs hardly shrink, because some readers refuse
    entries that are both stored and of a length not known at the start.
    """
    archive = ZipStream(compress_type=ZIP_DEFLATED, compress_level=1)
    manifest, enclosed, left_out = [BOM, csv_line(MANIFEST)], set[str](), set[str]()
    for one in held:
        name, content = file_name(one, folder), _as_issued(one, read)
        if content is not None:
            archive.add(content, name)
            yield from archive.file()
            enclosed.add(one.number)
        else:
            left_out.add(one.number)
        manifest.append(_line(one, name, "enclosed" if content is not None else "missing or altered"))
    if index:
        archive.add(pieces(index(enclosed, left_out)), "index.xlsx")
        yield from archive.file()
    archive.add(b"".join(manifest), "manifest.csv")
    yield from archive.finalize()


def index_of(held: Iterable[Held], enclosed: set[str], left_out: set[str]) -> IO[bytes]:
    """The table of these certificates as a workbook in the reader's language; not of those issued since."""
    rows = (_row(one, one.number in left_out) for one in held if one.number in enclosed | left_out)
    return xlsx_file(_("Certificates"), HEADINGS, rows)


def _row(held: Held, left_out: bool) -> tuple[Any, ...]:
    file = _("missing or altered, left out") if left_out else file_name(held, "").removeprefix("_/")
    return (
        held.name, held.latin_name, held.staff_number, held.course, held.title, held.version, held.number,
        held.issued_at, held.valid_until or _("does not expire"), str(CERTIFICATE_STATES[held.fate]), file, held.sha256,
    )  # fmt: skip


def file_name(held: Held, folder: str) -> str:
    """Where a certificate lies in the ZIP: unlike any other, whoever else has the same name."""
    parts = (held.staff_number, held.name[:60], held.course, held.number)
    return f"{fit_for_windows(folder)}/{'_'.join(fit_for_windows(part) for part in parts if part)}.pdf"


def _as_issued(held: Held, read: Callable[[str], bytes]) -> bytes | None:
    """The document, if it is there and still the one that was issued."""
    try:
        content = read(held.document_key)
    except OSError:
        return None
    return content if hashlib.sha256(content).hexdigest() == held.sha256 else None


def _line(held: Held, name: str, verdict: str) -> bytes:
    return csv_line(
        (
            name, held.name, held.staff_number, held.course, held.version, held.number,
            held.issued_at, held.valid_until, held.fate, held.sha256, verdict,
        )
    )  # fmt: skip
