"""What came of a paste."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Pasted:
    """Markdown of ours, the pictures that it names, and what did not come along."""

    markdown: str
    pictures: list[tuple[str, bytes]] = field(default_factory=list)  # the name in media/, and the PNG or JPEG
    left_out: list[str] = field(default_factory=list)  # sentences
