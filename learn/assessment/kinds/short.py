"""A word or a few, typed."""

from collections.abc import Sequence
from fractions import Fraction

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from learn.assessment.kinds.kind import Body, Given, Kind, Line, typed
from learn.assessment.kinds.wording import parts, plain
from learn.kit.text import language


class Short(Kind):
    """A short answer, compared with accepted variants: 1 point or 0."""

    label = _l("A short answer")
    template = "assessment/kinds/short.html"

    def read(self, name: str, body: Body, order: Sequence[str], form: MultiDict[str, str]) -> Given | None:
        """What was typed."""
        text = typed(name, form, most=300)
        return None if text is None else {"text": text}

    def answered(self, given: Given) -> bool:
        """Whether anything was typed."""
        return bool(given.get("text"))

    def mark(self, body: Body, given: Given) -> Fraction:
        """1 for an accepted variant."""
        text = given.get("text", "")
        return Fraction(bool(plain(text)) and any(_says(text, variant) for variant in body["accept"]))

    def review(self, body: Body, given: Given) -> list[Line]:
        """What was typed, and below a wrong one the best accepted variant in the reader's language."""
        right = bool(self.mark(body, given))
        lines = [Line(given["text"], given=True, right=right)] if self.answered(given) else []
        if not right:
            lines.append(Line(_best(body["accept"]), given=False, right=True))
        return lines


def _best(variants: Sequence[str | list[str]]) -> str:
    """The first variant in the reader's language, else the first; authors write the best ones first."""
    said = ["、".join(one) if isinstance(one, list) else str(one) for one in variants]
    chinese = language() == "zh"
    return next((one for one in said if any(sign >= "\u3400" for sign in one) is chinese), said[0])


def _says(text: str, variant: str | list[str]) -> bool:
    """Whether a text says a variant; a list of parts in any order, all of them and nothing else."""
    if isinstance(variant, list):
        return parts(text) == frozenset().union(*(parts(str(part)) for part in variant))
    return plain(text) == plain(str(variant))
