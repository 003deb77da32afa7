"""The document of a completion: issued once, stored with its digest, checked by anyone, never changed."""

from learn.certificates.archival_copy import ArchivalCopy, newest_document, stamp_what_ages
from learn.certificates.award import award_soon, award_what_is_due, due, due_to, follow_withdrawal, waiting_for_a_font
from learn.certificates.certificate import Certificate, Supersession
from learn.certificates.correction_effects import DryRunForPeople
from learn.certificates.expiry import tell_of_expiring
from learn.certificates.kept import Tampered
from learn.certificates.revocation import Reinstatement, Revocation
from learn.certificates.verdict import Verdict

__all__ = [
    "ArchivalCopy",
    "Certificate",
    "DryRunForPeople",
    "Reinstatement",
    "Revocation",
    "Supersession",
    "Tampered",
    "Verdict",
    "award_soon",
    "award_what_is_due",
    "due",
    "due_to",
    "follow_withdrawal",
    "newest_document",
    "stamp_what_ages",
    "tell_of_expiring",
    "waiting_for_a_font",
]
