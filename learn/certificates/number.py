"""The number of a certificate and the code that goes with it: random, easy to read out, hard to mistype."""

import re
import secrets

from learn.kit.number import SIGNS, check_sign, folded, random_signs, well_checked

NUMBER = re.compile(rf"CGT-\d{{4}}-[{SIGNS}]{{5}}-[{SIGNS}]{{5}}-[{SIGNS}]", re.ASCII)  # as it stands in a text
_SHAPE = re.compile(rf"(?:CGT)?(\d{{4}})([{SIGNS}]{{10}})([{SIGNS}])", re.ASCII)


def new_number(year: int) -> str:
    """A number such as CGT-2026-7K3M9-QXDRT-W: fifty random bits, so that nobody can count through them."""
    drawn = f"{year:04}{random_signs(10)}"
    return _written(drawn + check_sign(drawn))


def new_code() -> str:
    """The secret in the QR code: eighty random bits. Whoever has it may see the holder's name."""
    return random_signs(16)


def new_salt() -> str:
    """What makes a certificate unrecognisable in the public log: 128 random bits, known to whoever holds its file."""
    return secrets.token_hex(16)


def canonical(typed: str) -> str | None:
    """A number as somebody typed it, in our spelling; None when it does not look like one of ours."""
    found = _SHAPE.fullmatch(folded(typed))
    return _written("".join(found.groups())) if found else None


def well_typed(number: str) -> bool:
    """Whether the check sign at the end of a canonical number fits the rest."""
    signs = number.removeprefix("CGT").replace("-", "")
    return well_checked(signs)


def _written(signs: str) -> str:
    return f"CGT-{signs[:4]}-{signs[4:9]}-{signs[9:14]}-{signs[14:]}"
