"""Questions in an Excel table, both languages side by side: for people who write questions there."""

from learn.interop.sheet.losses import losses
from learn.interop.sheet.reader import read
from learn.interop.sheet.workbook import template, write

__all__ = ["losses", "read", "template", "write"]
