"""The paper: what a certificate says, as plain values, and how it is printed."""

import io
from collections.abc import Sequence
from dataclasses import replace

import segno

from learn.certificates.facts import Facts
from learn.certificates.kind import HEADINGS, sentence
from learn.certificates.layout import Layout, lay_out
from learn.certificates.look import INK, PAPER, Look
from learn.certificates.wording import fill, short, values
from learn.kit import clock, fonts
from learn.kit.pdf import Attached, render_pdf, warm_up
from learn.kit.text import LANGUAGES, Words
from learn.learning import Completion

STYLES = "paper/certificate.css"
FRAME, SIGNED_FRAME = "img/certificate-frame.svg", "img/certificate-frame-signed.svg"  # with our seal, and without
BUILT_IN = Look()


class Unprintable(Exception):
    """Some characters are in none of our fonts, so this certificate has to wait: boxes in a name are no name."""

    def __init__(self, characters: str) -> None:
        super().__init__(f"No font has {' '.join(f'{sign} (U+{ord(sign):04X})' for sign in characters)}.")
        self.characters = characters


def print_certificate(
    facts: Facts,
    *,
    number: str,
    verify_page: str,
    code: str,
    look: Look = BUILT_IN,
    sample: bool = False,
    attachments: Sequence[Attached] = (),
) -> bytes:
    """The PDF of a certificate, with files for programs inside it; or of a sample that says so across the page.

    Raises Unprintable.
    """
    printed = said(facts, look, number=number)
    if missing := fonts.missing_characters("".join(value or "" for value in printed.values())):
        raise Unprintable(missing)
    verify_url = f"{verify_page}?code={code}"
    return render_pdf(
        "certificates/paper.html",
        styles=STYLES,
        frame=frame_of(look),
        tint=look.colours.tint,
        files={"qr": qr_code(verify_url, look.colours.ink), **look.pictures},
        attachments=attachments,
        number=number,
        verify_url=verify_url,
        verify_page=verify_page,
        made_at=facts.issued_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        logo=look.logo,
        signatures=[one.signature for one in look.signatories],
        sample=sample,
        **printed,
        sizes=lay_out(printed, look).sizes,
        said=printed,
    )


def frozen(facts: Facts, look: Look, *, number: str) -> Facts:
    """The facts with all that the design has a say in, as they are kept with the certificate."""
    return replace(
        facts,
        signatories=look.signatories,
        design=look.design,
        colours=look.colours.as_tuple(),
        logo=look.logo,
        printed=said(facts, look, number=number),
    )


def unprintable_in(completion: Completion) -> str:
    """The characters of a certificate-to-be that no font of ours has."""
    organisation = completion.organisation_name
    texts = [completion.holder_name, completion.holder_latin_name, *completion.course_title.as_dict().values()]
    return fonts.missing_characters("".join([*texts, *(organisation.as_dict().values() if organisation else ())]))


def get_ready() -> None:
    """Read fonts and frame before anybody waits for a certificate."""
    warm_up(styles=STYLES, frame=FRAME)


def said(facts: Facts, look: Look = BUILT_IN, *, number: str = "") -> dict[str, str | None]:
    """What the certificate says, line by line."""
    digest, heading = facts.content_digest, HEADINGS[facts.kind]
    employer = facts.organisation_name
    return {
        "name": fonts.printable(facts.holder_name),
        "name_is_chinese": "yes" if all(map(_is_chinese, facts.holder_name)) else None,  # set a little wider
        "name_is_latin": None if any(map(_is_chinese, facts.holder_name)) else "yes",
        "latin_name": _latin_name(facts),
        **_both("employer", employer),
        "course_code": facts.course_code,
        "version": facts.version_said,
        **_both("title", facts.course_title),
        "score": None if facts.score is None else short(facts.score),
        "hours": short(facts.hours),
        "issued_on": clock.day_of(facts.issued_at).isoformat(),
        "valid_until": facts.valid_until.isoformat() if facts.valid_until else None,
        "digest": f"{digest[:4]} {digest[4:8]} {digest[8:12]} {digest[12:16]} … {digest[-4:]}",
        **_both("heading", heading),
        **_worded(facts, look, number),
        **_signed(look),
    }


def sizes(facts: Facts, look: Look = BUILT_IN) -> Layout:
    """The size of every line that may be long, in points, and what does not fit at any size."""
    return lay_out(said(facts, look), look)


def frame_of(look: Look) -> str:
    """The drawing behind the text: where nobody signs, the alliance's seal stands there."""
    return SIGNED_FRAME if look.signatories else FRAME


def qr_code(address: str, ink: str = INK) -> bytes:
    """An address as a QR code: a one-bit picture with sharp edges at any size."""
    picture = io.BytesIO()
    # Looking for the best of eight masks takes longer than all the rest of it; every reader reads each of them.
    segno.make(address, error="m", micro=False, mask=2).save(
        picture, kind="png", scale=8, border=2, dark=ink, light=PAPER
    )
    return picture.getvalue()


def _worded(facts: Facts, look: Look, number: str) -> dict[str, str | None]:
    """The texts that a design may word in its own way, with their fields put in."""
    usual = sentence(facts.kind, assessed=facts.score is not None, versions=facts.versions)
    texts = {key: look.says(key) for key in ("issuer", "place", "attests", "note")}
    texts["sentence"] = look.says(facts.kind.value) or usual
    known = {language: values(facts, language, number=number) for language in LANGUAGES}
    found: dict[str, str | None] = {}
    for key, words in texts.items():
        filled = words and Words(*(fill(words.of(language), known[language]) for language in LANGUAGES))
        found |= _both(key, filled)
    return found


def _signed(look: Look) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for n, one in enumerate(look.signatories):
        for part in ("name", "title", "organisation"):
            found |= _both(f"signatory{n}_{part}", getattr(one, part))
    return found


def _both(key: str, words: Words | None) -> dict[str, str | None]:
    return {f"{key}_{language}": fonts.printable(words.of(language)) if words else None for language in LANGUAGES}


def _latin_name(facts: Facts) -> str | None:
    latin = fonts.printable(facts.holder_latin_name)
    return latin if latin and latin != fonts.printable(facts.holder_name) else None


def _is_chinese(sign: str) -> bool:
    return ord(sign) > 0x2E7F or sign in "·•"
