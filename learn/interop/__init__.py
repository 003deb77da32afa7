"""Questions in other platforms' formats: bytes in, drafts and what was lost out. Only the views know the database."""

from learn.interop.reading import Fault, Reading, Unreadable

__all__ = ["Fault", "Reading", "Unreadable"]
