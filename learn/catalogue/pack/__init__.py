"""Course packs: text files in, a faultless pack or a list of faults out. Knows nothing of the database."""

from learn.catalogue.pack.beside import document_at, faults_end_it, read_matrix
from learn.catalogue.pack.checks import pictures_of
from learn.catalogue.pack.fault import Fault, Unreadable
from learn.catalogue.pack.folder import Folder
from learn.catalogue.pack.kept import read_kept
from learn.catalogue.pack.key_checks import key_faults
from learn.catalogue.pack.lesson import Lesson
from learn.catalogue.pack.pack import Pack
from learn.catalogue.pack.quiz_checks import draws
from learn.catalogue.pack.reader import Reading, folder_at, read, read_files, read_zip
from learn.catalogue.pack.schema import faults_of_shape
from learn.catalogue.pack.strict_yaml import Document
from learn.catalogue.pack.unit_checks import WITH_TEXT
from learn.catalogue.pack.unit_checks import files_of as files_of_unit
from learn.catalogue.pack.writing import files_of

__all__ = [
    "Document", "Fault", "Folder", "Lesson", "Pack", "Reading", "Unreadable", "WITH_TEXT", "document_at", "draws",
    "faults_end_it", "faults_of_shape", "files_of", "files_of_unit", "folder_at", "key_faults", "pictures_of", "read",
    "read_files", "read_kept", "read_matrix", "read_zip",
]  # fmt: skip
