"""The credential says what the certificate says, is made once with it, and is given to whom it may concern."""

import base64
import hashlib
import json
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jsonschema
import pytest
from flask import Flask
from sqlalchemy import select

from learn.audit import AuditEntry, Event
from learn.certificates import Certificate
from learn.certificates.credential import Credential
from learn.certificates.credential.issuer import did
from learn.certificates.making import make
from learn.kit.db import db
from learn.kit.linked_data import OPEN_BADGES, contexts
from learn.people import Person
from tests.certificates.conftest import at

Certified = Callable[..., Certificate]
Visit = Callable[..., Any]


def said_of(certificate: Certificate) -> dict[str, Any]:
    """The credential as its file says it."""
    assert certificate.credential
    said: dict[str, Any] = json.loads(certificate.credential.document)
    return said


# what it says


def test_it_says_who_completed_what_with_which_result(bo: Person, certified: Certified) -> None:
    certificate = certified(
        bo, completed_at=at("2026-11-20T23:30:00+08:00"), valid_until=date(2028, 11, 19), questions_digest="ab" * 32
    )
    said = said_of(certificate)
    subject, achievement = said["credentialSubject"], said["credentialSubject"]["achievement"]
    assert said["id"] == f"http://localhost:5000/credentials/{certificate.number}"
    assert said["issuer"]["id"] == "did:web:localhost%3A5000"
    assert said["validFrom"] == "2026-11-20T15:30:00Z"
    assert said["validUntil"] == "2028-11-19T15:59:59Z", "the last day belongs to it, as days go in Shanghai"
    assert subject["licenseNumber"] == certificate.number
    assert [one["identityHash"] for one in subject["identifier"] if not one["hashed"]] == ["林博", "Lin Bo"]
    assert achievement["name"] == "细胞治疗 GMP 基础 · GMP foundations"
    assert (achievement["humanCode"], achievement["version"]) == ("GMP-101", "1.0")
    assert [one["identifier"] for one in achievement["otherIdentifier"]] == [
        certificate.completion.content_digest,
        "ab" * 32,
    ]
    results = {one["resultDescription"].rpartition("-")[2]: one["value"] for one in subject["result"]}
    assert results == {"score": "96", "hours": "1.5"}
    assert said["evidence"][0]["id"] == f"http://localhost:5000/verify/{certificate.number}"


def test_the_address_of_the_holder_is_a_salted_digest(bo: Person, certified: Certified) -> None:
    first, second = (said_of(certified(bo)) for _ in range(2))
    hidden = [one for one in first["credentialSubject"]["identifier"] if one["hashed"]]
    assert [one["identityType"] for one in hidden] == ["emailAddress"]
    digest = hashlib.sha256(f"{bo.email}{hidden[0]['salt']}".encode()).hexdigest()
    assert hidden[0]["identityHash"] == f"sha256${digest}"
    assert bo.email not in json.dumps(first)
    assert hidden[0]["salt"] not in json.dumps(second), "another salt each time: two badges do not show one person"


def test_a_course_without_a_quiz_has_no_score(bo: Person, certified: Certified) -> None:
    said = said_of(certified(bo, score=None, valid_until=None))
    subject = said["credentialSubject"]
    assert [one["resultDescription"].rpartition("-")[2] for one in subject["result"]] == ["hours"]
    assert len(subject["achievement"]["resultDescription"]) == 1
    assert "考核" not in subject["achievement"]["criteria"]["narrative"]
    assert "validUntil" not in said


def test_a_score_is_never_rounded_up(bo: Person, certified: Certified) -> None:
    said = said_of(certified(bo, score=Decimal("79.96")))
    assert said["credentialSubject"]["result"][0]["value"] == "79.9"


ANY_IRI = {"type": "string", "pattern": r"^(https?://|did:web:)\S+$"}
TIME = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"}
TEXT = {"type": "string", "minLength": 1}
EXTENSION = r"^ext:[A-Za-z0-9._-]+$"


def kind(word: str, required: str, **properties: Any) -> dict[str, Any]:
    """An object of Open Badges 3.0: its kind, what it must say, and nothing beyond what is named here."""
    is_a = {"anyOf": [{"const": word}, {"type": "array", "contains": {"const": word}}]}
    return {
        "type": "object",
        "properties": {"type": is_a, **properties},
        "required": ["type", *required.split()],
        "additionalProperties": False,
    }


