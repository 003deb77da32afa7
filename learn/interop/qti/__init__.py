"""QTI 2.0 to 2.2 and 3.0, and the items of 1.2: one translator, for dialects that differ in names."""

from learn.interop.qti.losses import losses
from learn.interop.qti.reader import read
from learn.interop.qti.writer import write

__all__ = ["losses", "read", "write"]
