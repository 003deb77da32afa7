"""The server's clock: the only source of time in the platform (21 CFR 11.10(e), DI 21(1))."""

from calendar import monthrange
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

HOUSE_ZONE = ZoneInfo("Asia/Shanghai")  # days begin and end here


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Today's date in the house's zone."""
    return now().astimezone(HOUSE_ZONE).date()


def day_of(moment: datetime) -> date:
    """The date that a moment fell on in the house's zone."""
    return moment.astimezone(HOUSE_ZONE).date()


def months_after(day: date, months: int) -> date:
    """The same day some months later, or the last day of that month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
