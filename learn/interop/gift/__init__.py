"""GIFT, Moodle's text format. docs/interchange.md says how each of its questions becomes one of ours and back."""

from learn.interop.gift.reader import read
from learn.interop.gift.writer import losses, write

__all__ = ["losses", "read", "write"]