def many(item: dict[str, Any]) -> dict[str, Any]:
    """A list of these."""
    return {"type": "array", "items": item, "minItems": 1}


IDENTITY = kind(
    "IdentityObject",
    "hashed identityHash identityType",
    hashed={"type": "boolean"},
    identityHash=TEXT,
    identityType={"enum": ["name", "emailAddress"]},
    salt=TEXT,
) | {
    "if": {"properties": {"hashed": {"const": True}}},
    "then": {"properties": {"identityHash": {"pattern": r"^sha256\$[0-9a-f]{64}$"}}},
}
RESULT_DESCRIBED = kind(
    "ResultDescription",
    "id name resultType",
    id=ANY_IRI,
    name=TEXT,
    resultType={"anyOf": [{"const": "Percent"}, {"pattern": EXTENSION}]},
    valueMin=TEXT,
    valueMax=TEXT,
)
IDENTIFIER = kind(
    "IdentifierEntry", "identifier identifierType", identifier=TEXT, identifierType={"pattern": EXTENSION}
)
ACHIEVEMENT = kind(
    "Achievement",
    "id criteria description name",
    id=ANY_IRI,
    achievementType={
        "anyOf": [{"enum": ["CertificateOfCompletion", "Certification"]}, {"pattern": EXTENSION}]
    },  # of the thirty words of the standard, those that we use
    criteria={
        "type": "object",
        "required": ["narrative"],
        "additionalProperties": False,
        "properties": {"narrative": TEXT},
    },
    description=TEXT,
    name=TEXT,
    humanCode=TEXT,
    version=TEXT,
    inLanguage={"enum": ["zh", "en"]},
    otherIdentifier=many(IDENTIFIER),
    resultDescription=many(RESULT_DESCRIBED),
)
SUBJECT = kind(
    "AchievementSubject",
    "achievement identifier",
    achievement=ACHIEVEMENT,
    identifier=many(IDENTITY),
    licenseNumber=TEXT,
    activityEndDate=TIME,
    result=many(kind("Result", "value resultDescription", value=TEXT, resultDescription=ANY_IRI)),
)
STATUS = kind(
    "BitstringStatusListEntry",
    "id statusPurpose statusListIndex statusListCredential",
    id=ANY_IRI,
    statusPurpose={"const": "revocation"},
    statusListIndex={"type": "string", "pattern": r"^\d+$"},
    statusListCredential=ANY_IRI,
)
PROOF = kind(
    "DataIntegrityProof",
    "cryptosuite created verificationMethod proofPurpose proofValue",
    cryptosuite={"const": "eddsa-rdfc-2022"},
    created=TIME,
    verificationMethod=ANY_IRI,
    proofPurpose={"const": "assertionMethod"},
    proofValue={"pattern": r"^z[1-9A-HJ-NP-Za-km-z]{80,90}$"},
)
RULES = kind(
    "OpenBadgeCredential",
    "@context id name issuer validFrom credentialSubject proof credentialStatus evidence",
    id=ANY_IRI,
    name=TEXT,
    issuer=kind("Profile", "id name", id=ANY_IRI, name=TEXT, url=ANY_IRI),
    validFrom=TIME,
    validUntil=TIME,
    awardedDate=TIME,
    credentialSubject=SUBJECT,
    evidence=many(kind("Evidence", "id", id=ANY_IRI, name=TEXT, description=TEXT)),
    credentialStatus=STATUS,  # one, not a list: the standard says 0..1
    proof=PROOF,
) | {"allOf": [{"properties": {"type": {"contains": {"const": "VerifiableCredential"}}}}]}
RULES["properties"]["@context"] = {"const": ["https://www.w3.org/ns/credentials/v2", OPEN_BADGES]}


@pytest.mark.parametrize(
    "facts", [{}, {"score": None}, {"valid_until": None}, {"holder_latin_name": ""}, {"questions_digest": "0" * 64}]
)
def test_it_keeps_the_rules_of_open_badges(bo: Person, certified: Certified, facts: dict[str, Any]) -> None:
    """Open Badges 3.0, appendix B: which properties each kind must and may have, and how often (no schema is shipped)."""
    said = said_of(certified(bo, **facts))
    jsonschema.validate(said, RULES, jsonschema.Draft201909Validator)
    described = {one["id"] for one in said["credentialSubject"]["achievement"]["resultDescription"]}
    assert {one["resultDescription"] for one in said["credentialSubject"]["result"]} == described


