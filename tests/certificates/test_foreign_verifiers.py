"""Our credentials hold in verifiers that others wrote, changed ones in none, and nothing is fetched from anybody else."""

import copy
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import Flask
from openvc.did.did_web import DidWebResolver
from openvc.errors import OpenvcError
from openvc.resolvers import default_status_list_resolver
from openvc.status import CredentialRevoked
from openvc.verify import VerificationPolicy, verify_credential

from learn.certificates import Certificate
from learn.certificates.credential import issuer
from learn.kit.data_integrity import holds
from learn.kit.db import db
from learn.kit.linked_data import OPEN_BADGES, contexts
from learn.people import Person
from learn.signatures import SealingKey
from tests.certificates.foreign import Web, needs_node

Certified = Callable[..., Certificate]
BOTH = ("digitalbazaar", "verifier_core")


@pytest.fixture(autouse=True)
def home(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The address of an installation as it is in earnest: did:web wants a name and https."""
    monkeypatch.setitem(app.config, "BASE_URL", "https://learn.alliance.example")


def document(certificate: Certificate) -> dict[str, Any]:
    """The credential as its file says it."""
    assert certificate.credential
    said: dict[str, Any] = json.loads(certificate.credential.document)
    return said


def changed(said: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[str, Any]]:
    """Every copy of a document in which one thing is other: each value changed, each field taken away, one added."""
    whole, inside = said, said
    for step in path:
        inside = inside[step]
    steps = list(inside) if isinstance(inside, dict) else list(range(len(inside)))
    for step in steps:
        value = inside[step]
        if isinstance(value, dict | list):
            yield from changed(whole, (*path, step))
        else:
            yield f"{(*path, step)} changed", _with(whole, path, lambda at, s=step: at.__setitem__(s, _other(at[s])))
        yield f"{(*path, step)} taken away", _with(whole, path, lambda at, s=step: at.pop(s))
    if isinstance(inside, dict):
        yield f"{path} with a word more", _with(whole, path, lambda at: at.__setitem__("sneaked", "in"))


def _with(said: Any, path: tuple[Any, ...], change: Callable[[Any], Any]) -> Any:
    forged = copy.deepcopy(said)
    at = forged
    for step in path:
        at = at[step]
    change(at)
    return forged


def _other(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    if value.startswith("20") and value.endswith("Z"):
        return f"2025{value[4:]}"
    return f"{value}x"


# as issued


@needs_node
def test_what_we_issue_holds_in_each_verifier(app: Flask, bo: Person, zed: Person, certified: Certified) -> None:
    said = [document(certified(person)) for person in (bo, zed)]
    web = Web(app)
    findings, refused = web.ask(*[(by, one) for by in BOTH for one in said])
    assert [(found["verified"], found["in_force"]) for found in findings] == [(True, True)] * 4, findings
    assert {address.rpartition("/")[2] for address in refused} <= {"ob_v3p0_achievementcredential_schema.json"}, (
        "verifier-core asks 1EdTech for the schema, and does without; nothing else may be asked for"
    )


@needs_node
def test_the_status_list_is_a_credential_that_holds_too(app: Flask, bo: Person, certified: Certified) -> None:
    certified(bo)
    web = Web(app)
    said = json.loads(web.answers["https://learn.alliance.example/credentials/status/1"])
    findings, _ = web.ask(("digitalbazaar", said), ("verifier_core", said))
    assert [found["verified"] for found in findings] == [True, True], findings
    openvc(web, said, policy=VerificationPolicy(require_status=False))


@needs_node
def test_the_token_holds_and_says_the_same(app: Flask, bo: Person, certified: Certified) -> None:
    certificate = certified(bo)
    assert certificate.credential
    web, token = Web(app), certificate.credential.token
    findings, refused = web.ask(("jose", token), jwk=web.jwk_of(token))
    assert findings[0]["verified"], findings
    claims, said = findings[0]["payload"], document(certificate)
    assert {**said, "proof": None} == {**{name: claims[name] for name in said if name != "proof"}, "proof": None}
    assert claims.keys() - said.keys() == {"iss", "jti", "nbf", "exp"}
    assert (claims["iss"], claims["jti"]) == (said["issuer"]["id"], said["id"])
    assert refused == []


def test_it_holds_in_openvc_as_well(app: Flask, bo: Person, certified: Certified) -> None:
    said = document(certified(bo))
    result = openvc(Web(app), said)
    assert result.issuer == "did:web:learn.alliance.example"
    assert result.status is not None


def openvc(web: Web, said: dict[str, Any], policy: VerificationPolicy | None = None) -> Any:
    """What openvc finds; it reaches what we answer, and nothing else."""
    resolver = DidWebResolver(lambda address: dict(json.loads(web.answers[address])))
    lists = default_status_list_resolver(resolver=resolver, fetch=lambda address: web.answers[address])
    shipped = {OPEN_BADGES: contexts()[OPEN_BADGES]}
    policy = policy or VerificationPolicy(require_status_issuer_binding=True)
    return verify_credential(said, policy=policy, resolver=resolver, resolve_status_list=lists, extra_contexts=shipped)


def taken_by_openvc(web: Web, said: dict[str, Any]) -> bool:
    """Whether openvc takes a document for ours."""
    try:
        openvc(web, said)
    except OpenvcError:
        return False
    return True


# changed


@needs_node
def test_a_copy_with_anything_changed_holds_nowhere(app: Flask, bo: Person, certified: Certified) -> None:
    said = document(certified(bo))
    web = Web(app)
    forgeries = dict(changed(said))
    assert len(forgeries) > 150
    forgeries = {"as issued": said, **forgeries}
    findings, _ = web.ask(*[(by, forged) for by in BOTH for forged in forgeries.values()])
    names = [f"{by}: {name}" for by in BOTH for name in forgeries]
    taken_in = [name for name, found in zip(names, findings, strict=True) if found["verified"]]
    assert taken_in == [f"{by}: as issued" for by in BOTH]


def test_nor_does_it_in_openvc_or_with_us(app: Flask, bo: Person, certified: Certified) -> None:
    said = document(certified(bo))
    web = Web(app)
    keys = {issuer.method(key): key.raw for key in SealingKey.ever()}
    assert holds(said, keys)
    for name, forged in changed(said):
        assert not holds(forged, keys), name
        assert not taken_by_openvc(web, forged), name


@needs_node
def test_a_token_with_anything_changed_holds_nowhere(app: Flask, bo: Person, certified: Certified) -> None:
    certificate = certified(bo)
    assert certificate.credential
    token = certificate.credential.token
    forged = []
    for place in range(0, len(token), 37):
        other = "A" if token[place] != "A" else "Q"
        forged.append(token[:place] + other + token[place + 1 :])
    header, claims, signature = token.split(".")
    forged += [f"eyJhbGciOiJub25lIn0.{claims}.", f"{header}.{claims}.", f"{header}.{claims}.{signature[:-4]}"]
    web = Web(app)
    findings, _ = web.ask(*[("jose", one) for one in [token, *forged]], jwk=web.jwk_of(token))
    assert findings.pop(0)["verified"]
    assert not any(found["verified"] for found in findings)


@needs_node
def test_a_credential_under_somebody_elses_key_holds_nowhere(
    app: Flask, bo: Person, certified: Certified, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever copies every word and signs it anew has a key that our did.json does not name."""
    with monkeypatch.context() as elsewhere:
        elsewhere.setitem(app.extensions, "sealing_key", Ed25519PrivateKey.generate())
        elsewhere.setattr("learn.signatures.seal._remember", lambda key: None)
        said = document(certified(bo))
    findings, _ = Web(app).ask(*[(by, said) for by in BOTH])
    assert not any(found["verified"] for found in findings)
    with pytest.raises(OpenvcError):
        openvc(Web(app), said)


# what became of it


@needs_node
@pytest.mark.parametrize("end", ["revoked", "superseded"])
def test_one_that_is_no_longer_in_force_is_seen_as_such(
    app: Flask, bo: Person, zed: Person, omar: Person, certified: Certified, end: str
) -> None:
    ended, untouched = certified(bo), certified(zed)
    if end == "revoked":
        ended.revoke(by=omar, reason="issued by mistake")
    else:
        certified(bo)
    db.session.commit()
    web = Web(app)
    findings, _ = web.ask(*[(by, document(one)) for by in BOTH for one in (ended, untouched)])
    assert [found["in_force"] for found in findings] == [False, True, False, True], findings
    with pytest.raises(CredentialRevoked):
        openvc(web, document(ended))
    openvc(web, document(untouched))


@needs_node
def test_after_a_new_key_old_credentials_still_hold_and_new_ones_do(
    app: Flask, bo: Person, zed: Person, certified: Certified, monkeypatch: pytest.MonkeyPatch
) -> None:
    former = certified(bo)
    assert former.credential
    old, token = document(former), former.credential.token
    monkeypatch.setitem(app.extensions, "sealing_key", Ed25519PrivateKey.generate())
    new = document(certified(zed))
    assert old["proof"]["verificationMethod"] != new["proof"]["verificationMethod"]
    web = Web(app)
    assert len(web.did["verificationMethod"]) == 4, "two keys, each in both forms"
    findings, _ = web.ask(*[(by, one) for by in BOTH for one in (old, new)])
    assert [(found["verified"], found["in_force"]) for found in findings] == [(True, True)] * 4, findings
    openvc(web, old)
    openvc(web, new)
    findings, _ = web.ask(("jose", token), jwk=web.jwk_of(token))
    assert findings[0]["verified"], findings
