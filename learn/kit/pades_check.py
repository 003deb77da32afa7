"""Looking at a PDF that somebody brings: who signed it, and whether it still is what was signed.

The file may be broken or hostile. Whoever calls this for a stranger does so through `fenced`.
"""

import hashlib
import io
import logging
import re
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Any

from defusedxml.ElementTree import fromstring
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from pypdf import PdfReader

logging.getLogger("pyhanko").setLevel(logging.CRITICAL)  # it says the same in what it returns and raises

_END = re.compile(rb"startxref\s+\d+\s+%%EOF\s{0,2}")
_MOST_TEXT = 200_000  # characters
_OF_THE_WRITER = ("ModifyDate", "MetadataDate", "Producer", "xmptk")


@dataclass(frozen=True)
class Look:
    """What was seen in a file. Nothing in it is believed but the signature."""

    signer: str = ""  # SHA-256 of the certificate that signed first; empty: no signature that can be read
    intact: bool = False  # what the signature covers is what was signed
    whole: bool = False  # it covers all of the file
    proved_only: bool = False  # what was added later is proof of the signature's age, and nothing else
    said: str = ""  # properties and the text of the first two pages
    attached: dict[str, str] = field(default_factory=dict)  # SHA-256 of each attachment, by its name
    attached_text: str = ""


def look(content: bytes, begins_with: int = 0) -> Look:
    """Look at a file whose first bytes, so many, are known to be ours."""
    return replace(look_at_signature(content, begins_with), **_words(content))  # type: ignore[arg-type]


def look_at_signature(content: bytes, begins_with: int = 0) -> Look:
    """Look at nothing but the first signature of a file."""
    return Look(**_signature(content, begins_with))  # type: ignore[arg-type]


def _signature(content: bytes, begins_with: int) -> dict[str, object]:
    try:
        reader = PdfFileReader(io.BytesIO(content), strict=False)
        signature = reader.embedded_regular_signatures[0]
        signer = hashlib.sha256(signature.signer_cert.dump()).hexdigest()
    except Exception:  # a broken or hostile file raises anything; whatever it raises, there is no signature to read
        return {}
    return {"signer": signer, **_validity(reader, signature, content, begins_with)}


def _validity(
    reader: PdfFileReader, signature: EmbeddedPdfSignature, content: bytes, begins_with: int
) -> dict[str, bool]:
    try:
        # Whom we trust is not asked here: the caller knows its own signers by their fingerprints.
        status = validate_pdf_signature(signature, ValidationContext(trust_roots=[], allow_fetching=False))
        intact = status.intact and status.valid
        unharmed = intact and status.docmdp_ok is not False
        return {
            "intact": intact,
            "whole": unharmed and status.coverage is SignatureCoverageLevel.ENTIRE_FILE,
            "proved_only": unharmed
            and status.modification_level is ModificationLevel.LTA_UPDATES
            and _ends_as_it_should(reader, content, begins_with)
            and _says_the_same_of_itself(reader, signature),
        }
    except Exception:  # what the library cannot judge is not intact
        return {"intact": False, "whole": False, "proved_only": False}


def _says_the_same_of_itself(reader: PdfFileReader, signature: EmbeddedPdfSignature) -> bool:
    """Whether title, author and all else that a file says of itself stands as signed, and a proof of age is really there.

    The library lets properties change, since whoever adds a time stamp writes down when and with which program.
    """
    signed = reader.get_historical_resolver(signature.signed_revision)
    proof = reader.embedded_timestamp_signatures or "/DSS" in reader.root
    return bool(proof) and _properties(signed) == _properties(reader) and _statements(signed) == _statements(reader)


def _properties(file: Any) -> dict[str, str]:
    if "/Info" not in file.trailer_view:
        return {}
    info = file.trailer_view["/Info"].get_object()
    return {str(name): str(info[name]) for name in info if name not in ("/ModDate", "/Producer")}


def _statements(file: Any) -> Counter[tuple[str, str]]:
    """What the XMP properties say, however they are written down."""
    if "/Metadata" not in file.root:
        return Counter()
    written = fromstring(file.get_object(file.root.raw_get("/Metadata").reference).data)
    said = [(one.tag, (one.text or "").strip()) for one in written.iter() if isinstance(one.tag, str)]
    said += [pair for one in written.iter() for pair in one.attrib.items()]
    return Counter(pair for pair in said if not pair[0].endswith(_OF_THE_WRITER))


def _ends_as_it_should(reader: PdfFileReader, content: bytes, begins_with: int) -> bool:
    """Whether nothing stands after the last time stamp but one proper addition, which was judged with all others.

    Bytes that belong to no addition are seen by no reader, but a file with them is not one that we gave out.
    """
    _zero, _length, start, length = reader.embedded_signatures[-1].byte_range
    known = max(begins_with, int(start) + int(length))
    if known == len(content):
        return True
    added = content[known:]
    proper = added.count(b"startxref") == 1 and _END.fullmatch(added[added.find(b"startxref") :]) is not None
    return proper and (reader.last_startxref or 0) >= known


def _words(content: bytes) -> dict[str, object]:
    try:
        reader = PdfReader(io.BytesIO(content))
        said = [str(value) for value in (reader.metadata or {}).values()]
        said += [page.extract_text() for page in reader.pages[:2]]
    except Exception:  # as above
        return {"said": content.decode("latin-1")[:_MOST_TEXT]}
    try:
        files = {name: kept[0] for name, kept in list(reader.attachments.items())[:20]}
    except Exception:  # as above
        files = {}
    return {
        "said": " ".join(said)[:_MOST_TEXT],
        "attached": {name: hashlib.sha256(file).hexdigest() for name, file in files.items()},
        "attached_text": " ".join(file.decode("latin-1") for file in files.values())[:_MOST_TEXT],
    }
