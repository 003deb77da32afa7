"""The log's signed words, in the forms of C2SP that others' tools read: signed-note, tlog-checkpoint, tlog-proof."""

import base64
import hashlib
import json
import re
from urllib.parse import urlsplit

from flask import current_app
from sqlalchemy import select

from learn.certificates.log.reading import Proof, Tree
from learn.kit.db import db
from learn.signatures import Seal, SealingKey

ED25519 = b"\1"  # how signed-note names the kind of a key


def origin() -> str:
    """The name of this log and of its key: its address without the scheme."""
    address = urlsplit(current_app.config["BASE_URL"])
    return f"{address.netloc}{address.path.rstrip('/')}/log"


def key_line(public: bytes | None = None) -> str:
    """The key by which anyone checks our checkpoints; without one given, that of today."""
    public = SealingKey.today().raw if public is None else public
    return f"{origin()}+{_key_id(public).hex()}+{_base64(ED25519 + public)}"


def checkpoint(tree: Tree) -> str:
    """How large the log is and its root, signed. The same log and key always give the same bytes."""
    said = f"{origin()}\n{tree.size}\n{_base64(tree.root)}\n"
    signature = _key_id(SealingKey.today().raw) + Seal.passing(said.encode())
    return f"{said}\n— {origin()} {_base64(signature)}\n"


def proof_file(proof: Proof, *, salt: str | None) -> str:
    """What to keep beside a certificate: its entry, what proves it, and the checkpoint; the salt only to whoever may know."""
    extra = {"entry": proof.entry.content, **({"salt": salt} if salt else {})}
    return "\n".join(
        [
            "c2sp.org/tlog-proof@v1",
            f"extra {_base64(json.dumps(extra, sort_keys=True).encode())}",
            f"index {proof.entry.id}",
            *map(_base64, proof.hashes),
            "",
            checkpoint(proof.tree),
        ]
    )


def _key_id(public: bytes) -> bytes:
    return hashlib.sha256(f"{origin()}\n".encode() + ED25519 + public).digest()[:4]


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()


# a checkpoint that somebody kept


class Unsigned(Exception):
    """These words are no checkpoint of ours, or were changed; the message says which."""


def read_checkpoint(words: str) -> Tree:
    """What a checkpoint of ours says, whichever of our keys signed it. Raises Unsigned."""
    text, gap, signatures = words.rpartition("\n\n")
    found = re.fullmatch(rf"{re.escape(origin())}\n(0|[1-9]\d{{0,9}})\n([\w+/=]{{44}})(?:\n.*)*", text, re.ASCII)
    if not gap or found is None:
        raise Unsigned("This is no checkpoint of this log.")
    for line in re.findall(rf"^— {re.escape(origin())} ([\w+/=]+)$", signatures, re.M | re.ASCII):
        seal = base64.b64encode(base64.b64decode(f"{line}===")[4:]).decode()
        if any(Seal(key, seal).holds(f"{text}\n".encode()) for key in db.session.scalars(select(SealingKey.name))):
            return Tree(int(found[1]), base64.b64decode(found[2]))
    raise Unsigned("No key of ours signed this checkpoint as it stands.")
