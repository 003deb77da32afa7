"""A statement that is true or false."""

from collections.abc import Sequence
from fractions import Fraction

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from learn.assessment.kinds.choices import Choices
from learn.assessment.kinds.kind import Body, Given, Part


class TrueFalse(Choices):
    """A statement: 1 point or 0."""

    label = _l("True or false")
    template = "assessment/kinds/single.html"

    def all(self, body: Body) -> list[str]:
        """True first, as everybody expects."""
        return ["true", "false"]

    def key(self, body: Body) -> set[str]:
        """The right one of the two."""
        return {"true" if body["answer"] else "false"}

    def parts(self, body: Body, order: Sequence[str]) -> list[Part]:
        """The two words."""
        return [Part("true", _("True")), Part("false", _("False"))]

    def read(self, name: str, body: Body, order: Sequence[str], form: MultiDict[str, str]) -> Given | None:
        """The word that was chosen."""
        chosen = form.get(name)
        return {"choices": [chosen]} if chosen in self.all(body) else None

    def mark(self, body: Body, given: Given) -> Fraction:
        """1 for the right word."""
        return Fraction(set(given.get("choices", [])) == self.key(body))
