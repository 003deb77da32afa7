"""A text of one's own."""

import re
from collections.abc import Sequence
from fractions import Fraction

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from learn.assessment.kinds.kind import NOTHING, Body, Given, Kind, Line, typed, written

MOST = 20_000  # signs
_WORD = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]|[^\W\u3400-\u9fff\uf900-\ufaff]+(?:['’-]\w+)*")


class Essay(Kind):
    """A longer answer, marked by a person."""

    label = _l("A longer answer")
    template = "assessment/kinds/essay.html"

    def by_hand(self, body: Body) -> bool:
        """Only a person can mark it."""
        return True

    def read(self, name: str, body: Body, order: Sequence[str], form: MultiDict[str, str]) -> Given | None:
        """What was typed, line by line."""
        text = typed(name, form, most=MOST)
        return None if text is None else {"text": text}

    def answered(self, given: Given) -> bool:
        """Whether anything was typed."""
        return bool(written(given))

    def remark(self, body: Body, given: Given) -> str | None:
        """Too few words, or too many."""
        n, least, most = length_of(written(given)), body.get("least_words"), body.get("most_words")
        if least and n < least:
            return _("%(n)s words so far; at least %(least)s are asked for.", n=n, least=least)
        if most and n > most:
            return _("%(n)s words; at most %(most)s are asked for.", n=n, most=most)
        return None

    def mark(self, body: Body, given: Given) -> Fraction:
        """Nothing, until a person has marked it."""
        return NOTHING

    def review(self, body: Body, given: Given) -> list[Line]:
        """What was typed."""
        return [Line(written(given), given=True, right=None)] if self.answered(given) else []


def length_of(text: str) -> int:
    """The words of a text; a Chinese character counts as one."""
    return len(_WORD.findall(text))
