"""A real time-stamp authority (RFC 3161) with its own root and revocation list, served over HTTP on this machine.

Certomancer plays it. It also issues a certificate to sign documents with, as an authority outside would.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from asn1crypto import pem
from certomancer.integrations.animator import Animator, AnimatorArchStore
from certomancer.registry import ArchLabel, CertLabel, CertomancerConfig
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from werkzeug.serving import WSGIRequestHandler, make_server

KEYS = {"root": "ec", "fresh": "rsa", "aged": "rsa", "signer": "ec"}
SERVER = "http://127.0.0.1"


@dataclass
class Authority:
    """Where it is reached, and the certificates that it has issued."""

    address: str
    folder: Path
    issued: Any

    def url(self, which: str = "fresh") -> str:
        """The address that stamps; the stamps of `aged` end within weeks, those of `fresh` in ten years."""
        return f"{self.address}/house/tsa/{which}"

    def certificate(self, *labels: str) -> str:
        """Certificates as PEM."""
        return "".join(
            pem.armor("CERTIFICATE", self.issued.get_cert(CertLabel(label)).dump()).decode() for label in labels
        )

    def key(self, label: str) -> str:
        """A private key as PEM; the tests may see it."""
        return (self.folder / f"{label}.pem").read_text()


@contextmanager
def running(folder: Path) -> Iterator[Authority]:
    """The authority, until the test is over."""
    for name, kind in KEYS.items():
        key = ec.generate_private_key(ec.SECP256R1()) if kind == "ec" else rsa.generate_private_key(65537, 2048)
        text = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (folder / f"{name}.pem").write_bytes(text)
    server = make_server("127.0.0.1", 0, _placeholder, threaded=True, request_handler=_Quiet)
    address = f"{SERVER}:{server.server_port}"
    config = CertomancerConfig(_settings(), str(folder), external_url_prefix=address)
    house = config.get_pki_arch(ArchLabel("house"))
    server.app = Animator(AnimatorArchStore({ArchLabel("house"): house}), with_web_ui=False)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Authority(address, folder, house)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Quiet(WSGIRequestHandler):
    """Answers without a word in the log."""

    def log(self, type: str, message: str, *args: Any) -> None:
        pass


def _placeholder(_environment: Any, _start: Any) -> list[bytes]:
    return []


def _settings() -> dict[str, Any]:
    now = datetime.now(UTC)
    crl = {
        "id": "crl_distribution_points",
        "smart-value": {"schema": "crl-dist-url", "params": {"crl-repo-names": ["root"]}},
    }
    return {
        "keysets": {"house": {"path-prefix": ".", "keys": {name: {"path": f"{name}.pem"} for name in KEYS}}},
        "pki-architectures": {
            "house": {
                "keyset": "house",
                "entity-defaults": {"country-name": "CN", "organization-name": "Time Authority"},
                "entities": {name: {"common-name": name} for name in KEYS},
                "certs": {
                    "root": {
                        "subject": "root", "subject-key": "root", "issuer": "root", "authority-key": "root",
                        "validity": _between(now, 40 * 365),
                        "extensions": [
                            {"id": "basic_constraints", "critical": True, "value": {"ca": True}},
                            _usage("key_cert_sign", "crl_sign"),
                        ],
                    },
                    "fresh": {"issuer": "root", "validity": _between(now, 3650), "extensions": [*_stamps(), crl]},
                    "aged": {"issuer": "root", "validity": _between(now, 40), "extensions": [*_stamps(), crl]},
                    "signer": {
                        "issuer": "root", "validity": _between(now, 1000),
                        "extensions": [_usage("digital_signature", "non_repudiation"), crl],
                    },
                },
                "services": {
                    "crl-repo": {"root": {"for-issuer": "root", "signing-key": "root", "simulated-update-schedule": "P30D"}},
                    "time-stamping": {
                        name: {"signing-key": name, "signing-cert": name} for name in ("fresh", "aged")
                    },
                },
            }
        },
    }  # fmt: skip


def _between(now: datetime, days: int) -> dict[str, str]:
    first, last = now - timedelta(days=400), now + timedelta(days=days)
    return {"valid-from": first.strftime("%Y-%m-%dT%H:%M:%S+0000"), "valid-to": last.strftime("%Y-%m-%dT%H:%M:%S+0000")}


def _usage(*uses: str) -> dict[str, Any]:
    return {"id": "key_usage", "critical": True, "smart-value": {"schema": "key-usage", "params": list(uses)}}


def _stamps() -> list[dict[str, Any]]:
    return [_usage("digital_signature"), {"id": "extended_key_usage", "critical": True, "value": ["time_stamping"]}]
