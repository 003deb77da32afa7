"""A version comes into force: whom that touches, who must learn it again, and who was told."""

from learn.training.releases.news import follow_completion, follow_publication
from learn.training.releases.notice import RetrainingNotice, RetrainingSummary
from learn.training.releases.telling import people_untold, tell_what_is_untold

__all__ = [
    "RetrainingNotice",
    "RetrainingSummary",
    "follow_completion",
    "follow_publication",
    "people_untold",
    "tell_what_is_untold",
]
