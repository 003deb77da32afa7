"""The digest of what is said: equal content has an equal SHA-256, wherever and however it was written down."""

import hashlib
import json
from typing import IO, Any

from learn.kit.text import Words


def canonical_json(content: Any) -> bytes:
    """The content as canonical JSON: sorted keys, no white space, UTF-8."""
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain)
    return canonical.encode()


def digest_of(content: Any) -> str:
    """SHA-256 over the content as canonical JSON."""
    return hashlib.sha256(canonical_json(content)).hexdigest()


def sha256_of(file: IO[bytes]) -> str:
    """SHA-256 over a file from its beginning, piece by piece; it stands at its beginning afterwards."""
    found = hashlib.sha256()
    file.seek(0)
    while piece := file.read(1024 * 1024):
        found.update(piece)
    file.seek(0)
    return found.hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, Words):
        return value.as_dict()
    raise TypeError(f"{type(value).__name__} has no place in a digest.")
