"""Versions on their way into force: what was handed in, what reviewers say of it, and what they decide."""

from learn.catalogue.reviews.decision import ReviewDecision
from learn.catalogue.reviews.review import Review

__all__ = ["Review", "ReviewDecision"]
