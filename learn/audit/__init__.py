"""Who did what to which record, when and why: append-only in the database itself."""

from learn.audit.entry import Actor, AuditEntry, Event, record, together

__all__ = ["Actor", "AuditEntry", "Event", "record", "together"]
