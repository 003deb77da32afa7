"""Courses, their frozen versions and units: what there is to learn."""

from learn.catalogue.adoption import Adoption
from learn.catalogue.asking import Asking
from learn.catalogue.bank_access import bank_to_work_on, bank_to_write, may_review, may_write
from learn.catalogue.course import Catalogue, Course
from learn.catalogue.kept_pack import pack_of, terms_of
from learn.catalogue.library import LibraryFile
from learn.catalogue.news import tell_writers
from learn.catalogue.page import MediaFile, Page
from learn.catalogue.retraining import Delta, TermsProposal, asked_in_words, units_in_words
from learn.catalogue.terms import Hold, Level, Terms, Verdict, approval_digest
from learn.catalogue.unit import FileUse, Shown, Unit, UnitFile, UnitKind, UnitPage
from learn.catalogue.version import CertificateKind, CourseVersion, Publication

__all__ = [
    "Adoption", "Asking", "Catalogue", "CertificateKind", "Course", "CourseVersion", "Delta", "FileUse", "Hold", "Level",
    "LibraryFile", "MediaFile", "Page", "Publication", "Shown", "Terms", "TermsProposal", "Unit", "UnitFile", "UnitKind",
    "UnitPage", "Verdict", "approval_digest", "asked_in_words", "bank_to_work_on", "bank_to_write", "may_review",
    "may_write", "pack_of", "tell_writers", "terms_of", "units_in_words",
]  # fmt: skip
