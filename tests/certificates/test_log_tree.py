"""The log's tree is that of RFC 9162: another implementation and the published examples agree with ours at every size."""

import random

import pytest
from pymerkle import InmemoryTree, verify_consistency

from learn.certificates.log import tree
from learn.certificates.log.entry import node_id

# The eight entries and the roots over the first n of them that implementations of RFC 6962 have always been tested with.
ENTRIES = [
    bytes.fromhex(entry)
    for entry in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


class Grown:
    """Our tree, kept as the database keeps it: complete subtrees only, added to in batches."""

    def __init__(self, entries: list[bytes], batch: int = 7) -> None:
        self.entries, self.kept = entries, dict[tree.Place, bytes]()
        for begin in range(0, len(entries), batch):
            edge = self.hashes(tree.complete_subtrees((0, begin)))
            for place, hashed in tree.grown(begin, map(tree.leaf_hash, entries[begin : begin + batch]), edge):
                assert place not in self.kept, "a kept hash would be written twice"
                self.kept[place] = hashed

    def hashes(self, places: list[tree.Place]) -> dict[tree.Place, bytes]:
        return {place: self.kept[place] for place in places}

    def of(self, spans: list[tree.Span]) -> list[bytes]:
        return tree.hashes_of(spans, self.hashes)

    def root(self, size: int) -> bytes:
        return self.of([(0, size)])[0]


def entries(count: int) -> list[bytes]:
    return [f"entry {n}".encode() for n in range(count)]


def oracle(content: list[bytes]) -> InmemoryTree:
    other = InmemoryTree(algorithm="sha256")
    other.append_entries(content)
    return other


@pytest.mark.parametrize("size", range(9))
def test_the_roots_of_the_published_examples_are_ours(size: int) -> None:
    assert Grown(ENTRIES).root(size).hex() == ROOTS[size]


def test_every_root_and_inclusion_proof_up_to_seventy_is_that_of_another_implementation() -> None:
    content = entries(70)
    ours, theirs = Grown(content), oracle(content)
    for size in range(1, 71):
        root = ours.root(size)
        assert root == theirs.get_root(size)
        for index in range(size):
            proof = ours.of(tree.inclusion_spans(index, size))
            assert proof == theirs.prove_inclusion(index + 1, size).path[1:]
            leaf = tree.leaf_hash(content[index])
            assert tree.root_from_inclusion(index, size, leaf, proof) == root


def as_defined(m: int, content: list[bytes], whole: bool = True) -> list[bytes]:
    """SUBPROOF of RFC 9162, 2.1.4.1, word for word; its hashes from the other implementation."""
    n = len(content)
    if m == n:
        return [] if whole else [oracle(content).get_root()]
    k = 1
    while 2 * k < n:
        k *= 2
    if m <= k:
        return [*as_defined(m, content[:k], whole), oracle(content[k:]).get_root()]
    return [*as_defined(m - k, content[k:], False), oracle(content[:k]).get_root()]


def test_every_consistency_proof_up_to_seventy_is_as_the_standard_defines_it() -> None:
    content = entries(70)
    ours, theirs = Grown(content), oracle(content)
    for size in range(1, 71):
        for former in range(1, size + 1):
            proof = ours.of(tree.consistency_spans(former, size))
            if size in (1, 2, 3, 7, 8, 21, 32, 33, 63, 64, 65, 70):
                assert proof == as_defined(former, content[:size])
            before, after = ours.root(former), ours.root(size)
            assert tree.grew(former, size, before, after, proof)
            verify_consistency(before, after, theirs.prove_consistency(former, size), former, size)


@pytest.mark.parametrize("size", [257, 1_000, 4_097, 9_999])
def test_so_is_a_large_one(size: int) -> None:
    drawn = random.Random(size)
    content = entries(size)
    ours, theirs = Grown(content, batch=drawn.randrange(1, 400)), oracle(content)
    root = ours.root(size)
    assert root == theirs.get_root()
    for _ in range(12):
        index, former = drawn.randrange(size), drawn.randrange(1, size)
        proof = ours.of(tree.inclusion_spans(index, size))
        assert proof == theirs.prove_inclusion(index + 1).path[1:]
        assert tree.root_from_inclusion(index, size, tree.leaf_hash(content[index]), proof) == root
        assert tree.grew(former, size, theirs.get_root(former), root, ours.of(tree.consistency_spans(former, size)))


def test_a_proof_proves_nothing_but_its_own_entry_place_and_tree() -> None:
    content = entries(21)
    ours = Grown(content)
    root, spans = ours.root(21), tree.inclusion_spans(13, 21)
    proof, leaf = ours.of(spans), tree.leaf_hash(content[13])
    assert tree.root_from_inclusion(13, 21, leaf, proof) == root
    for index, size, hashed, given in (
        (12, 21, leaf, proof),
        (13, 16, leaf, proof),
        (13, 21, tree.leaf_hash(content[12]), proof),
        (13, 21, leaf, proof[:-1]),
        (13, 21, leaf, [*proof, proof[0]]),
        (13, 21, leaf, proof[::-1]),
        (21, 21, leaf, proof),
        (-1, 21, leaf, proof),
        (0, 0, leaf, []),
    ):
        assert tree.root_from_inclusion(index, size, hashed, given) != root


def test_a_tree_that_was_rewritten_is_never_shown_to_have_grown() -> None:
    content = entries(40)
    ours, rewritten = Grown(content), Grown([*content[:9], b"another", *content[10:]])
    for former in range(10, 40):
        for proof in (
            ours.of(tree.consistency_spans(former, 40)),
            rewritten.of(tree.consistency_spans(former, 40)),
            [],
        ):
            assert not tree.grew(former, 40, ours.root(former), rewritten.root(40), proof)
    assert not tree.grew(40, 39, ours.root(40), ours.root(39), [])
    assert not tree.grew(40, 40, ours.root(40), rewritten.root(40), [])


def test_no_two_subtrees_have_one_place_and_the_places_leave_no_gap() -> None:
    content = entries(64)
    places = sorted(node_id(*place) for place in Grown(content).kept)
    assert places == list(range(127))
