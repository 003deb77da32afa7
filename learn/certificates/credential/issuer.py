"""Who issues: this installation as did:web, a name that anybody resolves to its public keys with an ordinary request."""

from typing import Any
from urllib.parse import quote, urlsplit

from flask import current_app

from learn.kit.data_integrity import multikey
from learn.signatures import SealingKey

NAME = "细胞与基因治疗产业联盟 · Cell & Gene Therapy Industry Alliance"  # as on the paper


def did() -> str:
    """The name of this installation: did:web:learn.example.org, from the address that people use."""
    home = urlsplit(str(current_app.config["BASE_URL"]))
    folders = [quote(part) for part in home.path.split("/") if part]
    return ":".join(["did:web", quote(home.netloc, safe=""), *folders])


def method(key: SealingKey) -> str:
    """The address of one of our keys."""
    return f"{did()}#{key.name}"


def profile() -> dict[str, Any]:
    """The issuer as a credential names it."""
    return {"id": did(), "type": ["Profile"], "name": NAME, "url": current_app.config["BASE_URL"]}


def did_document() -> dict[str, Any]:
    """Every key that signs or ever signed, so that what an earlier one signed still verifies (DID Core, Multikey)."""
    keys = SealingKey.ever()
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": did(),
        "alsoKnownAs": [current_app.config["BASE_URL"]],
        "verificationMethod": [
            {"id": method(key), "type": "Multikey", "controller": did(), "publicKeyMultibase": multikey(key.raw)}
            for key in keys
        ],
        "assertionMethod": [method(key) for key in keys],
    }
