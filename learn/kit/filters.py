"""How dates, times and numbers read on a page."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction
from math import floor, log10

from flask import Flask
from flask_babel import format_date, ngettext
from flask_babel import gettext as _

from learn.kit.clock import HOUSE_ZONE, day_of
from learn.kit.text import language

NOTHING = "—"
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def init_app(app: Flask) -> None:
    """Teach the templates these words."""
    app.jinja_env.filters.update(
        day=day,
        long_day=long_day,
        moment=moment,
        month=month,
        percent=percent,
        minutes=minutes,
        hours=hours,
        number=number,
        large=large,
        points=points,
        size=size,
        playing_time=playing_time,
        sentences=sentences,
    )


def day(value: date | datetime | None) -> str:
    """A date for tables: 2026-11-25."""
    if value is None:
        return NOTHING
    return (day_of(value) if isinstance(value, datetime) else value).isoformat()


def long_day(value: date) -> str:
    """A date for a headline, with its weekday."""
    return str(format_date(value, "full"))


def moment(value: datetime | None) -> str:
    """A moment in the reader's zone, to the minute: 2026-11-25 14:03."""
    return NOTHING if value is None else value.astimezone(HOUSE_ZONE).strftime("%Y-%m-%d %H:%M")


def month(value: date | datetime) -> str:
    """The month of a date, short, in the reader's language."""
    return format_date(day_of(value) if isinstance(value, datetime) else value, "MMM")


def percent(value: Decimal | float | None) -> str:
    """A number of per cent: 83.33 reads 83.3%. Rounded down: 79.96 must not look like 80."""
    if value is None:
        return NOTHING
    return f"{plain_decimal(Decimal(str(value)).quantize(Decimal('0.1'), ROUND_DOWN))}%"


def minutes(value: int) -> str:
    """A length of time: 25 minutes, 1 hour 30 minutes."""
    whole, rest = divmod(int(value), 60)
    long = ngettext("%(num)s hour", "%(num)s hours", whole) if whole else ""
    short = ngettext("%(num)s minute", "%(num)s minutes", rest) if rest or not whole else ""
    return _("%(hours)s %(minutes)s", hours=long, minutes=short) if long and short else long or short


def hours(value: Decimal | float) -> str:
    """A number of learning hours: 1 hour, 2.5 hours."""
    return _("1 hour") if value == 1 else _("%(hours)s hours", hours=plain_decimal(Decimal(str(value))))


def number(value: int) -> str:
    """A whole number in groups of three: 1,204."""
    return f"{value:,}"


def large(value: int) -> str:
    """A number that may be huge: 1,204 as it is, beyond a thousand million 3.4 × 10²¹, rounded down."""
    if value < 10**9:
        return number(value)
    power = floor(log10(value))
    first = value * 10 // 10**power
    return f"{first / 10:g} × 10{str(power).translate(_RAISED)}"


def points(value: Fraction) -> str:
    """Points, rounded down to two places: 7/4 reads 1.75."""
    return plain_decimal((Decimal(value.numerator) / value.denominator).quantize(Decimal("0.01"), ROUND_DOWN))


def size(value: int) -> str:
    """The size of a file: 48 kB, 1.3 MB."""
    return f"{value / 1_000_000:.1f} MB" if value >= 1_000_000 else f"{max(1, round(value / 1000))} kB"


def playing_time(seconds: float) -> str:
    """How long a recording lasts, as players show it: 1:30, 1:02:03."""
    whole = round(seconds)
    hour, rest = divmod(whole, 3600)
    return f"{hour}:{rest // 60:02}:{rest % 60:02}" if hour else f"{rest // 60}:{rest % 60:02}"


def sentences(parts: Iterable[object]) -> str:
    """Sentences one after the other: between Chinese ones there is no space. What is empty says nothing."""
    return ("" if language() == "zh" else " ").join(str(part) for part in parts if part)


def plain_decimal(value: Decimal) -> str:
    """A number without the noughts that say nothing."""
    return f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"
