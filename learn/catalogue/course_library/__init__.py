"""A library of courses as a whole: packs side by side with the register of sources, the glossary, the syllabus and the matrix.

Knows nothing of the database.
"""

from learn.catalogue.course_library.checks import library_faults
from learn.catalogue.course_library.course_library import CourseLibrary
from learn.catalogue.course_library.gathering import gathered
from learn.catalogue.course_library.places import TaughtFact, taught_facts
from learn.catalogue.course_library.shared import SOURCES, Shared, read_sources
from learn.catalogue.course_library.telling import map_of_facts, page_to_verify

__all__ = [
    "SOURCES",
    "CourseLibrary",
    "Shared",
    "TaughtFact",
    "gathered",
    "library_faults",
    "map_of_facts",
    "page_to_verify",
    "read_sources",
    "taught_facts",
]
