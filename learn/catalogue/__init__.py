"""Courses, their frozen versions and units: what there is to learn."""

from learn.catalogue.asking import Asking
from learn.catalogue.bank_access import bank_to_work_on, bank_to_write, may_review, may_write
from learn.catalogue.course import Catalogue, Course
from learn.catalogue.news import tell_writers
from learn.catalogue.page import MediaFile, Page
from learn.catalogue.retraining import Delta, TermsProposal, asked_in_words, units_in_words
from learn.catalogue.terms import Hold, Level, Terms, Verdict, approval_digest
from learn.catalogue.version import CertificateKind, CourseVersion, Publication, Unit, UnitKind, UnitPage

__all__ = [
    "Asking", "Catalogue", "CertificateKind", "Course", "CourseVersion", "Delta", "Hold", "Level", "MediaFile", "Page",
    "Publication", "Terms", "TermsProposal", "Unit", "UnitKind", "UnitPage", "Verdict", "approval_digest", "asked_in_words", "bank_to_work_on", "bank_to_write", "may_review",
    "may_write", "tell_writers", "units_in_words",
]  # fmt: skip
