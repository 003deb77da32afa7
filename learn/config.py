"""Every setting, read once from the environment; a bad one stops the start by name."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DEMO_SECRET = "demo-secret-that-production-refuses"


class BadSetting(Exception):
    """A setting that we cannot start with; the message names it."""


def _word(env: Mapping[str, str], name: str, default: str) -> str:
    """A setting, from NAME or from the file that NAME_FILE names."""
    if path := env.get(f"{name}_FILE"):
        try:
            return Path(path).read_text().strip()
        except OSError as fault:
            raise BadSetting(f"{name}_FILE: cannot read {path}: {fault.strerror}") from fault
    return env.get(name, "") or default


def _number(env: Mapping[str, str], name: str, default: int) -> int:
    text = _word(env, name, str(default))
    try:
        return int(text)
    except ValueError:
        raise BadSetting(f"{name} must be a whole number, not “{text}”.") from None


@dataclass(frozen=True)
class Config:
    """The settings of one installation. README.md explains each."""

    LEARN_ENV: str = "development"
    SECRET_KEY: str = DEMO_SECRET
    DATABASE_URL: str = f"sqlite:///{ROOT}/var/learn.db"
    REDIS_URL: str = ""  # empty: queue, cache and limits are embedded
    STORAGE_URL: str = f"file://{ROOT}/var/storage"
    MAIL_URL: str = f"file://{ROOT}/var/mail"
    MAIL_FROM: str = "training@cgt-alliance.example"
    BASE_URL: str = "http://localhost:5000"
    IDLE_MINUTES: int = 60
    MAX_UPLOAD_MB: int = 25
    WORKERS: int = 2
    SIGNING_KEY: str = field(default="", repr=False)  # Ed25519, PEM; empty: one is made under var/keys
    CERTIFICATE_KEY: str = field(
        default="", repr=False
    )  # P-256, PEM; empty in development: an authority of our own is made under var/keys
    CERTIFICATE_CHAIN: str = ""  # the signer's certificate first, the root last
    PKCS11_MODULE: str = ""  # the library of a token that holds the key instead
    PKCS11_TOKEN: str = ""
    PKCS11_KEY: str = ""
    PKCS11_PIN: str = field(default="", repr=False)
    TIMESTAMP_URL: str = ""  # RFC 3161; empty: certificates carry no time stamp
    TIMESTAMP_ROOTS: str = ""
    METRICS_TOKEN: str = ""  # empty: /metrics answers this machine only
    PROXIES: int = 0  # so many before us tell the caller's address and scheme
    TESTING: bool = False
    EXTRA: Mapping[str, object] = field(default_factory=dict)  # tests only: overrides by Flask's own names

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> "Config":
        """The settings of the environment. Raises BadSetting, naming the one that is wrong."""

        def word(name: str) -> str:
            return _word(env, name, str(getattr(cls, name)))

        def number(name: str) -> int:
            return _number(env, name, int(getattr(cls, name)))

        config = cls(
            LEARN_ENV=word("LEARN_ENV"),
            SECRET_KEY=word("SECRET_KEY"),
            DATABASE_URL=word("DATABASE_URL"),
            REDIS_URL=word("REDIS_URL"),
            STORAGE_URL=word("STORAGE_URL"),
            MAIL_URL=word("MAIL_URL"),
            MAIL_FROM=word("MAIL_FROM"),
            BASE_URL=word("BASE_URL").rstrip("/"),
            IDLE_MINUTES=number("IDLE_MINUTES"),
            MAX_UPLOAD_MB=number("MAX_UPLOAD_MB"),
            WORKERS=number("WORKERS"),
            SIGNING_KEY=word("SIGNING_KEY"),
            CERTIFICATE_KEY=word("CERTIFICATE_KEY"),
            CERTIFICATE_CHAIN=word("CERTIFICATE_CHAIN"),
            PKCS11_MODULE=word("PKCS11_MODULE"),
            PKCS11_TOKEN=word("PKCS11_TOKEN"),
            PKCS11_KEY=word("PKCS11_KEY"),
            PKCS11_PIN=word("PKCS11_PIN"),
            TIMESTAMP_URL=word("TIMESTAMP_URL"),
            TIMESTAMP_ROOTS=word("TIMESTAMP_ROOTS"),
            METRICS_TOKEN=word("METRICS_TOKEN"),
            PROXIES=number("PROXIES"),
        )
        config.refuse_what_is_unsafe()
        return config

    def refuse_what_is_unsafe(self) -> None:
        """Production does not start with what only a demonstration may have."""
        if self.LEARN_ENV not in ("development", "production"):
            raise BadSetting(f"LEARN_ENV must be development or production, not “{self.LEARN_ENV}”.")
        if self.development:
            return
        if self.SECRET_KEY == DEMO_SECRET or len(self.SECRET_KEY) < 32:
            raise BadSetting("SECRET_KEY must be a secret of your own, at least 32 characters, in production.")
        if not self.REDIS_URL and self.WORKERS > 1:
            raise BadSetting("REDIS_URL is needed in production with more than one worker: limits live there.")
        if not self.BASE_URL.startswith("https://"):
            raise BadSetting("BASE_URL must be the https:// address that people use: certificates point to it.")
        if not self.CERTIFICATE_KEY and not self.PKCS11_MODULE:
            raise BadSetting("CERTIFICATE_KEY (or PKCS11_MODULE) is needed in production: it signs the certificates.")

    @property
    def development(self) -> bool:
        """Whether this is a demonstration on somebody's own machine."""
        return self.LEARN_ENV == "development"

    @property
    def database(self) -> str:
        """DATABASE_URL as SQLAlchemy wants it, with psycopg 3 for PostgreSQL."""
        for prefix in ("postgresql://", "postgres://"):
            if self.DATABASE_URL.startswith(prefix):
                return "postgresql+psycopg://" + self.DATABASE_URL.removeprefix(prefix)
        return self.DATABASE_URL
