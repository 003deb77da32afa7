"""Chance that can be repeated: the same seed deals the same paper."""

import hashlib
from random import Random


def chance(*seed: object) -> Random:
    """A source of chance that depends on these words and on nothing else."""
    digest = hashlib.sha256(":".join(str(word) for word in seed).encode()).digest()
    return Random(int.from_bytes(digest))  # noqa: S311 - deals questions; secrets come from elsewhere
