"""Files as evidence: a photograph of the bench, a filled-in record."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from learn.assessment.kinds.kind import NOTHING, Body, Given, Kind, Line
from learn.kit.upload import TYPES as FORMATS

TYPES = ("pdf", "jpg", "png")


@dataclass(frozen=True)
class Sent:
    """A file that somebody sent."""

    digest: str  # SHA-256; names it in storage
    name: str
    type: str
    size: int

    def as_dict(self) -> dict[str, Any]:
        """As an answer keeps it."""
        return {"digest": self.digest, "name": self.name, "type": self.type, "size": self.size}


class Upload(Kind):
    """Files, marked by a person. They are sent one after the other and not with the other answers."""

    label = _l("Evidence, as files")
    template = "assessment/kinds/upload.html"

    def by_hand(self, body: Body) -> bool:
        """Only a person can mark it."""
        return True

    def types(self, body: Body) -> list[str]:
        """The kinds of file that may be sent."""
        return [one for one in body.get("types") or TYPES if one in TYPES]

    def accepts(self, body: Body) -> str:
        """What the browser lets people choose; a phone offers its camera where a picture may come."""
        return ",".join(f"{FORMATS[one]},.{one}" for one in self.types(body))

    def most_files(self, body: Body) -> int:
        """How many files may be sent."""
        return int(body.get("most_files") or 1)

    def most_mb(self, body: Body) -> int:
        """How large a file may be."""
        return int(body.get("most_mb") or 10)

    def files(self, given: Given) -> list[Sent]:
        """The files that were sent."""
        found = given.get("files") if isinstance(given, dict) else None
        kept = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
        return [Sent(**one) for one in kept if one.keys() == Sent.__annotations__.keys()]

    def read(self, name: str, body: Body, order: Sequence[str], form: MultiDict[str, str]) -> Given | None:
        """A form says nothing about files."""
        return None

    def answered(self, given: Given) -> bool:
        """Whether any file was sent."""
        return bool(self.files(given))

    def mark(self, body: Body, given: Given) -> Fraction:
        """Nothing, until a person has marked it."""
        return NOTHING

    def review(self, body: Body, given: Given) -> list[Line]:
        """The names of the files."""
        return [Line(file.name, given=True, right=None, file=file.digest) for file in self.files(given)]
