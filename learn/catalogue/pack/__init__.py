"""Course packs: text files in, a faultless pack or a list of faults out. Knows nothing of the database."""

from learn.catalogue.pack.fault import Fault, Unreadable
from learn.catalogue.pack.lesson import Lesson
from learn.catalogue.pack.matrix import read_matrix
from learn.catalogue.pack.pack import Pack
from learn.catalogue.pack.reader import read, read_zip

__all__ = ["Fault", "Lesson", "Pack", "Unreadable", "read", "read_matrix", "read_zip"]
