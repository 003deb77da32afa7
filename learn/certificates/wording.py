"""The words of a design: plain text with named fields such as {course} or {有效期至}. There is nothing else to it.

Fields are put in once, and what is put in is never read again: a name that looks like a field stays a name.
"""

import re
from collections.abc import Mapping
from decimal import ROUND_DOWN, Decimal

from flask_babel import gettext as _

from learn.certificates.facts import Facts
from learn.kit import clock, fonts
from learn.kit.text import Words

FIELDS = {
    "name": "姓名",
    "latin name": "拉丁文姓名",
    "organisation": "单位",
    "course": "课程",
    "course code": "课程编号",
    "version": "版本",
    "former version": "原版本",
    "score": "成绩",
    "hours": "学时",
    "issued on": "颁发日期",
    "valid until": "有效期至",
    "number": "证书编号",
}
NO_END = Words("长期", "no end")
_FIELD = re.compile(r"\{([^{}]*)\}")
_CHINESE = {chinese: field for field, chinese in FIELDS.items()}


def fault_in(text: str) -> str | None:
    """What is wrong with a wording, as a sentence; None: nothing."""
    for named in _FIELD.findall(text):
        if _field(named) is None:
            return _("There is no field {%(name)s}. There are: %(all)s.", name=named, all=_all_fields())
    if re.search(r"[{}]", _FIELD.sub("", text)):
        return _("A field stands between one { and one }, such as {course}.")
    if missing := fonts.missing_characters(_FIELD.sub("", text)):
        return _("None of our fonts can print “%(characters)s”.", characters=missing)
    return None


def fill(text: str, values: Mapping[str, str]) -> str:
    """A faultless wording with the values of its fields."""
    return _FIELD.sub(lambda found: values[_field(found[1]) or "name"], text)


def values(facts: Facts, language: str, *, number: str) -> dict[str, str]:
    """What stands for each field in one language."""
    organisation = facts.organisation_name
    return {
        "name": facts.holder_name,
        "latin name": facts.holder_latin_name or facts.holder_name,
        "organisation": organisation.of(language) if organisation else "—",
        "course": facts.course_title.of(language),
        "course code": facts.course_code,
        "version": facts.version_number,
        "former version": facts.delta_from or "—",
        "score": "—" if facts.score is None else short(facts.score),
        "hours": short(facts.hours),
        "issued on": clock.day_of(facts.issued_at).isoformat(),
        "valid until": facts.valid_until.isoformat() if facts.valid_until else NO_END.of(language),
        "number": number,
    }


def short(value: Decimal) -> str:
    """A number to one decimal, never rounded up: 79.96 must not look like a passing 80."""
    return f"{value.quantize(Decimal('0.1'), ROUND_DOWN):f}".removesuffix(".0")


def _field(named: str) -> str | None:
    """The field that somebody named, in either language, in capitals or not, with spaces or without."""
    plain = " ".join(named.casefold().split())
    return plain if plain in FIELDS else _CHINESE.get(plain)


def _all_fields() -> str:
    return ", ".join(f"{{{field}}} {{{chinese}}}" for field, chinese in FIELDS.items())
