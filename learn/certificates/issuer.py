"""Who signs our certificates: a key with its chain, a time-stamp authority where there is one, and all former ones."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

import structlog
from flask import Flask, current_app
from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from learn.config import BadSetting
from learn.kit import clock, own_authority, pades
from learn.kit.db import Created, db
from learn.kit.pades import NoTimeStamp, Signed, TimeAuthority
from learn.kit.signing_key import BadChain, BadKey, Chain, SigningKey

log = structlog.get_logger()

OURS = {"organisation": "Cell and Gene Therapy Industry Alliance", "country": "CN"}
REASON = "颁发证书 Certificate issued"
_PAUSE = timedelta(minutes=1)  # an authority that did not answer is left alone so long


class Voucher(StrEnum):
    """What a chain of certificates vouches for."""

    SIGNATURES = "signatures"
    TIME = "time"


class IssuingChain(db.Model):
    """Certificates that vouch for a key of ours or for a stamp of time, today's or a former one: public halves only.

    They stay when keys change, so that what was signed with a former key remains genuine.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)  # SHA-256 of the first certificate, the signer's
    vouches_for: Mapped[Voucher]
    pem: Mapped[str]
    first_used_at: Mapped[Created]

    @classmethod
    def for_what(cls, what: Voucher) -> Select["IssuingChain"]:
        """Those that vouch for it, the newest first."""
        return select(cls).where(cls.vouches_for == what).order_by(cls.id.desc())


class Issuer:
    """What this process signs with. The key is in no table and in no log."""

    def __init__(self, folder: Path, key: SigningKey | None, time: TimeAuthority | None) -> None:
        self._folder, self._key, self._time = folder, key, time
        self._silent_until: datetime | None = None

    @property
    def key(self) -> SigningKey:
        """The key of the settings, or of this installation's own authority, made when it first signs."""
        if self._key is None:
            own_authority.found(self._folder, **OURS)
            chain = Chain((self._folder / own_authority.CHAIN).read_text())
            self._key = SigningKey.from_pem((self._folder / own_authority.SIGNER_KEY).read_text(), chain)
        return self._key

    @property
    def stamps(self) -> bool:
        """Whether certificates get time stamps."""
        return self._time is not None

    def sign(self, pdf: bytes) -> Signed:
        """Sign a certificate: with time stamps where an authority gives them, without where it does not answer.

        What went out without is stamped by the daily job, once the authority answers again.
        """
        key = self.key
        if key.chain.ends_at < clock.now():
            raise BadChain(f"CERTIFICATE_CHAIN ended at {key.chain.ends_at}")
        _remember(key.chain, Voucher.SIGNATURES)
        if self.stamps:
            try:
                with self._authority() as time:
                    return pades.sign_for_decades(pdf, key, time, reason=REASON, revocations=self._revocations())
            except NoTimeStamp as fault:
                log.warning("no time stamp", fault=str(fault), help="the daily job adds it")
        try:
            return pades.sign(pdf, key, reason=REASON)
        except Exception:  # a token that was pulled out, or lost its session
            key.forget()
            raise

    def stamp(self, pdf: bytes) -> Signed:
        """A signed certificate with another time stamp. Raises NoTimeStamp."""
        with self._authority() as time:
            return pades.stamp_for_decades(pdf, self.key.chain, time, revocations=self._revocations())

    @contextmanager
    def _authority(self) -> Iterator[TimeAuthority]:
        """The authority of today, and the roots of all former keys and stamps beside it. Silent once, it is left alone."""
        if self._time is None or (self._silent_until and clock.now() < self._silent_until):
            raise NoTimeStamp("TIMESTAMP_URL is not set, or did not answer just now")
        for one in self._time.roots.each:
            _remember(one, Voucher.TIME)
        # Of former signers only the root: whoever is trusted itself is never asked whether it was taken back.
        former = [(row.vouches_for, Chain(row.pem)) for row in db.session.scalars(select(IssuingChain))]
        self._time.trusted = [Chain(one.root) if what is Voucher.SIGNATURES else one for what, one in former]
        try:
            yield self._time
        except NoTimeStamp:
            self._silent_until = clock.now() + _PAUSE
            raise

    def _revocations(self) -> list[bytes]:
        """What our own authority says of revocations; others publish theirs at the address in their certificates."""
        own = own_authority.nothing_taken_back(self._folder)
        return [own] if own else []


