"""A case with several questions about it."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from learn.assessment.kinds.composite import Composite
from learn.assessment.kinds.kind import Body, words
from learn.assessment.wording_shown import address_of
from learn.kit.text import Words


@dataclass(frozen=True)
class Exhibit:
    """Something to look at: a record, a table, a photograph."""

    title: Words
    text: Words | None
    picture: str | None  # its address
    alt: Words


class Scenario(Composite):
    """A case, what belongs to it, and questions about it that are always drawn together."""

    label = _l("A case")
    template = "assessment/kinds/scenario.html"
    holds = "questions"

    def heading(self, text: Words, body: Body) -> str:
        """What to do; the case stands below."""
        return _("Read the case, then answer each question about it.")

    def exhibits(self, body: Body) -> Sequence[Exhibit]:
        """What there is to look at."""
        return [
            Exhibit(
                words(one["title"]),
                words(one["text"]) if one.get("text") else None,
                address_of(one["image"], body) if one.get("image") else None,
                words(one.get("alt") or {}),
            )
            for one in body.get("exhibits", [])
        ]
