"""The number of a certificate and the code that goes with it: random, easy to read out, hard to mistype."""

import re
import secrets
import unicodedata

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O, U, which the eye confuses
_SHAPE = re.compile(rf"(?:CGT)?(\d{{4}})([{SIGNS}]{{10}})([{SIGNS}])")


def new_number(year: int) -> str:
    """A number such as CGT-2026-7K3M9-QXDRT-W: fifty random bits, so that nobody can count through them."""
    drawn = f"{year:04}{_random(10)}"
    return _written(drawn + _check(drawn))


def new_code() -> str:
    """The secret in the QR code: eighty random bits. Whoever has it may see the holder's name."""
    return _random(16)


def canonical(typed: str) -> str | None:
    """A number as somebody typed it, in our spelling; None when it does not look like one of ours.

    Small letters, missing hyphens, full-width signs, and O for 0, I or L for 1 are forgiven.
    """
    signs = re.sub(r"[\s\-‐-―−_.]", "", unicodedata.normalize("NFKC", typed).upper())
    signs = signs.replace("O", "0").replace("I", "1").replace("L", "1")
    found = _SHAPE.fullmatch(signs)
    return _written("".join(found.groups())) if found else None


def well_typed(number: str) -> bool:
    """Whether the check sign at the end of a canonical number fits the rest."""
    signs = number.removeprefix("CGT").replace("-", "")
    return _check(signs[:-1]) == signs[-1]


def _written(signs: str) -> str:
    return f"CGT-{signs[:4]}-{signs[4:9]}-{signs[9:14]}-{signs[14:]}"


def _random(length: int) -> str:
    return "".join(secrets.choice(SIGNS) for _ in range(length))


def _check(signs: str) -> str:
    """The sign that makes the whole a multiple of x in GF(32): one wrong sign or any two swapped are always noticed."""
    total = 0
    for sign in signs:
        total = _times_x(total ^ SIGNS.index(sign))
    return SIGNS[total]


def _times_x(value: int) -> int:
    return value << 1 if value < 16 else value << 1 ^ 0b100101  # x⁵ + x² + 1, primitive
