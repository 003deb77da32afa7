"""What is done to an issued certificate: proposed by one person, approved and signed by another, told to those concerned."""

from learn.certificates.acts.act import ProposedAct, may_propose
from learn.certificates.acts.news import keep_revoked, tell_new_employer, tell_of_reinstatement, tell_of_revocation
from learn.certificates.acts.proposal import CertificateDecision, CertificateProposal

__all__ = [
    "CertificateDecision",
    "CertificateProposal",
    "ProposedAct",
    "keep_revoked",
    "may_propose",
    "tell_new_employer",
    "tell_of_reinstatement",
    "tell_of_revocation",
]
