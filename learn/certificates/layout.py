"""How large each line of a certificate is set: as large as it may be while everything still fits, by measure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from learn.certificates.look import Look
from learn.kit import fonts

# Millimetres of the paper that a line may fill, and how high its part of the paper is.
COLUMN, MIDDLE = 205.0, 75.0
HEAD, HEAD_BESIDE_LOGO, HEADING_ROOM = 225.0, 125.0, 15.5
SIGNED = {1: 78.0, 2: 56.0, 3: 46.0}
UNDER_THE_LINE = 23.0

NAME = (33, 28, 24, 20, 18, 16, 14, 12, 10, 9, 8)
TITLE = (18, 16, 14, 12, 11, 10, 9, 8)
SMALL = (12, 11, 10, 9, 8)
SENTENCE = (11, 10, 9, 8)
NOTE = (9, 8, 7)


@dataclass
class Block:
    """One text on the paper, at the largest of its sizes until it has to give way."""

    name: str
    texts: Sequence[str]  # one, or two languages that share a line where they can
    sizes: Sequence[int]
    column: float
    height: float  # of a line, in its font sizes
    beside: float = 0.0  # millimetres of white that go with it
    weight: int = 400
    spacing: float = 0.0
    most: int = 4  # lines
    step: int = 0

    @property
    def size(self) -> int:
        """The size at which it stands now, in points."""
        return self.sizes[self.step]

    @property
    def joined(self) -> bool:
        """Whether both languages stand in one line."""
        return len(self.texts) > 1 and self._lines(" · ".join(self.texts)) == 1

    @property
    def lines(self) -> int:
        """How many lines it takes at this size."""
        return 1 if self.joined else sum(self._lines(text) for text in self.texts)

    @property
    def tall(self) -> float:
        """How high it is, in millimetres."""
        return self.lines * self.size * self.height * fonts.MILLIMETRES + self.beside if any(self.texts) else 0.0

    @property
    def wraps(self) -> bool:
        """Whether some text of it takes more than a line."""
        return self.lines > len(self.texts)

    def begin(self) -> None:
        """Its own choice: both languages in one line at nearly the full size, else one below the other, else smaller."""
        large = [step for step, size in enumerate(self.sizes) if size * 5 >= self.sizes[0] * 4]
        self.step = next((step for step in large if self._at(step).joined), 0) if len(self.texts) > 1 else 0
        while self.wraps and self.step + 1 < len(self.sizes) and self.sizes[self.step + 1] * 3 >= self.sizes[0] * 2:
            self.step += 1

    def _at(self, step: int) -> "Block":
        return replace(self, step=step)

    def _lines(self, text: str) -> int:
        return fonts.lines(text, self.size, self.column, weight=self.weight, spacing=self.spacing)


@dataclass(frozen=True)
class Layout:
    """The size of every line, and what does not fit even at the smallest."""

    sizes: dict[str, str]
    overflowing: tuple[str, ...] = ()


def lay_out(said: Mapping[str, str | None], look: Look) -> Layout:
    """Settle every part of the paper by itself."""
    middle, under = _middle(said), [_signatory(n, said, len(look.signatories)) for n in range(len(look.signatories))]
    parts = [(_head(said, look), HEADING_ROOM), (middle, MIDDLE), *((one, UNDER_THE_LINE) for one in under)]
    sizes: dict[str, str] = {}
    overflowing: list[str] = []
    for blocks, room in parts:
        overflowing += settle(blocks, room)
        for block in blocks:
            sizes[f"{block.name}_size"] = str(block.size)
            sizes[f"{block.name}_joined"] = "yes" if block.joined else ""
    # Centred by measure: a table that does it costs a tenth of the whole print.
    sizes["middle_top"] = f"{max(0.0, (MIDDLE - sum(block.tall for block in middle)) / 2):.1f}"
    return Layout(sizes, tuple(overflowing))


def settle(blocks: Sequence[Block], room: float) -> list[str]:
    """Make blocks smaller until they fit into a height, the tallest first; the names of those that do not."""
    for block in blocks:
        block.begin()
    while sum(block.tall for block in blocks) > room or any(block.lines > block.most for block in blocks):
        able = [block for block in blocks if block.step + 1 < len(block.sizes)]
        if not able:
            break
        tallest = max(able, key=lambda block: (block.lines > block.most, block.tall))
        tallest.step += 1
    if sum(block.tall for block in blocks) > room:
        return [max(blocks, key=lambda block: block.tall).name]
    return [block.name for block in blocks if block.lines > block.most]


def _head(said: Mapping[str, str | None], look: Look) -> list[Block]:
    column = HEAD_BESIDE_LOGO if look.logo else HEAD
    return [
        Block("issuer", [said["issuer_zh"] or ""], (13, 12, 11, 10, 9, 8), column, 1.35, spacing=0.12, most=2),
        Block("issuer_en", [said["issuer_en"] or ""], (9, 8, 7), column, 1.35, 0.8, spacing=0.3, most=2),
    ]


def _middle(said: Mapping[str, str | None]) -> list[Block]:
    wide = 0.09 if said["name_is_chinese"] else 0.0
    return [
        Block("attests", _pair(said, "attests"), SENTENCE, COLUMN, 1.35),
        Block("name", [said["name"] or ""], NAME, COLUMN, 1.25, 4.8, 700, wide, most=5),
        Block("latin", [said["latin_name"] or ""], SMALL, COLUMN, 1.3, most=3),
        Block("employer", _pair(said, "employer"), SMALL, COLUMN, 1.35, 3.0),
        Block("sentence", _pair(said, "sentence"), SENTENCE, COLUMN, 1.35),
        Block("title", [said["title_zh"] or ""], TITLE, COLUMN, 1.3, 1.4, 700),
        Block("title_en", [said["title_en"] or ""] if said["title_en"] != said["title_zh"] else [], SMALL, COLUMN, 1.3),
        Block("note", _pair(said, "note"), NOTE, COLUMN, 1.35, 1.2),
    ]


def _signatory(n: int, said: Mapping[str, str | None], count: int) -> list[Block]:
    column = SIGNED[count]
    return [
        Block(f"signatory{n}_name", _pair(said, f"signatory{n}_name"), (10, 9, 8, 7), column, 1.3, 1.0, 700),
        Block(f"signatory{n}_title", _pair(said, f"signatory{n}_title"), (8, 7, 6), column, 1.3, most=6),
        Block(f"signatory{n}_organisation", _pair(said, f"signatory{n}_organisation"), (8, 7, 6), column, 1.3, most=6),
    ]


def _pair(said: Mapping[str, str | None], name: str) -> list[str]:
    """A text in both languages; once where they are the same."""
    both = [said.get(f"{name}_zh") or "", said.get(f"{name}_en") or ""]
    return [text for text in dict.fromkeys(both) if text]
