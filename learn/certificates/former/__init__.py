"""Certificates that other systems issued, kept with their files: imported, never verified, never said to be ours."""

from learn.certificates.former.former_certificate import FormerCertificate, FormerImport

__all__ = ["FormerCertificate", "FormerImport"]
