"""How a certificate looks: colours, logo, words and signatories, as plain values. The built-in look is `Look()`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from flask_babel import gettext as _

from learn.certificates.facts import DesignUsed, Signatory
from learn.kit.pdf import Tint
from learn.kit.text import Words

PAPER, BLACK = "#fffdf8", "#000000"
INK, LINE, LABEL = "#14233b", "#b8924a", "#76581b"

# What a design may say in its own words; what it does not say is said in these.
USUAL = {
    "issuer": Words("细胞与基因治疗产业联盟", "Cell & Gene Therapy Industry Alliance"),
    "place": Words("上海外高桥", "Waigaoqiao, Shanghai"),
    "attests": Words("兹证明", "This is to certify that"),
}
WORDINGS = (*USUAL, "completion", "qualification", "delta", "attendance", "note")

_CONTRAST = {"ink": 7.0, "line": 1.8, "label": 4.5}


@dataclass(frozen=True)
class Colours:
    """The colours of a certificate, each as #rrggbb: of text and frame, of the fine lines, of the small labels."""

    ink: str = INK
    line: str = LINE
    label: str = LABEL

    @property
    def tint(self) -> Tint:
        """For every colour in which styles and frame were written, the one that stands for it; empty: as written."""
        if self == Colours():
            return ()
        return (
            (INK, self.ink),
            ("#1b2a41", mixed(self.ink, PAPER, 0.04)),
            ("#46526a", mixed(self.ink, PAPER, 0.2)),
            (LINE, self.line),
            ("#8a6a26", mixed(self.line, BLACK, 0.25)),
            ("#c39f55", mixed(self.line, PAPER, 0.12)),
            ("#d9bd7c", mixed(self.line, PAPER, 0.4)),
            ("#dcc58a", mixed(self.line, PAPER, 0.45)),
            ("#efe5cb", mixed(self.line, PAPER, 0.76)),
            (LABEL, self.label),
        )

    @property
    def name(self) -> str:
        """The colours as they stand in an address; empty for the built-in ones."""
        return "-".join(one[1:] for one in self.as_tuple()) if self.tint else ""

    def as_tuple(self) -> tuple[str, str, str]:
        """As plain values."""
        return self.ink, self.line, self.label

    def fault_in(self, part: str) -> str | None:
        """Why a colour cannot be read on the paper, as a sentence; None: it can."""
        least, found = _CONTRAST[part], contrast(getattr(self, part), PAPER)
        if found >= least:
            return None
        return _(
            "On the paper this colour has a contrast of %(found)s to 1; it needs %(least)s to 1. Choose a darker one.",
            found=f"{int(found * 10) / 10:g}",
            least=f"{least:g}",
        )


@dataclass(frozen=True)
class Look:
    """Everything that a design decides."""

    colours: Colours = Colours()
    wording: Mapping[str, Words] = field(default_factory=dict)  # what is not said in the usual words
    signatories: tuple[Signatory, ...] = ()
    logo: str | None = None  # the digest of a picture
    pictures: Mapping[str, bytes] = field(default_factory=dict)  # PNG or JPEG, by digest
    design: DesignUsed | None = None

    @classmethod
    def read(cls, content: Mapping[str, Any], pictures: Mapping[str, bytes], design: DesignUsed | None = None) -> Self:
        """From the content of a design, which is plain values."""
        return cls(
            colours=Colours(**content["colours"]),
            wording={key: Words(**words) for key, words in content["wording"].items()},
            signatories=tuple(Signatory.read(one) for one in content["signatories"]),
            logo=content["logo"],
            pictures=pictures,
            design=design,
        )

    def says(self, key: str) -> Words | None:
        """A text in the words of the design, or the usual ones; None: neither says anything."""
        return self.wording.get(key) or USUAL.get(key)


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, from 1 to 21 (WCAG 2.2, contrast ratio)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def mixed(one: str, other: str, share: float) -> str:
    """A colour with a share of another one in it."""
    pairs = zip(_parts(one), _parts(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def _parts(colour: str) -> list[int]:
    return [int(colour[n : n + 2], 16) for n in (1, 3, 5)]


def _luminance(colour: str) -> float:
    parts = [value / 255 for value in _parts(colour)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
