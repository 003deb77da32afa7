"""Copies of new certificates by mail, to those whom an organisation names: its HR, or the lead of a department."""

from learn.certificates.copies.recipient import CopyRecipient, send_copies

__all__ = ["CopyRecipient", "send_copies"]
