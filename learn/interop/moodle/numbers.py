"""Numbers of Moodle XML as we keep them: exactly as they were written."""

from decimal import Decimal, InvalidOperation
from fractions import Fraction


def decimal_of(text: str) -> Decimal | None:
    """The number that a text is; None: it is none."""
    try:
        number = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number.adjusted()) < 400 else None


def plain(number: Decimal) -> str:
    """A number without noughts at its end: 33.33333, 50, -25."""
    short = f"{number:f}"
    short = short.rstrip("0").rstrip(".") if "." in short else short
    return "0" if short in ("-0", "") else short


def kept(number: Decimal) -> int | float | str:
    """A number as a question keeps it: a whole one, a fraction, or as text where a fraction would round it."""
    if number == number.to_integral_value() and abs(number) < 10**15:
        return int(number)
    return float(number) if Decimal(repr(float(number))) == number else plain(number)


def factor_of(multiplier: Decimal) -> int | float | str:
    """What a typed number counts in the first unit; Moodle says how many of this unit make one of the first."""
    exactly = 1 / Fraction(multiplier)
    nearly = Fraction(Decimal(format(float(exactly), ".12g")))
    found = nearly if abs(exactly - nearly) <= exactly / 10**12 else exactly
    as_decimal = Decimal(found.numerator) / Decimal(found.denominator)
    return kept(as_decimal) if Fraction(as_decimal) == found else f"{found.numerator}/{found.denominator}"


def multiplier_of(factor: int | float | str) -> str:
    """How many of a unit make one of the first."""
    exactly = 1 / Fraction(str(factor))
    return plain(Decimal(exactly.numerator) / Decimal(exactly.denominator))
