"""What a page tells with each answer: which page it is, as which of its answers, when it was given, what was known."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask_babel import gettext as _

from learn.kit.web import Refused

_WRITTEN = re.compile(r"(\d{1,9}) ([A-Za-z0-9]{8,32}) (\d{1,9}) (\d{1,15}) (\d{1,9})", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Stamp:
    """The stamp of one answer. The same stamp twice is the same answer sent twice."""

    question_id: int
    client: str  # a random word that names the page
    counter: int  # the page's own running number
    given_at: datetime  # by our clock, as far as the page knows it
    seen: int  # the newest sequence that the page knew when the answer was given

    @classmethod
    def read(cls, written: str) -> "Stamp":
        """A stamp as the script writes it: “question client counter milliseconds seen”."""
        if not (found := _WRITTEN.fullmatch(written)):
            raise Refused(_("This answer does not say where it comes from. Load the page again."))
        question, client, counter, given, seen = found.groups()
        given_at = _EPOCH + timedelta(milliseconds=min(int(given), 10**14))  # the year 5138 is far enough
        return cls(int(question), client, int(counter), given_at, int(seen))
