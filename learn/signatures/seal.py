"""The seal of this installation: what the server signs, and the public keys by which anyone can check it later."""

import base64
import hashlib
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from flask import Flask, current_app
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from learn.config import BadSetting
from learn.kit.db import Created, db


class SealingKey(db.Model):
    """The public half of a key that seals or once sealed. It stays when keys change, so that old seals hold."""

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)  # the first 16 hex digits of the public key's SHA-256
    public_key: Mapped[str]  # raw Ed25519, base64
    first_used_at: Mapped[Created]


@dataclass(frozen=True)
class Seal:
    """An Ed25519 signature of the server over some bytes, and which key made it."""

    key: str
    signature: str  # base64

    @classmethod
    def on(cls, content: bytes) -> "Seal":
        """Seal these bytes with the key of today."""
        return cls(keep_public_key(), base64.b64encode(sign(content)).decode())

    def holds(self, content: bytes) -> bool:
        """Whether these are the bytes that one of our keys sealed."""
        known = db.session.scalar(select(SealingKey.public_key).where(SealingKey.name == self.key))
        if known is None:
            return False
        try:
            Ed25519PublicKey.from_public_bytes(base64.b64decode(known)).verify(
                base64.b64decode(self.signature, validate=True), content
            )
        except (InvalidSignature, ValueError):
            return False
        return True


def sign(content: bytes) -> bytes:
    """The bare Ed25519 signature of today's key."""
    return _key().sign(content)


def public_key() -> bytes:
    """The public half of today's key."""
    return _key().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def keep_public_key() -> str:
    """Keep the public half of today's key for good; returns its name."""
    public = public_key()
    name = hashlib.sha256(public).hexdigest()[:16]
    _remember(name, public)
    return name


def init_app(app: Flask) -> None:
    """Read SIGNING_KEY; a bad one stops the start."""
    if pem := str(app.config["SIGNING_KEY"]):
        app.extensions["sealing_key"] = _read(pem.encode())


def _key() -> Ed25519PrivateKey:
    """The key that seals: SIGNING_KEY, or this installation's own, made when it first seals."""
    if "sealing_key" not in current_app.extensions:
        current_app.extensions["sealing_key"] = _read(_own(Path(current_app.config["VAR"]) / "keys" / "seal.pem"))
    key: Ed25519PrivateKey = current_app.extensions["sealing_key"]
    return key


def _read(pem: bytes) -> Ed25519PrivateKey:
    try:
        key = load_pem_private_key(pem, None)
    except (ValueError, TypeError) as fault:
        raise BadSetting("SIGNING_KEY must be an Ed25519 private key as PEM without a password.") from fault
    if not isinstance(key, Ed25519PrivateKey):
        raise BadSetting("SIGNING_KEY must be an Ed25519 key (openssl genpkey -algorithm ed25519).")
    return key


def _own(path: Path) -> bytes:
    """A key of this installation's own; two processes that seal for the first time at once end up with one."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        mine = path.with_name(f"seal.{os.getpid()}")
        mine.touch(mode=0o600)
        mine.write_bytes(pem)
        with suppress(FileExistsError):
            os.link(mine, path)
        mine.unlink()
    return path.read_bytes()


def _remember(name: str, public: bytes) -> None:
    """Keep the public half for good."""
    if db.session.scalar(select(SealingKey.id).where(SealingKey.name == name)):
        return
    try:
        with db.session.begin_nested():
            db.session.add(SealingKey(name=name, public_key=base64.b64encode(public).decode()))
    except IntegrityError:
        return  # another request was faster
