"""A certificate as a picture on a page: what it says, how large, in which colours, with its pictures inside the page."""

import base64
from dataclasses import dataclass

from learn.certificates import paper
from learn.certificates.designs.version import pictures
from learn.certificates.facts import Facts
from learn.certificates.layout import lay_out
from learn.certificates.look import Colours, Look
from learn.kit.text import Words


@dataclass(frozen=True)
class Showing:
    """What the template needs to draw a sheet."""

    said: dict[str, str | None]
    look: Look
    qr: str

    @classmethod
    def of(cls, facts: Facts, look: Look, *, number: str, address: str) -> "Showing":
        """A certificate that is not issued yet."""
        return cls(paper.said(facts, look, number=number), look, _inside(paper.qr_code(address, look.colours.ink)))

    @classmethod
    def issued(cls, facts: Facts, *, address: str) -> "Showing":
        """A certificate as it was issued, from what it froze; one from before kept nothing but its completion."""
        if not facts.printed:
            return cls.of(facts, Look(), number="", address=address)
        shown = pictures([facts.logo, *(one.signature for one in facts.signatories)])
        look = Look(Colours(*facts.colours), {}, facts.signatories, facts.logo, shown, facts.design)
        return cls(dict(facts.printed), look, _inside(paper.qr_code(address, look.colours.ink)))

    @property
    def heading(self) -> Words:
        """What the certificate is called."""
        return Words(self.said["heading_zh"] or "", self.said["heading_en"] or "")

    @property
    def sizes(self) -> dict[str, str]:
        """How large every line is."""
        return lay_out(self.said, self.look).sizes

    @property
    def colours(self) -> str:
        """The name of its colours, empty for the built-in ones."""
        return self.look.colours.name

    def picture(self, digest: str) -> str:
        """A picture of the design, as an address that holds it."""
        return _inside(self.look.pictures[digest])


def _inside(picture: bytes) -> str:
    return f"data:image/png;base64,{base64.b64encode(picture).decode()}"
