"""The credential of a certificate: an Open Badge 3.0 that any verifier checks without us."""

from learn.certificates.credential.credential import Credential
from learn.certificates.credential.status import StatusPlace

__all__ = ["Credential", "StatusPlace"]
