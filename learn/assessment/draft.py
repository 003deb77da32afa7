"""A question on its way into a bank: written in the studio, read from a pack or from somebody else's file."""

from dataclasses import dataclass, field
from typing import Any

from learn.assessment.question import QuestionKind
from learn.kit.text import Words

NOTHING = Words(zh="", en="")


@dataclass(frozen=True)
class File:
    """A picture that belongs to a question: its bytes, and the media type that its content shows."""

    content: bytes
    media_type: str


@dataclass(frozen=True)
class Draft:
    """What a bank would keep of a question. Texts may lack a language; docs/questions.md says what `body` holds.

    A text names a picture as `media:<name>`, and `files` has the bytes under that name.
    """

    kind: QuestionKind
    text: Words
    body: dict[str, Any]
    reason: Words = NOTHING  # why the right answer is right; what other formats call general feedback
    code: str = ""  # empty: the bank gives the next one
    topic: str = ""  # the slug of the unit that teaches it
    objective: str = ""
    difficulty: str = ""
    source: str = ""
    source_title: Words | None = None
    clause: Words = NOTHING
    check: str = "verify"
    tags: tuple[str, ...] = ()
    files: dict[str, File] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What its author called it; empty: nothing."""
        return str(self.body.get("name", ""))
