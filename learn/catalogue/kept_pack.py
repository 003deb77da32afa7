"""The packs of versions, read again: a version is frozen, so what was read once is remembered for a while."""

from functools import lru_cache
from typing import Any

from learn.catalogue.pack import Pack, read_kept
from learn.catalogue.version import CourseVersion
from learn.kit.storage import storage

LARGE = 40 * 1024 * 1024  # bytes; one with films is read each time, and not kept in memory


def pack_of(version: CourseVersion) -> Pack:
    """The pack of a version, as it was loaded. Nobody changes it: it is shared."""
    return pack_at(version.pack_key)


def pack_at(key: str) -> Pack:
    """The pack that lies in storage under a key; it was found faultless when it came there."""
    return _read(key) if storage().size(key) > LARGE else _remembered(key)


def _read(key: str) -> Pack:
    return read_kept(storage().get(key), key)


@lru_cache(maxsize=2)  # a comparison needs two; a large pack with its lessons taken apart is a hundred megabytes
def _remembered(key: str) -> Pack:
    return _read(key)


@lru_cache(maxsize=64)
def media_at(key: str) -> dict[str, str]:
    """The files in media/ of the pack under a key: their names by digest. Each lies in storage by itself too.

    Packs handed in before that was so have theirs put there when they are first asked for.
    """
    pack = pack_at(key)
    for name in pack.media.names:
        if not storage().has(f"media/{pack.digest_of(name)}"):
            storage().put(f"media/{pack.digest_of(name)}", pack.files[f"media/{name}"])
    return {pack.digest_of(name): name for name in pack.media.names}


def terms_of(version: CourseVersion) -> dict[str, Any]:
    """The terms of a version by slug; one loaded before they were kept beside it has them in its pack."""
    return _terms_at(version.pack_key) if version.glossary is None else version.glossary


@lru_cache(maxsize=256)
def _terms_at(key: str) -> dict[str, Any]:
    terms: dict[str, Any] = pack_at(key).course.get("terms", {})
    return terms