def test_each_property_belongs_to_its_kind_in_the_context_that_others_ship(bo: Person, certified: Certified) -> None:
    everywhere = contexts()[OPEN_BADGES]["@context"]
    checked = set()

    def walk(node: Any) -> None:
        for one in node if isinstance(node, list) else [node]:
            if not isinstance(one, dict):
                continue
            kinds = [one["type"]] if isinstance(one.get("type"), str) else one.get("type", [])
            scoped = [everywhere[word]["@context"] for word in kinds if "@context" in everywhere.get(word, {})]
            for scope in scoped:
                strangers = one.keys() - scope.keys() - everywhere.keys()
                assert not strangers, f"{kinds} has no {strangers}"
                checked.update(kinds)
            for value in one.values():
                walk(value)

    walk(said_of(certified(bo)))
    assert {"Achievement", "AchievementSubject", "IdentityObject", "Result", "ResultDescription", "Profile"} <= checked


# made once


def test_it_is_made_with_the_certificate_and_never_again(bo: Person, omar: Person, certified: Certified) -> None:
    certificate = certified(bo)
    assert certificate.credential
    before = (certificate.credential.document, certificate.credential.token)
    Certificate.issue(certificate.completion)
    bo.correct(name="林伯", latin_name="", email="b@pujiang.example", language="zh", by=omar, reason="marriage")
    certificate.revoke(by=omar, reason="issued by mistake")
    db.session.commit()
    db.session.expire_all()
    kept = db.session.scalars(select(Credential)).all()
    assert [(one.document, one.token) for one in kept] == [before]
    assert hashlib.sha256(kept[0].content).hexdigest() == kept[0].sha256


def test_the_database_itself_refuses_to_change_it(bo: Person, certified: Certified) -> None:
    certified(bo)
    for statement in ("UPDATE credential SET document = ''", "DELETE FROM credential", "DELETE FROM status_place"):
        with pytest.raises(Exception, match="append-only"), db.session.begin_nested():
            db.session.execute(db.text(statement))


def test_what_cannot_be_printed_takes_no_place(bo: Person, completes: Callable[..., Any]) -> None:
    from learn.certificates.award import award
    from learn.certificates.credential import StatusPlace

    award(completes(bo, holder_name="林\U0002a6d5").id)
    assert db.session.scalars(select(StatusPlace)).all() == []


@pytest.fixture
def of_before(bo: Person, certified: Certified, monkeypatch: pytest.MonkeyPatch) -> Certificate:
    """A certificate of Bo's from before there were credentials."""
    with monkeypatch.context() as before:
        before.setattr("learn.certificates.certificate.make", lambda done: {**make(done), "credential": None})
        return certified(bo)


def test_a_certificate_of_before_has_none_and_gets_none(
    bo: Person, of_before: Certificate, visit: Visit, browser: Any
) -> None:
    assert Certificate.issue(of_before.completion).credential is None
    page = visit(bo, f"/certificates/{of_before.number}")
    assert "from before there were digital credentials" in page.text
    assert not page.all('a[href^="/credentials/"]')
    for ending in ("", ".jwt"):
        answer = browser(bo).client.get(f"/credentials/{of_before.number}{ending}")
        assert answer.status_code == 404


# who gets it


def test_bo_downloads_both_forms_as_they_were_issued(bo: Person, certified: Certified, browser: Any) -> None:
    certificate = certified(bo)
    assert certificate.credential
    hands = browser(bo)
    answer = hands.client.get(f"/credentials/{certificate.number}")
    assert answer.data == certificate.credential.content
    assert answer.mimetype == "application/vc"
    assert f"{certificate.number}.json" in answer.headers["Content-Disposition"]
    answer = hands.client.get(f"/credentials/{certificate.number}.jwt")
    assert answer.get_data(as_text=True) == certificate.credential.token
    assert answer.mimetype == "application/vc+jwt"
    assert f"{certificate.number}.jwt" in answer.headers["Content-Disposition"]


