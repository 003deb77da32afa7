"""Reading the log: its size and root, what proves an entry, and the tiles in which others copy it."""

import struct
from dataclasses import dataclass

from sqlalchemy import ScalarSelect, func, select

from learn.certificates.certificate import Certificate
from learn.certificates.log import tree
from learn.certificates.log.entry import LogEntry, LogNode, node_id
from learn.kit.db import db

WIDE = 256  # hashes or entries in a full tile (C2SP tlog-tiles)
TALL = 8  # levels of the tree that a tile stands for


class Damaged(Exception):
    """An entry or a hash was changed or is gone. Nothing is proved then; `certificates verify-log` says what it is."""


@dataclass(frozen=True)
class Tree:
    """The log as it is at a moment: so many entries, and the root over them."""

    size: int
    root: bytes


@dataclass(frozen=True)
class Proof:
    """That an entry is in the log of a certain size: its hash and these lead to the root."""

    entry: LogEntry
    tree: Tree
    hashes: list[bytes]


def size() -> int:
    """How many entries there are."""
    return db.session.scalar(select(_size())) or 0


def tree_of(entries: int | None = None) -> Tree:
    """The log as it is, or as it was when it had fewer entries."""
    entries = size() if entries is None else entries
    return Tree(entries, tree.hashes_of([(0, entries)], hashes_at)[0])


def proofs_of(certificate: Certificate) -> list[Proof]:
    """Every entry of a certificate, the oldest first, each proved against the log as it is: in two queries. Raises Damaged."""
    asked = select(LogEntry, _size()).where(LogEntry.certificate_id == certificate.id).order_by(LogEntry.id)
    rows = db.session.execute(asked).all()
    if not rows:
        return []
    entries = [entry for entry, _size in rows]
    count = rows[0][1]
    spans = [tree.inclusion_spans(entry.id, count) for entry in entries]
    root, *hashes = tree.hashes_of([(0, count), *(span for path in spans for span in path)], hashes_at)
    proofs = []
    for entry, path in zip(entries, spans, strict=True):
        proof, hashes = hashes[: len(path)], hashes[len(path) :]
        if tree.root_from_inclusion(entry.id, count, tree.leaf_hash(entry.content.encode()), proof) != root:
            raise Damaged(f"Entry {entry.id} or a hash beside it is not as it was logged.")
        proofs.append(Proof(entry, Tree(count, root), proof))
    return proofs


def consistency(former: int, later: int) -> list[bytes]:
    """What proves that the log of the later size only grew out of that of the former."""
    return tree.hashes_of(tree.consistency_spans(former, later), hashes_at) if former else []


def tile(level: int, index: int, width: int) -> bytes | None:
    """So many hashes of a level, from a tile's beginning; None where the log has not grown to there."""
    first = index * WIDE
    if size() >> (TALL * level) < first + width:
        return None
    places = [(TALL * level, place) for place in range(first, first + width)]
    known = hashes_at(places)
    return b"".join(known[place] for place in places)


def bundle(index: int, width: int) -> bytes | None:
    """So many entries, each after its length; None where the log has not grown to there."""
    first = index * WIDE
    asked = select(LogEntry.content).where(LogEntry.id.between(first, first + width - 1)).order_by(LogEntry.id)
    entries = [content.encode() for content in db.session.scalars(asked)]
    if len(entries) < width:
        return None
    return b"".join(struct.pack(">H", len(entry)) + entry for entry in entries)


def hashes_at(places: list[tree.Place]) -> dict[tree.Place, bytes]:
    """The hashes of complete subtrees. Raises Damaged."""
    wanted = {node_id(*place): place for place in places}
    rows = db.session.execute(select(LogNode.id, LogNode.sha256).where(LogNode.id.in_(wanted))) if wanted else ()
    known = {wanted[id]: hashed for id, hashed in rows}
    if lost := wanted.values() - known.keys():
        raise Damaged(f"The log lacks the hashes {sorted(lost)[:5]}.")
    return known


def _size() -> ScalarSelect[int]:
    return select(func.coalesce(func.max(LogEntry.id) + 1, 0)).scalar_subquery()
