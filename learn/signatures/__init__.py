"""Electronic signatures: who signed what with which meaning, bound to the digest of exactly what was seen."""

from learn.signatures.forms import SignatureForm
from learn.signatures.seal import Seal, SealingKey
from learn.signatures.signature import Meaning, Signature

__all__ = [
    "Meaning",
    "Seal",
    "SealingKey",
    "Signature",
    "SignatureForm",
]
