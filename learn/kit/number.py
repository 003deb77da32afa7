"""Numbers that people read out and type: random signs that the eye does not confuse, and a sign that finds slips."""

import re
import secrets
import unicodedata

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O, U, which the eye confuses


def random_signs(length: int) -> str:
    """So many random signs, five bits each."""
    return "".join(secrets.choice(SIGNS) for _ in range(length))


def folded(typed: str) -> str:
    """What somebody typed, without what does not matter.

    Small letters, missing hyphens, full-width signs, and O for 0, I or L for 1 are forgiven.
    """
    signs = re.sub(r"[\s\-‐-―−_.]", "", unicodedata.normalize("NFKC", typed).upper())
    return signs.replace("O", "0").replace("I", "1").replace("L", "1")


def check_sign(signs: str) -> str:
    """The sign that makes the whole a multiple of x in GF(32): one wrong sign or any two swapped are always noticed.

    Raises ValueError where a sign is none of ours.
    """
    total = 0
    for sign in signs:
        total = _times_x(total ^ SIGNS.index(sign))
    return SIGNS[total]


def well_checked(signs: str) -> bool:
    """Whether signs that somebody brings end with the sign that belongs there."""
    return bool(signs) and {*signs} <= {*SIGNS} and check_sign(signs[:-1]) == signs[-1]


def _times_x(value: int) -> int:
    return value << 1 if value < 16 else value << 1 ^ 0b100101  # x⁵ + x² + 1, primitive