def issuer() -> Issuer:
    """What this installation signs certificates with."""
    found: Issuer = current_app.extensions["issuer"]
    return found


def signers() -> list[str]:
    """The fingerprints of every certificate that ever signed for us."""
    return list(db.session.scalars(select(IssuingChain.name).where(IssuingChain.vouches_for == Voucher.SIGNATURES)))


def authorities() -> str:
    """The roots that vouch for our signatures and their time stamps, today's first, as PEM for anybody to trust."""
    roots = [issuer().key.chain.root]
    for what in Voucher:
        for row in db.session.scalars(IssuingChain.for_what(what)):
            roots += [Chain(row.pem).root] if what is Voucher.SIGNATURES else [one.pem for one in Chain(row.pem).each]
    return "".join(dict.fromkeys(roots))


def init_app(app: Flask) -> None:
    """Read key, chain and time-stamp authority; a bad one stops the start by name."""
    setting = {
        name: str(app.config[name])
        for name in ("CERTIFICATE_CHAIN", "PKCS11_MODULE", "PKCS11_TOKEN", "PKCS11_KEY", "TIMESTAMP_URL")
    }
    setting |= {name: str(app.config.pop(name)) for name in ("CERTIFICATE_KEY", "PKCS11_PIN")}  # kept nowhere else
    folder = Path(app.config["VAR"]) / "keys" / "certificates"
    time = _time_authority(setting["TIMESTAMP_URL"], str(app.config["TIMESTAMP_ROOTS"]))
    app.extensions["issuer"] = Issuer(folder, _key_of(setting), time)


def _key_of(setting: dict[str, str]) -> SigningKey | None:
    """The key that the settings name; None: our own."""
    inside = [name for name in ("PKCS11_MODULE", "PKCS11_TOKEN", "PKCS11_KEY", "PKCS11_PIN") if setting[name]]
    key_from = "PKCS11_MODULE" if inside else "CERTIFICATE_KEY"
    if not inside and not setting["CERTIFICATE_KEY"]:
        if setting["CERTIFICATE_CHAIN"]:
            raise BadSetting("CERTIFICATE_CHAIN needs CERTIFICATE_KEY, or PKCS11_MODULE and what belongs to it.")
        return None
    if inside and setting["CERTIFICATE_KEY"]:
        raise BadSetting("CERTIFICATE_KEY and PKCS11_MODULE exclude each other: the key lies in a file or in a token.")
    if inside and len(inside) < 4:
        raise BadSetting(f"PKCS11_MODULE, PKCS11_TOKEN, PKCS11_KEY and PKCS11_PIN go together; only {inside} are set.")
    if not setting["CERTIFICATE_CHAIN"]:
        raise BadSetting(f"CERTIFICATE_CHAIN is needed with {key_from}: it vouches for the key.")
    chain = Chain(setting["CERTIFICATE_CHAIN"])
    try:
        if inside:
            words = {name.removeprefix("PKCS11_").lower(): setting[name] for name in inside}
            return SigningKey.from_token(chain, **words)
        return SigningKey.from_pem(setting["CERTIFICATE_KEY"], chain)
    except BadChain as fault:
        raise BadSetting(f"CERTIFICATE_CHAIN {fault}.") from fault
    except BadKey as fault:
        raise BadSetting(f"{key_from}: {fault}.") from fault


def _time_authority(url: str, roots: str) -> TimeAuthority | None:
    if not url:
        return None
    if not url.startswith(("https://", "http://")):
        raise BadSetting("TIMESTAMP_URL must be the http:// or https:// address of a time-stamp authority (RFC 3161).")
    if not roots:
        raise BadSetting("TIMESTAMP_ROOTS is needed with TIMESTAMP_URL: the certificates that vouch for its stamps.")
    chain = Chain(roots)
    try:
        chain.certificates  # noqa: B018 - read now, so that a bad file is noticed now
    except BadChain as fault:
        raise BadSetting("TIMESTAMP_ROOTS must be certificates as PEM.") from fault
    return TimeAuthority(url, chain)


def _remember(chain: Chain, what: Voucher) -> None:
    """Keep what vouches for a signature for good."""
    if db.session.scalar(select(IssuingChain.id).where(IssuingChain.name == chain.fingerprint)):
        return
    try:
        with db.session.begin_nested():
            db.session.add(IssuingChain(name=chain.fingerprint, vouches_for=what, pem=chain.pem))
    except IntegrityError:
        return  # another process was faster
