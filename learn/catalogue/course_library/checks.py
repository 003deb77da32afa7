"""Everything that is wrong with a library as a whole."""

from learn.catalogue.course_library.course_library import CourseLibrary
from learn.catalogue.course_library.sharing import faults_in_sources, faults_in_terms
from learn.catalogue.course_library.standard import faults_in_standard
from learn.catalogue.course_library.teaching import faults_in_matrix, faults_in_teaching
from learn.catalogue.pack import Fault

CHECKS = (faults_in_sources, faults_in_terms, faults_in_teaching, faults_in_matrix, faults_in_standard)


def library_faults(library: CourseLibrary) -> list[Fault]:
    """The faults of a library whose packs have none themselves, by file and line."""
    return sorted({fault for check in CHECKS for fault in check(library)})
