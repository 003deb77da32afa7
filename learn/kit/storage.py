"""Files that must outlive us: kept under a name, never overwritten, in a folder or in S3."""

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

import obstore
from flask import Flask, current_app
from obstore.exceptions import AlreadyExistsError
from obstore.store import LocalStore, ObjectStore, from_url

from learn.kit.digest import sha256_of


class Storage:
    """Where documents lie. `put` returns only when the bytes are stored and read back equal."""

    def __init__(self, url: str) -> None:
        self.url = url

    @cached_property
    def store(self) -> ObjectStore:
        """The folder or bucket that STORAGE_URL names."""
        if self.url.startswith("file://"):
            folder = Path(urlsplit(self.url).path)
            folder.mkdir(parents=True, exist_ok=True)
            return LocalStore(folder, mkdir=True)
        return from_url(self.url)

    def put(self, key: str, content: bytes) -> str:
        """Store a file that does not exist yet and return its SHA-256. The same bytes twice do no harm."""
        return self._put(key, content, hashlib.sha256(content).hexdigest())

    def put_file(self, key: str, file: IO[bytes]) -> str:
        """The same for a file that is too large to hold in memory."""
        return self._put(key, file, sha256_of(file))

    def _put(self, key: str, content: bytes | IO[bytes], digest: str) -> str:
        with suppress(AlreadyExistsError):
            obstore.put(self.store, key, content, mode="create")
        if self._digest(key) != digest:
            raise OSError(f"{key} was not stored whole.")
        return digest

    def _digest(self, key: str) -> str:
        found = hashlib.sha256()
        for piece in self.stream(key, 1024 * 1024):
            found.update(piece)
        return found.hexdigest()

    def size(self, key: str) -> int:
        """How many bytes a stored file has. Raises FileNotFoundError."""
        return int(obstore.head(self.store, key)["size"])

    def has(self, key: str) -> bool:
        """Whether a file is stored under a key."""
        try:
            self.size(key)
        except FileNotFoundError:
            return False
        return True

    def part(self, key: str, start: int, end: int) -> bytes:
        """The bytes of a stored file from one place up to another."""
        return bytes(obstore.get_range(self.store, key, start=start, end=end))

    def get(self, key: str) -> bytes:
        """A stored file. Raises FileNotFoundError."""
        return bytes(obstore.get(self.store, key).bytes())

    def stream(self, key: str, size: int = 64 * 1024) -> Iterator[bytes]:
        """A stored file, piece by piece."""
        for piece in obstore.get(self.store, key).stream(min_chunk_size=size):
            yield bytes(piece)


def init_app(app: Flask) -> None:
    """Choose the storage by STORAGE_URL."""
    app.extensions["storage"] = Storage(app.config["STORAGE_URL"])


def storage() -> Storage:
    """This installation's storage."""
    found: Storage = current_app.extensions["storage"]
    return found
