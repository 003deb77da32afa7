"""QTI 3.0."""

from collections.abc import Sequence

from learn.assessment import Draft
from learn.interop.qti import losses
from learn.interop.qti import read as read_qti
from learn.interop.qti import write as write_qti
from learn.interop.reading import Reading

__all__ = ["losses", "read", "write"]


def read(content: bytes, *, language: str) -> Reading:
    """The questions in a file or package. Raises Unreadable where there are none to be found."""
    return read_qti(content, language=language, key="qti3")


def write(drafts: Sequence[Draft], *, language: str) -> bytes:
    """A package of version 3.0 with those of the drafts that it can hold."""
    return write_qti(drafts, language=language, key="qti3")
