"""The paper: what a certificate says, as plain values, and how large each line is set so that it fits."""

import io
from collections.abc import Sequence
from datetime import datetime
from decimal import ROUND_DOWN, Decimal

import segno

from learn.kit import clock, fonts
from learn.kit.pdf import Attached, render_pdf, warm_up
from learn.learning import Completion

STYLES, FRAME = "paper/certificate.css", "img/certificate-frame.svg"

COLUMN = 205.0  # millimetres that a line may fill
NAME_STEPS = ((33, 1), (28, 1), (24, 1), (20, 1), (18, 2), (16, 2), (14, 2), (12, 3), (10, 4), (8, 5))
TITLE_STEPS = ((18, 1), (16, 1), (14, 1), (14, 2), (12, 2), (11, 2), (9, 3), (8, 4))
SMALL_STEPS = ((12, 1), (11, 1), (10, 1), (10, 2), (9, 2), (8, 3))


class Unprintable(Exception):
    """Some characters are in none of our fonts, so this certificate has to wait: boxes in a name are no name."""

    def __init__(self, characters: str) -> None:
        super().__init__(f"No font has {' '.join(f'{sign} (U+{ord(sign):04X})' for sign in characters)}.")
        self.characters = characters


def print_certificate(
    completion: Completion,
    *,
    number: str,
    verify_page: str,
    code: str,
    issued_at: datetime,
    attachments: Sequence[Attached] = (),
) -> bytes:
    """The PDF of a completion, with files for programs inside it. Raises Unprintable."""
    if missing := unprintable_in(completion):
        raise Unprintable(missing)
    verify_url = f"{verify_page}?code={code}"
    return render_pdf(
        "certificates/paper.html",
        styles=STYLES,
        frame=FRAME,
        files={"qr": qr_code(verify_url)},
        attachments=attachments,
        number=number,
        verify_url=verify_url,
        verify_page=verify_page,
        issued_on=clock.day_of(issued_at).isoformat(),
        made_at=issued_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        **said(completion),
        **sizes(completion),
    )


def unprintable_in(completion: Completion) -> str:
    """The characters of a certificate-to-be that no font of ours has."""
    return fonts.missing_characters("".join(value or "" for value in said(completion).values()))


def get_ready() -> None:
    """Read fonts and frame before anybody waits for a certificate."""
    warm_up(styles=STYLES, frame=FRAME)


def said(completion: Completion) -> dict[str, str | None]:
    """What the certificate says of a completion."""
    digest = completion.content_digest
    return {
        "name": fonts.printable(completion.holder_name),
        "name_is_chinese": "yes" if all(map(_is_chinese, completion.holder_name)) else None,  # set a little wider
        "name_is_latin": None if any(map(_is_chinese, completion.holder_name)) else "yes",
        "latin_name": _latin_name(completion),
        "employer_zh": fonts.printable(completion.organisation_name.zh) if completion.organisation_name else None,
        "employer_en": fonts.printable(completion.organisation_name.en) if completion.organisation_name else None,
        "course_code": completion.course_code,
        "version": completion.version_number,
        "title_zh": fonts.printable(completion.course_title.zh),
        "title_en": fonts.printable(completion.course_title.en),
        "score": None if completion.score is None else _number(completion.score),
        "hours": _number(completion.hours),
        "valid_until": completion.valid_until.isoformat() if completion.valid_until else None,
        "digest": f"{digest[:4]} {digest[4:8]} {digest[8:12]} {digest[12:16]} … {digest[-4:]}",
    }


def sizes(completion: Completion) -> dict[str, str]:
    """The size of every line that may be long, in points: the first step at which it fits."""
    line = said(completion)
    employer = " · ".join(dict.fromkeys([line["employer_zh"] or "", line["employer_en"] or ""]))
    return {
        "name_size": str(fonts.fit(line["name"] or "", NAME_STEPS, COLUMN, weight=700)),
        "latin_size": str(fonts.fit(line["latin_name"] or "", SMALL_STEPS, COLUMN)),
        "employer_size": str(fonts.fit(employer, SMALL_STEPS, COLUMN)),
        "title_size": str(fonts.fit(line["title_zh"] or "", TITLE_STEPS, COLUMN, weight=700)),
        "title_en_size": str(fonts.fit(line["title_en"] or "", SMALL_STEPS, COLUMN)),
    }


def qr_code(address: str) -> bytes:
    """An address as a QR code: a one-bit picture with sharp edges at any size."""
    picture = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        picture, kind="png", scale=8, border=2, dark="#14233b", light="#fffdf8"
    )
    return picture.getvalue()


def _latin_name(completion: Completion) -> str | None:
    latin = fonts.printable(completion.holder_latin_name)
    return latin if latin and latin != fonts.printable(completion.holder_name) else None


def _is_chinese(sign: str) -> bool:
    return ord(sign) > 0x2E7F or sign in "·•"


def _number(value: Decimal) -> str:
    """A number to one decimal, never rounded up: 79.96 must not look like a passing 80."""
    short = f"{value.quantize(Decimal('0.1'), ROUND_DOWN):f}"
    return short.removesuffix(".0")
