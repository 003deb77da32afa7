"""The verdict as machines read it: `/verify/<number>.json`, described in docs/certificates.md and docs/verdict.schema.json.

Names are there only for whoever brings the code of the QR code, as on the page. What stands here stays: new fields may
come, none goes and none changes its meaning without a new `schema`.
"""

import base64
from typing import Any

from learn.certificates.certificate import Certificate
from learn.certificates.check import Finding
from learn.certificates.ground import ground_of
from learn.certificates.log import Proof
from learn.certificates.log.entry import moment
from learn.certificates.log.note import checkpoint, origin
from learn.certificates.masking import masked
from learn.certificates.receipt_check import ReceiptFinding
from learn.kit import clock

SCHEMA = 1


def told(finding: Finding, proofs: list[Proof], *, named: bool) -> dict[str, Any]:
    """What a check found."""
    shown = finding.certificate if finding.verdict.issued_by_us else None
    return {
        "schema": SCHEMA,
        "document": "certificate",
        "verdict": str(finding.verdict),
        "number": finding.number,
        "checked_at": moment(clock.now()),
        **(_certificate(shown, named=named) if shown else {}),
        **({"log": _log(shown, proofs, named=named)} if shown and proofs else {}),
    }


def told_of_receipt(finding: ReceiptFinding) -> dict[str, Any]:
    """What a check of a receipt found; what it covers, its own page and file say."""
    return {
        "schema": SCHEMA,
        "document": "receipt",
        "verdict": str(finding.verdict),
        "number": finding.number,
        "checked_at": moment(clock.now()),
    }


def _certificate(certificate: Certificate, *, named: bool) -> dict[str, Any]:
    facts = certificate.facts
    newer, revocation, ground = certificate.supersession, certificate.revocation, ground_of(certificate)
    return {
        "holder": {
            "masked": masked(facts.holder_name, facts.holder_latin_name),
            **({"name": facts.holder_name, "latin_name": facts.holder_latin_name} if named else {}),
        },
        "organisation": facts.organisation_name.as_dict() if facts.organisation_name else None,
        "course": {"code": facts.course_code, "title": facts.course_title.as_dict()},
        "version": facts.version_number,
        **({"delta_from": facts.delta_from} if facts.delta_from else {}),
        "hours": str(facts.hours),
        **({"score": None if facts.score is None else str(facts.score)} if named else {}),
        "issued": clock.day_of(certificate.issued_at).isoformat(),
        "valid_until": facts.valid_until.isoformat() if facts.valid_until else None,
        "superseded_by": newer.successor.number if newer else None,
        "superseded_at": moment(newer.at) if newer else None,
        "revoked_at": moment(revocation.at) if revocation else None,
        "revocation_ground": str(ground) if ground else None,
        "digest": certificate.sha256,
    }


def _log(certificate: Certificate, proofs: list[Proof], *, named: bool) -> dict[str, Any]:
    first, *later = map(_proof, proofs)
    return {
        "origin": origin(),
        **first,
        "later": later,
        "checkpoint": checkpoint(proofs[0].tree),
        **({"salt": certificate.salt} if named else {}),
    }


def _proof(proof: Proof) -> dict[str, Any]:
    return {
        "index": proof.entry.id,
        "entry": proof.entry.content,
        "proof": [base64.b64encode(hashed).decode() for hashed in proof.hashes],
    }
