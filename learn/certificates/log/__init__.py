"""The public log of certificates: append-only, signed, without a name in it (RFC 9162; C2SP tlog-tiles)."""

from learn.certificates.log.book import enter_what_is_missing, follow
from learn.certificates.log.entry import Kind, LogEntry, LogNode
from learn.certificates.log.reading import Damaged, Proof, proofs_of

__all__ = ["Damaged", "Kind", "LogEntry", "LogNode", "Proof", "enter_what_is_missing", "follow", "proofs_of"]
