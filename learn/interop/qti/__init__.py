"""QTI 2.0 to 2.2 and 3.0, and the items of 1.2: one reading, for dialects that differ in names."""

from learn.interop.qti.reader import read

__all__ = ["read"]
