"""A text with gaps."""

import re
from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from learn.assessment.kinds.composite import Asked, Composite
from learn.assessment.kinds.kind import Body
from learn.assessment.wording_shown import shown
from learn.kit.text import Words

GAP = re.compile(r"\[\[([A-Za-z0-9_-]{1,64})\]\]")


class Cloze(Composite):
    """Gaps in a text, to choose for or to fill in: the points of the gaps, each by its kind."""

    label = _l("Fill in the gaps")
    template = "assessment/kinds/cloze.html"
    holds = "gaps"

    def heading(self, text: Words, body: Body) -> str:
        """What to do; the text stands below, with a control in each gap."""
        return _("Fill in each gap of the text.")

    def reading(self, text: Words | str, body: Body) -> str:
        """The text with a numbered line for each gap."""
        numbers = {id: n for n, (id, _kind, _part) in enumerate(self.parts(body), start=1)}
        return Markup(  # noqa: S704 - only numbers are put into what is shown
            GAP.sub(lambda gap: f"({numbers[gap[1]]}) ____" if gap[1] in numbers else gap[0], shown(text, body))
        )

    def pieces(self, text: Words, asked: Sequence[Asked], body: Body) -> list[tuple[Markup, Asked | None]]:
        """The text piece by piece, each with the gap that follows it; a gap that the text forgot stands at the end."""
        gaps, pieces = {one.id: one for one in asked}, []
        split = GAP.split(shown(text, body))
        for words, id in zip(split[::2], [*split[1::2], ""], strict=True):
            pieces.append((Markup(words), gaps.pop(id, None)))  # noqa: S704 - shown() has cleaned it
        return pieces + [(Markup(" "), gap) for gap in gaps.values()]
