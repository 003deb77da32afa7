"""Showing one certificate to somebody without an account, and who looked a certificate up."""

from learn.certificates.sharing.look_up import How, Lookup
from learn.certificates.sharing.share_link import ShareLink

__all__ = ["How", "Lookup", "ShareLink"]
