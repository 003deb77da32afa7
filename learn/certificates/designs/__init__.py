"""Designs of certificates: drafted by one person, signed by another, frozen, and used from then on for what is issued."""

from learn.certificates.designs.design import Design, DesignDraft
from learn.certificates.designs.picture import DesignPicture
from learn.certificates.designs.version import DesignDecision, DesignVersion, look_for

__all__ = ["Design", "DesignDecision", "DesignDraft", "DesignPicture", "DesignVersion", "look_for"]
