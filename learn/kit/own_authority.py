"""An authority of this installation's own: a root certificate, a signer under it, and a list of what was taken back.

It serves where nobody runs a public key infrastructure: for a demonstration, or to begin with.
"""

import shutil
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from tempfile import mkdtemp

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from cryptography.x509.oid import NameOID

from learn.kit import clock

ROOT_KEY, ROOT, SIGNER_KEY, CHAIN = "authority.key", "authority.pem", "signer.key", "chain.pem"
_ROOT_YEARS, _SIGNER_YEARS = 40, 10


def found(folder: Path, *, organisation: str, country: str) -> None:
    """Make an authority and its signer in this folder; two processes that do so at once end up with one of the two."""
    if folder.exists():
        return
    folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    mine = Path(mkdtemp(dir=folder.parent, prefix=".authority-"))  # only we may read it
    root_key, signer_key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    root = _certificate(_name(organisation, country, "certificate authority"), root_key.public_key(), root_key)
    signer = _certificate(_name(organisation, country, "certificates"), signer_key.public_key(), root_key, root)
    for name, key in ((ROOT_KEY, root_key), (SIGNER_KEY, signer_key)):
        (mine / name).touch(mode=0o600)
        (mine / name).write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    (mine / ROOT).write_bytes(root.public_bytes(Encoding.PEM))
    (mine / CHAIN).write_bytes(signer.public_bytes(Encoding.PEM) + root.public_bytes(Encoding.PEM))
    with suppress(OSError):  # the other one was faster: a folder with something in it is never replaced
        mine.rename(folder)
    shutil.rmtree(mine, ignore_errors=True)


def nothing_taken_back(folder: Path) -> bytes | None:
    """The authority's revocation list of today, which is empty; None where its key was taken elsewhere."""
    if not (folder / ROOT_KEY).exists():
        return None
    key = load_pem_private_key((folder / ROOT_KEY).read_bytes(), None)
    root = x509.load_pem_x509_certificate((folder / ROOT).read_bytes())
    now = clock.now()
    made = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(root.subject)
        .last_update(now - timedelta(minutes=5))
        .next_update(now + timedelta(days=7))
        .add_extension(x509.CRLNumber(int(now.timestamp())), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(root.public_key()),  # type: ignore[arg-type]
            critical=False,
        )
        .sign(key, SHA256())  # type: ignore[arg-type]
    )
    return made.public_bytes(Encoding.DER)


def _name(organisation: str, country: str, role: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, country),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
            x509.NameAttribute(NameOID.COMMON_NAME, f"{organisation[:40]} {role}"),
        ]
    )


def _certificate(
    name: x509.Name,
    public: ec.EllipticCurvePublicKey,
    issuing_key: ec.EllipticCurvePrivateKey,
    issuer: x509.Certificate | None = None,
) -> x509.Certificate:
    """The root (no issuer), or the signer under it, which may sign documents and nothing else."""
    is_root, now = issuer is None, clock.now()
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer.subject if issuer else name)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=365 * (_ROOT_YEARS if is_root else _SIGNER_YEARS)))
        .add_extension(x509.BasicConstraints(is_root, 0 if is_root else None), critical=True)
        .add_extension(_usage(may_certify=is_root), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuing_key.public_key()), critical=False)
        .sign(issuing_key, SHA256())
    )


def _usage(*, may_certify: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not may_certify,
        content_commitment=not may_certify,
        key_cert_sign=may_certify,
        crl_sign=may_certify,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
