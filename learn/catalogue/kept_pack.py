"""The packs of versions, read again: a version is frozen, so what was read once is remembered for a while."""

from functools import lru_cache

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
    """The files in media/ of the pack under a key: their names by digest."""
    pack = pack_at(key)
    return {pack.digest_of(name): name for name in pack.media.names}
