"""The key that signs documents, and the certificates that vouch for it: from PEM, or inside a PKCS#11 token."""

import os
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from asn1crypto import keys
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from pyhanko.sign.signers import Signer, SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from learn.kit import clock


class BadKey(Exception):
    """A key or a chain that cannot sign. The message says what is wrong with which of the two."""


class BadChain(BadKey):
    """The certificates are not what they should be."""


@dataclass(frozen=True)
class Chain:
    """The signer's certificate, then each one's issuer, the root last. Everybody may see it."""

    pem: str

    @cached_property
    def certificates(self) -> list[x509.Certificate]:
        """All of them, the signer's first."""
        try:
            return x509.load_pem_x509_certificates(self.pem.encode())
        except ValueError as fault:
            raise BadChain("must be certificates as PEM, the signer's first") from fault

    @cached_property
    def for_signing(self) -> list[asn1.Certificate]:
        """The same as the signing library wants them."""
        return [asn1.Certificate.load(one.public_bytes(Encoding.DER)) for one in self.certificates]

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of the signer's certificate."""
        return self.for_signing[0].sha256.hex()

    @property
    def root(self) -> str:
        """The root's certificate as PEM."""
        return self.certificates[-1].public_bytes(Encoding.PEM).decode()

    @property
    def each(self) -> "list[Chain]":
        """Each certificate for itself, for a bundle of several that vouch alike."""
        return [Chain(one.public_bytes(Encoding.PEM).decode()) for one in self.certificates]

    @property
    def ends_at(self) -> datetime:
        """When the first of them runs out."""
        return min(one.not_valid_after_utc for one in self.certificates)

    def check(self) -> None:
        """Raise BadChain unless each vouches for the one before, and all are valid today."""
        signer, *issuers = self.certificates
        if not issuers:
            raise BadChain("must hold the signer's certificate and those of its issuers, the root last")
        for issued, issuer in zip(self.certificates, [*issuers, issuers[-1]], strict=True):
            try:
                issued.verify_directly_issued_by(issuer)
            except (ValueError, TypeError, InvalidSignature) as fault:
                raise BadChain(
                    f"must go from the signer to the root, each issued by the next; {_called(issued)} is not"
                ) from fault
        public = signer.public_key()
        if not isinstance(public, ec.EllipticCurvePublicKey) or not isinstance(public.curve, ec.SECP256R1):
            raise BadChain("must begin with the certificate of a P-256 key")
        for one in self.certificates:
            if not one.not_valid_before_utc <= clock.now() <= one.not_valid_after_utc:
                raise BadChain(f"{_called(one)} is valid from {one.not_valid_before_utc} to {one.not_valid_after_utc}")


class SigningKey:
    """A private key with its chain. The key itself stays in this process or in its token."""

    def __init__(
        self, chain: Chain, open_signer: Callable[[], Signer], close: Callable[[], None] = lambda: None
    ) -> None:
        self.chain = chain
        self._open, self._close = open_signer, close
        self._opened: tuple[int, Signer] | None = None
        self._turn = threading.Lock()

    @property
    def signer(self) -> Signer:
        """What signs; a process that was forked opens its own."""
        with self._turn:
            if self._opened is None or self._opened[0] != os.getpid():
                self._opened = (os.getpid(), self._open())
            return self._opened[1]

    def forget(self) -> None:
        """Let go of a token that failed; the next signature opens it anew."""
        with self._turn:
            self._opened = None
            self._close()

    @classmethod
    def from_pem(cls, key: str, chain: Chain) -> "SigningKey":
        """A key that lies in a file. Raises BadKey or BadChain."""
        try:
            private = load_pem_private_key(key.encode(), None)
        except (ValueError, TypeError) as fault:
            raise BadKey("must be a private key as PEM without a password") from fault
        if not isinstance(private, ec.EllipticCurvePrivateKey) or not isinstance(private.curve, ec.SECP256R1):
            raise BadKey("must be a P-256 key (openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256)")
        chain.check()
        if _point(private.public_key()) != _point(chain.certificates[0].public_key()):
            raise BadChain("must begin with the certificate of the very key that signs")
        info = private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        signer = SimpleSigner(
            signing_cert=chain.for_signing[0],
            signing_key=keys.PrivateKeyInfo.load(info),
            cert_registry=_known(chain),
            embed_roots=False,
        )
        return cls(chain, lambda: signer)

    @classmethod
    def from_token(cls, chain: Chain, *, module: str, token: str, key: str, pin: str) -> "SigningKey":
        """A key inside a PKCS#11 token, asked for once here, so that a wrong word is noticed. Raises BadKey or BadChain."""
        chain.check()
        opened = _open_token(module, token, pin)
        try:
            public = _public_point(opened, key)
            if public is not None and public != _point(chain.certificates[0].public_key()):
                raise BadChain("must begin with the certificate of the very key in the token")
        finally:
            opened.close()
            _unload(module)

        def open_signer() -> Signer:
            from pyhanko.sign.pkcs11 import PKCS11Signer

            return PKCS11Signer(
                _open_token(module, token, pin),
                signing_cert=chain.for_signing[0],
                ca_chain=chain.for_signing[1:],
                key_label=key,
                embed_roots=False,
                use_raw_mechanism=True,  # the digest is made here: not every token knows ECDSA with SHA-256 as one step
            )

        return cls(chain, open_signer, lambda: _unload(module))


def _known(chain: Chain) -> SimpleCertificateStore:
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    store.register_multiple(chain.for_signing[1:])
    return store


def _open_token(module: str, token: str, pin: str) -> Any:
    """A session with the token. A library of PKCS#11 does not survive a fork, so each process loads it anew."""
    import pkcs11

    try:
        library = pkcs11.lib(module)
        return library.get_token(token_label=token).open(user_pin=pin)
    except (pkcs11.PKCS11Error, RuntimeError, OSError) as fault:
        raise BadKey(f"the token does not open: {type(fault).__name__} {fault}".rstrip()) from fault


def _unload(module: str) -> None:
    import pkcs11

    with suppress(pkcs11.PKCS11Error):
        pkcs11.unload(module)


def _public_point(session: Any, label: str) -> bytes | None:
    """The public half of a key in the token, where the token holds it; the private half must be there."""
    import pkcs11
    from asn1crypto.core import OctetString

    try:
        session.get_key(object_class=pkcs11.ObjectClass.PRIVATE_KEY, label=label)
    except pkcs11.PKCS11Error as fault:
        raise BadKey(f"the token holds no private key “{label}”: {type(fault).__name__}") from fault
    try:
        public = session.get_key(object_class=pkcs11.ObjectClass.PUBLIC_KEY, label=label)
        return bytes(OctetString.load(public[pkcs11.Attribute.EC_POINT]).native)
    except (pkcs11.PKCS11Error, ValueError):
        return None


def _point(public: Any) -> bytes:
    return bytes(public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def _called(certificate: x509.Certificate) -> str:
    return f"“{certificate.subject.rfc4514_string()}”"
