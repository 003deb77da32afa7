"""The seal of this installation: what the server signs, and the public keys by which anyone can check it later."""

import base64
import hashlib
import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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
from joserfc import jwt
from joserfc.jwk import OKPKey
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

    @classmethod
    def today(cls) -> "SealingKey":
        """The public half of the key that seals today, whether it has sealed anything yet or not."""
        public = _key().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return cls(name=hashlib.sha256(public).hexdigest()[:16], public_key=base64.b64encode(public).decode())

    @classmethod
    def keep(cls) -> "SealingKey":
        """Today's public half, kept for good: what it signs can be checked when keys have changed."""
        today = cls.today()
        _remember(today)
        return today

    @classmethod
    def ever(cls) -> "list[SealingKey]":
        """Today's key and all that sealed before it, the newest first."""
        today = cls.today()
        former = db.session.scalars(select(cls).where(cls.name != today.name).order_by(cls.id.desc())).all()
        return [today, *former]

    @property
    def raw(self) -> bytes:
        """The 32 bytes of the public key."""
        return base64.b64decode(self.public_key)


@dataclass(frozen=True)
class Seal:
    """An Ed25519 signature of the server over some bytes, and which key made it."""

    key: str
    signature: str  # base64

    @classmethod
    def on(cls, content: bytes) -> "Seal":
        """Seal these bytes with the key of today."""
        return cls(SealingKey.keep().name, base64.b64encode(_key().sign(content)).decode())

    @staticmethod
    def token(header: dict[str, str], claims: dict[str, Any]) -> str:
        """Claims as a JSON Web Token signed with the key of today (RFC 7515, RFC 9864)."""
        SealingKey.keep()
        algorithm = "Ed25519"
        key = OKPKey.import_key(_key())
        return jwt.encode({"alg": algorithm, **header}, claims, key, algorithms=[algorithm])

    @staticmethod
    def passing(content: bytes) -> bytes:
        """A signature on what is made anew for whoever asks and kept by nobody, so that its key need not be noted."""
        return _key().sign(content)

    @property
    def raw(self) -> bytes:
        """The 64 bytes of the signature."""
        return base64.b64decode(self.signature)

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


def init_app(app: Flask) -> None:
    """Read SIGNING_KEY; a bad one stops the start."""
    if pem := str(app.config.pop("SIGNING_KEY")):  # kept nowhere else
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
        handle, mine = tempfile.mkstemp(dir=path.parent, prefix="seal.")  # nobody else's, and nobody else reads it
        with os.fdopen(handle, "wb") as file:
            file.write(pem)
        with suppress(FileExistsError):
            os.link(mine, path)
        os.unlink(mine)
    return path.read_bytes()


def _remember(key: SealingKey) -> None:
    """Keep the public half for good."""
    if db.session.scalar(select(SealingKey.id).where(SealingKey.name == key.name)):
        return
    try:
        with db.session.begin_nested():
            db.session.add(key)
    except IntegrityError:
        return  # another request was faster
