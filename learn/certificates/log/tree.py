"""The Merkle tree of RFC 9162, section 2.1: which hashes stand for which entries, and what proves what.

Only complete subtrees are kept, since those never change again; whatever else is asked for is made of a few of them.
A complete subtree is named by its level and its index in that level: level 0 holds the entries themselves.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator

Place = tuple[int, int]  # level, index in that level
Span = tuple[int, int]  # from this entry to before that one
Hashes = Callable[[list[Place]], dict[Place, bytes]]

EMPTY = hashlib.sha256(b"").digest()  # the root of a tree without entries


def leaf_hash(entry: bytes) -> bytes:
    """The hash of an entry."""
    return hashlib.sha256(b"\0" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two neighbours."""
    return hashlib.sha256(b"\1" + left + right).digest()


def complete_subtrees(span: Span) -> list[Place]:
    """The fewest complete subtrees that make up a span of the tree, from left to right."""
    begin, end = span
    found = []
    while begin < end:
        level = (end - begin).bit_length() - 1
        if begin:
            level = min(level, (begin & -begin).bit_length() - 1)
        found.append((level, begin >> level))
        begin += 1 << level
    return found


def grown(size: int, leaves: Iterable[bytes], edge: dict[Place, bytes]) -> Iterator[tuple[Place, bytes]]:
    """Every complete subtree that comes into being when leaves are added; `edge` holds those that make up the tree so far."""
    known = dict(edge)
    for index, leaf in enumerate(leaves, start=size):
        place, hashed = (0, index), leaf
        known[place] = hashed
        yield place, hashed
        while place[1] & 1:
            hashed = node_hash(known[place[0], place[1] - 1], hashed)
            place = (place[0] + 1, place[1] >> 1)
            known[place] = hashed
            yield place, hashed


# what proves what


def inclusion_spans(index: int, size: int) -> list[Span]:
    """The spans whose hashes prove that an entry is in a tree, from the entry up to the root (2.1.3.1)."""
    begin, end = 0, size
    spans = []
    while end - begin > 1:
        middle = begin + _half(end - begin)
        if index < middle:
            spans.append((middle, end))
            end = middle
        else:
            spans.append((begin, middle))
            begin = middle
    return spans[::-1]


def consistency_spans(former: int, size: int) -> list[Span]:
    """The spans whose hashes prove that a tree only grew since it had so many entries (2.1.4.1)."""
    begin, end, untouched = 0, size, True
    spans = []
    while former < end:
        middle = begin + _half(end - begin)
        if former <= middle:
            spans.append((middle, end))
            end = middle
        else:
            spans.append((begin, middle))
            begin, untouched = middle, False
    return [*([] if untouched else [(begin, end)]), *spans[::-1]]


def hashes_of(spans: list[Span], hashes: Hashes) -> list[bytes]:
    """The hash of each span; all that is needed for them is asked for at once."""
    places = [complete_subtrees(span) for span in spans]
    known = hashes([place for parts in places for place in parts])
    return [_folded([known[place] for place in parts]) for parts in places]


def root_from_inclusion(index: int, size: int, leaf: bytes, proof: list[bytes]) -> bytes | None:
    """The root that a proof leads to (2.1.3.2); None when it cannot be a proof for this place in such a tree."""
    if not 0 <= index < size:
        return None
    place, last, hashed = index, size - 1, leaf
    for neighbour in proof:
        if last == 0:
            return None
        if place & 1 or place == last:
            hashed = node_hash(neighbour, hashed)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            hashed = node_hash(hashed, neighbour)
        place, last = place >> 1, last >> 1
    return hashed if last == 0 else None


def grew(former: int, size: int, before: bytes, after: bytes, proof: list[bytes]) -> bool:
    """Whether a proof shows that the tree with the one root only grew into that with the other (2.1.4.2)."""
    if former == size or former == 0:
        return not proof and (former == 0 or before == after)
    if not 0 < former < size or not proof:
        return False
    rest = proof if former & (former - 1) else [before, *proof]
    place, last = former - 1, size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old = new = rest[0]
    for neighbour in rest[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            old, new = node_hash(neighbour, old), node_hash(neighbour, new)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            new = node_hash(new, neighbour)
        place, last = place >> 1, last >> 1
    return last == 0 and old == before and new == after


def _half(count: int) -> int:
    """The largest power of two below a number of entries: so many stand on the left."""
    return 1 << ((count - 1).bit_length() - 1)


def _folded(hashes: list[bytes]) -> bytes:
    if not hashes:
        return EMPTY
    hashed = hashes[-1]
    for left in reversed(hashes[:-1]):
        hashed = node_hash(left, hashed)
    return hashed
