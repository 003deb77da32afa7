"""Courses, their frozen versions and units: what there is to learn."""

from learn.catalogue.course import Catalogue, Course
from learn.catalogue.page import MediaFile, Page
from learn.catalogue.version import CourseVersion, Publication, Unit, UnitKind, UnitPage

__all__ = [
    "Catalogue",
    "Course",
    "CourseVersion",
    "MediaFile",
    "Page",
    "Publication",
    "Unit",
    "UnitKind",
    "UnitPage",
]
