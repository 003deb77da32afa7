"""The document of a completion: issued once, stored with its digest, checked by anyone, never changed."""

from learn.certificates.award import award_soon, award_what_is_due, due, due_to, follow_withdrawal, waiting_for_a_font
from learn.certificates.certificate import Certificate, Revocation, Supersession, Tampered
from learn.certificates.correction_effects import DryRunForPeople
from learn.certificates.verdict import Verdict

__all__ = [
    "Certificate",
    "DryRunForPeople",
    "Revocation",
    "Supersession",
    "Tampered",
    "Verdict",
    "award_soon",
    "award_what_is_due",
    "due",
    "due_to",
    "follow_withdrawal",
    "waiting_for_a_font",
]
