"""What is wrong with a course that is being written, and what could be better; each with its place. Knows nothing of the database."""

from learn.catalogue.checking.checking import findings, lesson_findings
from learn.catalogue.checking.finding import Finding, Kind, Severity
from learn.catalogue.checking.readability import Readability

__all__ = ["Finding", "Kind", "Readability", "Severity", "findings", "lesson_findings"]
