"""A word or a few, typed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from learn.assessment.kinds.kind import NOTHING, Body, Given, Kind, Line, said_of, typed, weight, within, written
from learn.assessment.kinds.wording import like, parts, plain
from learn.kit.text import language

MOST = 300  # signs of an answer


class Short(Kind):
    """A short answer, compared with accepted variants: all or nothing, or the weight of the first that fits."""

    label = _l("A short answer")
    template = "assessment/kinds/short.html"

    def read(self, name: str, body: Body, order: Sequence[str], form: MultiDict[str, str]) -> Given | None:
        """What was typed."""
        text = typed(name, form, most=MOST)
        return None if text is None else {"text": text}

    def answered(self, given: Given) -> bool:
        """Whether anything was typed."""
        return bool(written(given))

    def mark(self, body: Body, given: Given) -> Fraction:
        """The whole for an accepted variant, or its weight."""
        found = self._fitting(body, given)
        return found.share if found else NOTHING

    def review(self, body: Body, given: Given) -> list[Line]:
        """What was typed, and below a wrong one the best accepted variant in the reader's language."""
        found = self._fitting(body, given)
        right = found is not None and found.share == 1
        comment = said_of(found.feedback, body) if found else ""
        lines = [Line(written(given), given=True, right=right, feedback=comment)] if self.answered(given) else []
        if not right:
            lines.append(Line(_best(_variants(body)), given=False, right=True))
        return lines

    def _fitting(self, body: Body, given: Given) -> "Variant | None":
        """The first variant that an answer says."""
        text = written(given)[:MOST]
        if not plain(text):
            return None
        return next((one for one in _variants(body) if one.fits(text, cased=bool(body.get("case")))), None)


@dataclass(frozen=True)
class Variant:
    """What is accepted: a text, or parts in any order, or a text with gaps for anything."""

    says: str | list[str]
    share: Fraction = Fraction(1)
    feedback: Mapping[str, Any] | None = None
    wildcard: bool = False

    @classmethod
    def of(cls, one: Any) -> "Variant":
        """A variant as a pack or a bank writes it."""
        if isinstance(one, Mapping):
            share = within(weight(one, otherwise=100))
            return cls(_text(one["say"]), share, one.get("feedback"), bool(one.get("wildcard")))
        return cls(_text(one))

    def fits(self, text: str, *, cased: bool) -> bool:
        """Whether a text says this; parts may come in any order, all of them and nothing else."""
        if isinstance(self.says, list):
            wanted = frozenset[str]().union(*(parts(part, cased=cased) for part in self.says))
            return parts(text, cased=cased) == wanted
        if self.wildcard:
            return like(text, self.says, cased=cased)
        return plain(text, cased=cased) == plain(self.says, cased=cased)

    def __str__(self) -> str:
        between = "、" if language() == "zh" else ", "
        return between.join(self.says) if isinstance(self.says, list) else self.says


def _text(said: Any) -> str | list[str]:
    return [str(part) for part in said] if isinstance(said, list) else str(said)


def _variants(body: Body) -> list[Variant]:
    return [Variant.of(one) for one in body["accept"]]


def _best(variants: Sequence[Variant]) -> str:
    """The first whole variant in the reader's language, else the first; authors write the best ones first."""
    most = max((one.share for one in variants), default=NOTHING)
    said = [str(one) for one in variants if one.share == most]
    chinese = language() == "zh"
    return next((one for one in said if any(sign >= "\u3400" for sign in one) is chinese), said[0] if said else "")