def test_a_wallet_needs_the_code_and_pages_of_other_sites_may_ask(app: Flask, bo: Person, certified: Certified) -> None:
    certificate = certified(bo)
    client, address = app.test_client(), f"/credentials/{certificate.number}"
    for ending in ("", ".jwt"):
        for code in ("", "?code=", "?code=WRONG", f"?code={certificate.number}"):
            assert client.get(f"{address}{ending}{code}").status_code == 404, code
        answer = client.get(f"{address}{ending}?code={certificate.code}")
        assert answer.status_code == 200
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Access-Control-Allow-Credentials" not in answer.headers, "nobody's session works for another site"


def test_hana_may_have_it_which_is_noted_and_zed_may_not(
    app: Flask, bo: Person, hana: Person, zed: Person, certified: Certified, browser: Any
) -> None:
    number = certified(bo).number
    for person, expected in ((zed, 404), (hana, 200)):
        with app.app_context():  # a request of its own
            assert browser(person).client.get(f"/credentials/{number}").status_code == expected
    taken = db.session.scalars(select(AuditEntry).where(AuditEntry.event == Event.CERTIFICATES_DOWNLOADED)).all()
    assert [(entry.actor_id, entry.subject_name) for entry in taken] == [(hana.id, number)]


def test_the_page_leads_to_downloads_a_wallet_and_linkedin(
    bo: Person, hana: Person, certified: Certified, visit: Visit
) -> None:
    certificate = certified(bo, completed_at=at("2026-11-30T23:30:00+00:00"), valid_until=date(2028, 11, 29))
    page = visit(bo, f"/certificates/{certificate.number}")
    assert page.one(f'a[href="/credentials/{certificate.number}"]')
    assert page.one(f'a[href="/credentials/{certificate.number}.jwt"]')
    assert f"http://localhost:5000/credentials/{certificate.number}?code={certificate.code}" in page.text
    link = urlsplit(str(page.one('a[href^="https://www.linkedin.com/"]')["href"]))
    assert link.path == "/profile/add"
    assert {name: values[0] for name, values in parse_qs(link.query).items()} == {
        "startTask": "CERTIFICATION_NAME",
        "name": "GMP foundations",
        "organizationName": "Cell & Gene Therapy Industry Alliance",
        "issueYear": "2026",
        "issueMonth": "12",
        "expirationYear": "2028",
        "expirationMonth": "11",
        "certId": certificate.number,
        "certUrl": f"http://localhost:5000/verify/{certificate.number}",
    }
    page = visit(hana, f"/certificates/{certificate.number}")
    assert not page.all('a[href^="https://www.linkedin.com/"]'), "it is Bo's to show"
    assert "into a wallet" not in page.text


# the keys


def test_anybody_finds_the_keys_and_may_keep_them_for_a_while(app: Flask, bo: Person, certified: Certified) -> None:
    certified(bo)
    answer = app.test_client().get("/.well-known/did.json")
    assert answer.mimetype == "application/did+json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert answer.json
    method = answer.json["verificationMethod"][0]
    assert (answer.json["id"], method["controller"], method["type"]) == (did(), did(), "Multikey")
    assert re.fullmatch(r"z6Mk[1-9A-HJ-NP-Za-km-z]{44}", method["publicKeyMultibase"])
    assert answer.json["assertionMethod"] == [method["id"], f"{method['id']}-jwk"]
    jwk = answer.json["verificationMethod"][1]["publicKeyJwk"]
    assert (jwk["kty"], jwk["crv"], len(jwk["x"])) == ("OKP", "Ed25519", 43), "and nothing of the private half"
    assert jwk.keys() == {"kty", "crv", "x"}
    again = app.test_client().get("/.well-known/did.json", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert app.test_client().get("/did.json").data == answer.data


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://learn.example.org", "did:web:learn.example.org"),
        ("http://localhost:5001", "did:web:localhost%3A5001"),
        ("https://example.org/training/shanghai", "did:web:example.org:training:shanghai"),
    ],
)
def test_the_name_follows_from_the_address(
    app: Flask, address: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "BASE_URL", address)
    assert did() == name


def test_the_token_names_its_key_and_its_kind(bo: Person, certified: Certified) -> None:
    certificate = certified(bo)
    assert certificate.credential
    header = certificate.credential.token.split(".")[0]
    assert json.loads(base64.urlsafe_b64decode(header + "=" * (-len(header) % 4))) == {
        "alg": "Ed25519",
        "typ": "vc+jwt",
        "cty": "vc",
        "kid": said_of(certificate)["proof"]["verificationMethod"] + "-jwk",
    }
