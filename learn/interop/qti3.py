"""QTI 3.0: read, not written yet."""

from learn.interop.qti import read as read_qti
from learn.interop.reading import Reading


def read(content: bytes, *, language: str) -> Reading:
    """The questions in a file or package. Raises Unreadable where there are none to be found."""
    return read_qti(content, language=language, key="qti3")
