"""Changes that fit any edition of a part, such as one more picture: whoever saved in between is not in the way."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _

from learn.catalogue.drafts import CourseDraft, Part, Stale
from learn.catalogue.drafts.parts import EMPTY
from learn.kit.web import Refused
from learn.people import Person

_TRIES = 4


def amend(draft: CourseDraft, part: Part, change: Callable[[Any], Any], *, by: Person) -> None:
    """Write a part with a change in it, over whatever it says at this moment."""
    for _try in range(_TRIES):
        newest = draft.newest(part)
        content = newest.content if newest else EMPTY[part]
        try:
            draft.write(part, change(content), over=newest.number if newest else 0, by=by)
        except Stale:
            continue
        return
    raise Refused(_("Others are saving at this very moment. Try again."))
