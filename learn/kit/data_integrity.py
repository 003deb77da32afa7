"""A signature inside a document: Verifiable Credential Data Integrity 1.0 with the cryptosuite eddsa-rdfc-2022."""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import base58
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from learn.kit.linked_data import NotLinkedData, canonical

SUITE = "eddsa-rdfc-2022"
_ED25519 = b"\xed\x01"  # the multicodec prefix of an Ed25519 public key


def secure(
    document: dict[str, Any], *, sign: Callable[[bytes], bytes], method: str, created: datetime
) -> dict[str, Any]:
    """The document with a proof in it. `method` is the address of the key; `sign` makes its signature over some bytes."""
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": SUITE,
        "created": stamp(created),
        "verificationMethod": method,
        "proofPurpose": "assertionMethod",
    }
    return {**document, "proof": {**proof, "proofValue": multibase(sign(_what_is_signed(document, proof)))}}


def holds(document: dict[str, Any], keys: dict[str, bytes]) -> bool:
    """Whether the proof in a document is one of these keys' (raw Ed25519, by address) over all that it says."""
    proof = document.get("proof")
    if not isinstance(proof, dict) or not isinstance(proof.get("proofValue"), str):
        return False
    claimed = (proof.get("type"), proof.get("cryptosuite"), proof.get("proofPurpose"))
    public = keys.get(str(proof.get("verificationMethod")))
    if claimed != ("DataIntegrityProof", SUITE, "assertionMethod") or public is None:
        return False
    said = {name: value for name, value in document.items() if name != "proof"}
    config = {name: value for name, value in proof.items() if name != "proofValue"}
    try:
        signature = base58.b58decode(proof["proofValue"].removeprefix("z"))
        Ed25519PublicKey.from_public_bytes(public).verify(signature, _what_is_signed(said, config))
    except (InvalidSignature, NotLinkedData, ValueError):
        return False
    return proof["proofValue"].startswith("z")


def multikey(public: bytes) -> str:
    """A raw Ed25519 public key as documents name it: z6Mk…"""
    return multibase(_ED25519 + public)


def multibase(content: bytes) -> str:
    """Bytes in base 58, with the letter in front that says so."""
    return "z" + base58.b58encode(content).decode()


def stamp(moment: datetime) -> str:
    """A moment as documents write it: to the second, in UTC."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _what_is_signed(document: dict[str, Any], proof: dict[str, Any]) -> bytes:
    """The digests of the proof's circumstances and of the document's statements (vc-di-eddsa, 3.2.4)."""
    circumstances = {"@context": document.get("@context"), **proof}
    return hashlib.sha256(canonical(circumstances)).digest() + hashlib.sha256(canonical(document)).digest()
