"""Contexts come with us and from nowhere else, and a signature covers every word."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from learn.kit import linked_data
from learn.kit.data_integrity import holds, multikey, secure, stamp
from learn.kit.linked_data import CREDENTIALS, ContextsMissing, NotLinkedData, canonical, contexts

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
METHOD = "did:web:bakery.example#oven"
KEYS = {METHOD: KEY.public_key().public_bytes_raw()}
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def cake(**more: Any) -> dict[str, Any]:
    """A small credential that has nothing to do with learning."""
    return {
        "@context": [CREDENTIALS],
        "id": "https://bakery.example/cakes/1",
        "type": ["VerifiableCredential"],
        "name": "Black Forest 黑森林",
        "issuer": "did:web:bakery.example",
        "credentialSubject": {"id": "https://bakery.example/people/1"},
        **more,
    }


def signed(**more: Any) -> dict[str, Any]:
    return secure(cake(**more), sign=KEY.sign, method=METHOD, created=NOON)


def test_the_statements_of_a_document_do_not_depend_on_how_it_is_written() -> None:
    turned = dict(reversed(list(cake().items())))
    assert canonical(turned) == canonical(cake())
    assert b'"Black Forest \xe9\xbb\x91\xe6\xa3\xae\xe6\x9e\x97"' in canonical(cake())


@pytest.mark.parametrize(
    "address", ["https://www.w3.org/ns/did/v1", "http://localhost/x", "file:///etc/passwd", "https://example.org/c"]
)
def test_a_context_that_we_do_not_ship_is_refused_and_never_fetched(address: str) -> None:
    with pytest.raises(NotLinkedData):
        canonical(cake(**{"@context": [CREDENTIALS, address]}))


@pytest.mark.parametrize(
    "more",
    [
        {"sneaked": "in"},
        {"type": ["VerifiableCredential", "Sneaked"]},
        {"credentialSubject": {"id": "people/1"}},
        {"credentialSubject": {"id": "https://bakery.example/people/1", "rank": "chief"}},
        {"@context": "nothing"},
        {"@context": None},
        {"@context": {"@import": "https://example.org/"}},
        {"@context": [{"@vocab": 3}]},
        {"id": 7},
    ],
)
def test_a_word_that_would_be_no_part_of_the_signature_is_refused(more: dict[str, Any]) -> None:
    with pytest.raises(NotLinkedData):
        canonical(cake(**more))


def test_a_signed_document_holds_and_says_by_whom() -> None:
    document = signed()
    assert holds(document, KEYS)
    assert document["proof"]["created"] == "2026-11-22T12:00:00Z"
    assert document["proof"]["verificationMethod"] == METHOD
    assert secure(cake(), sign=KEY.sign, method=METHOD, created=NOON) == document, "the same again, byte for byte"


def test_many_may_sign_at_once() -> None:
    linked_data.jsonld._resolved_context_cache.clear()
    with ThreadPoolExecutor(8) as many:
        made = list(many.map(lambda n: signed(name=f"cake {n}"), range(40)))
    assert all(holds(document, KEYS) for document in made)
    assert len({document["proof"]["proofValue"] for document in made}) == 40


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("proofValue", None),
        ("proofValue", 7),
        ("proofValue", ""),
        ("proofValue", "z"),
        ("proofValue", "z0OIl"),
        ("proofValue", "m" + "A" * 86),
        ("proofPurpose", "authentication"),
        ("cryptosuite", "eddsa-jcs-2022"),
        ("type", "Ed25519Signature2020"),
        ("created", "2026-11-22T12:00:01Z"),
        ("created", 3),
        ("verificationMethod", "did:web:elsewhere.example#oven"),
        ("verificationMethod", {"id": METHOD}),
        ("sneaked", "in"),
    ],
)
def test_a_changed_proof_does_not_hold(field: str, value: Any) -> None:
    document = signed()
    document["proof"][field] = value
    assert not holds(document, KEYS)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)
    )
)
def test_whatever_stands_for_a_proof_is_answered(proof: Any) -> None:
    assert not holds({**cake(), "proof": proof}, KEYS)


@given(st.text(alphabet=st.characters(codec="utf-8"), min_size=1))
def test_any_text_is_signed_as_it_stands(text: str) -> None:
    document = signed(name=text)
    assert holds(json.loads(json.dumps(document)), KEYS)
    assert not holds({**document, "name": text + "."}, KEYS)


def test_a_key_is_written_as_others_read_it() -> None:
    assert multikey(KEYS[METHOD]).startswith("z6Mk")
    assert stamp(datetime.fromisoformat("2026-11-22T20:00:00.9+08:00")) == "2026-11-22T12:00:00Z"


# taking them from their packages


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """`packages(text)`: one package, whose context is written so."""

    def write(text: str) -> None:
        (tmp_path / "one.js").write_text(text)
        monkeypatch.setattr(linked_data, "PACKAGES", tmp_path)
        monkeypatch.setattr(linked_data, "CONTEXTS", tmp_path / "var" / "contexts.json")
        monkeypatch.setattr(linked_data, "_SOURCES", {"https://bakery.example/v1": "one.js"})
        contexts.cache_clear()

    yield write
    contexts.cache_clear()


@pytest.mark.parametrize(
    "text",
    [
        '{"@context": {"cake": "https://bakery.example/cake"}}',
        "/* eslint-disable */\n/*!\n * Copyright\n */\n'use strict';\n\n"
        'module.exports = {"@context": {"cake": "https://bakery.example/cake"}};\n',
    ],
)
def test_a_context_is_taken_from_json_or_from_a_script_that_only_exports_it(
    packages: Callable[[str], None], text: str
) -> None:
    packages(text)
    assert contexts() == {"https://bakery.example/v1": {"@context": {"cake": "https://bakery.example/cake"}}}
    packages("nothing any more")
    linked_data.contexts.cache_clear()
    assert contexts()["https://bakery.example/v1"], "what was taken at set-up is read from there"


@pytest.mark.parametrize("text", ["", "{}", "module.exports = require('./other');", "module.exports = [1];", "{"])
def test_a_package_that_is_not_as_expected_stops_the_set_up_with_a_sentence(
    packages: Callable[[str], None], text: str
) -> None:
    packages(text)
    with pytest.raises(ContextsMissing, match="one.js"):
        contexts()
    assert not linked_data.CONTEXTS.exists()


def test_a_missing_package_names_what_to_do(packages: Callable[[str], None], tmp_path: Path) -> None:
    packages("")
    (tmp_path / "one.js").unlink()
    with pytest.raises(ContextsMissing, match="bin/setup"):
        canonical(cake())
