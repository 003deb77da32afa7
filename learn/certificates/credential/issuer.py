"""Who issues: this installation as did:web, a name that anybody resolves to its public keys with an ordinary request."""

import base64
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


def token_method(key: SealingKey) -> str:
    """The address of the same key as those who read tokens want it: as a JSON Web Key (Open Badges 3.0, 8.2.2)."""
    return f"{method(key)}-jwk"


def profile() -> dict[str, Any]:
    """The issuer as a credential names it."""
    return {"id": did(), "type": ["Profile"], "name": NAME, "url": current_app.config["BASE_URL"]}


def did_document() -> dict[str, Any]:
    """Every key that signs or ever signed, in both forms, so that what an earlier one signed still verifies."""
    keys = SealingKey.ever()
    return {
        "@context": [
            "https://www.w3.org/ns/did/v1",
            "https://w3id.org/security/multikey/v1",
            "https://w3id.org/security/jwk/v1",
        ],
        "id": did(),
        "alsoKnownAs": [current_app.config["BASE_URL"]],
        "verificationMethod": [one for key in keys for one in _both_forms(key)],
        "assertionMethod": [one for key in keys for one in (method(key), token_method(key))],
    }


def _both_forms(key: SealingKey) -> list[dict[str, Any]]:
    coordinate = base64.urlsafe_b64encode(key.raw).decode().rstrip("=")
    return [
        {"id": method(key), "type": "Multikey", "controller": did(), "publicKeyMultibase": multikey(key.raw)},
        {
            "id": token_method(key),
            "type": "JsonWebKey",
            "controller": did(),
            "publicKeyJwk": {"kty": "OKP", "crv": "Ed25519", "x": coordinate},
        },
    ]
