"""Moodle XML, as Moodle 1.9 to 4.5 writes it: questions in, questions out, and what it cannot say."""

from learn.interop.moodle.losses import losses
from learn.interop.moodle.reader import read
from learn.interop.moodle.writer import write

__all__ = ["losses", "read", "write"]
