"""A transcript: all that somebody completed and holds, as a document that is stored and can be checked later."""

from learn.certificates.transcripts.transcript import Transcript

__all__ = ["Transcript"]
