"""A statement that is true or false."""

from collections.abc import Sequence
from fractions import Fraction

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from learn.assessment.kinds.choices import Choices
from learn.assessment.kinds.kind import Body, Given, Part, said_of


class TrueFalse(Choices):
    """A statement: all or nothing."""

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

    def comment(self, body: Body, id: str) -> str:
        """What the author says to whoever chose this word."""
        return said_of(body.get("choice_feedback", {}).get(id), body)

    def read(self, name: str, body: Body, order: Sequence[str], form: MultiDict[str, str]) -> Given | None:
        """The word that was chosen."""
        chosen = form.get(name)
        return {"choices": [chosen]} if chosen in self.all(body) else None

    def mark(self, body: Body, given: Given) -> Fraction:
        """The whole for the right word."""
        return Fraction(set(self.ticked(given)) == self.key(body))
