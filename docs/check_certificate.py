#!/usr/bin/env python3
"""Checks a certificate against the public certificate log, without the platform that issued it.

    check_certificate.py CERTIFICATE.pdf CERTIFICATE.tlog-proof --key KEY
        The proof is saved from the page of the certificate's verdict. No network is used.

    check_certificate.py CERTIFICATE.pdf [CERTIFICATE.tlog-proof] --log PLACE --key KEY [--kept CHECKPOINT]
        PLACE is a copy of the log (a folder) or its address (https://…/log). Every entry is read and the whole tree
        computed anew, so that nothing that happened to the certificate is left out. With --kept, a checkpoint of
        former days, a log that was rolled back or rewritten since then is found out.

KEY is the line that stands at /log/key, or a file with such lines; it may be given several times, where keys have changed.
Take it from somewhere you trust, and keep it.

Exit status: 0 the file was logged as issued, and not ended since as far as was looked; 1 that is not proved; 2 something cannot be read;
3 it was logged, and superseded or revoked since; 4 it begins with the logged file, and goes on: with proofs of its age as we add them, or with
something else, which the verify page tells.

Needs Python 3.9 or newer and nothing else. The forms are those of RFC 9162 and of C2SP: signed-note, tlog-checkpoint,
tlog-proof, tlog-tiles.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import re
import struct
import sys
import urllib.error
import urllib.request
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

GOOD, NOT_PROVED, UNREADABLE, ENDED, ADDED = 0, 1, 2, 3, 4
WIDE = 256  # entries in a full tile
MOST_SALTS, MOST_ENDS = 20, 64  # looked at in one file
MOST_FILE = 20_000_000  # bytes; ours have less than two hundred thousand
MOST = 100_000  # bytes of an attachment; ours have less than a hundred


class NotProved(Exception):
    """What was claimed does not follow; the message says why."""


class Unreadable(Exception):
    """A file is not what it should be; the message says which and why."""


# the key and the checkpoint (signed-note, tlog-checkpoint)


class Key(NamedTuple):
    name: str
    id: bytes
    public: bytes


class Checkpoint(NamedTuple):
    size: int
    root: bytes


def read_key(line: str) -> Key:
    """A key of the log, from its line."""
    try:
        name, id_, encoded = line.strip().split("+", 2)
        kind_and_public = base64.b64decode(encoded, validate=True)
    except ValueError as fault:
        raise Unreadable("--key: this is no key line, such as stands at /log/key") from fault
    key = Key(name, hashlib.sha256(name.encode() + b"\n" + kind_and_public).digest()[:4], kind_and_public[1:])
    if kind_and_public[:1] != b"\1" or len(key.public) != 32 or key.id.hex() != id_:
        raise Unreadable("--key: the key line is mistyped, or is no Ed25519 key")
    return key


def read_keys(given: list[str]) -> list[Key]:
    """The keys of the log, today's and former ones: from their lines, or from files that hold one a line."""
    lines = [line for one in given for line in ([one] if "+" in one else _lines_of(one))]
    return [read_key(line) for line in lines]


def _lines_of(place: str) -> list[str]:
    try:
        return [line for line in Path(place).read_text(encoding="utf-8").splitlines() if line.strip()]
    except (OSError, ValueError) as fault:
        raise Unreadable("--key: this is no key line, such as stands at /log/key") from fault


def read_checkpoint(note: str, keys: list[Key]) -> Checkpoint:
    """A checkpoint, after making sure that one of these keys signed it."""
    text, gap, signatures = note.rpartition("\n\n")
    lines = text.split("\n")
    if not gap or len(lines) < 3 or not re.fullmatch(r"0|[1-9][0-9]{0,18}", lines[1]):
        raise Unreadable("this is no checkpoint")
    try:
        root = base64.b64decode(lines[2], validate=True)
    except ValueError as fault:
        raise Unreadable("the root of the checkpoint cannot be read") from fault
    if lines[0] not in {key.name for key in keys}:
        raise NotProved(f"the checkpoint is of another log ({lines[0]}) than the key ({keys[0].name})")
    for line in signatures.splitlines():
        found = re.fullmatch(r"\u2014 (\S+) ([A-Za-z0-9+/=]+)", line)
        try:
            signed = base64.b64decode(found[2], validate=True) if found else b""
        except ValueError:
            continue
        key = next((one for one in keys if found and found[1] == one.name and signed[:4] == one.id), None)
        if key:
            if not signature_holds(key.public, (text + "\n").encode(), signed[4:]):
                raise NotProved("the checkpoint was changed: its signature does not hold")
            return Checkpoint(int(lines[1]), root)
    raise NotProved("the checkpoint is not signed by this key")


# the tree (RFC 9162, 2.1)


def leaf_hash(entry: bytes) -> bytes:
    return hashlib.sha256(b"\0" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


def root_from_proof(index: int, size: int, leaf: bytes, proof: list[bytes]) -> bytes | None:
    """The root that an inclusion proof leads to (2.1.3.2)."""
    if index >= size:
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


def roots(leaves: list[bytes], sizes: set[int]) -> dict[int, bytes]:
    """The roots over the first so many leaves, for each of these sizes."""
    edge: list[bytes] = []  # the complete subtrees that make up the tree so far, the largest first
    found = {}
    for count in range(len(leaves) + 1):
        if count in sizes:
            hashed = edge[-1] if edge else hashlib.sha256(b"").digest()
            for left in reversed(edge[:-1]):
                hashed = node_hash(left, hashed)
            found[count] = hashed
        if count < len(leaves):
            edge.append(leaves[count])
            index = count
            while index & 1:
                right = edge.pop()
                edge.append(node_hash(edge.pop(), right))
                index >>= 1
    return found


# Ed25519 (RFC 8032, 5.1.7)

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
Point = tuple  # x, y, z, t in extended coordinates


def _point(encoded: bytes) -> Point | None:
    y = int.from_bytes(encoded, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    if y >= P:
        return None
    squared = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(squared, (P + 3) // 8, P)
    if (x * x - squared) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if (x * x - squared) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return (x, y, 1, x * y % P)


def _sum(one: Point, other: Point) -> Point:
    a = (one[1] - one[0]) * (other[1] - other[0]) % P
    b = (one[1] + one[0]) * (other[1] + other[0]) % P
    c, d = 2 * one[3] * other[3] * D % P, 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def _times(count: int, point: Point) -> Point:
    total: Point = (0, 1, 1, 0)
    while count:
        if count & 1:
            total = _sum(total, point)
        point, count = _sum(point, point), count >> 1
    return total


def signature_holds(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether this is the signature of that key over the message."""
    if len(public) != 32 or len(signature) != 64:
        return False
    key, start = _point(public), _point(signature[:32])
    scalar = int.from_bytes(signature[32:], "little")
    base = _point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))
    if key is None or start is None or base is None or scalar >= ORDER:
        return False
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % ORDER
    left, right = _times(scalar, base), _sum(start, _times(challenge, key))
    return not (left[0] * right[2] - right[0] * left[2]) % P and not (left[1] * right[2] - right[1] * left[2]) % P


# the certificate and its entries


def salts_in(content: bytes) -> Iterator[str]:
    """The salts in a PDF's attachments: whatever is JSON with a salt in it."""
    start, found = content.find(b"stream"), 0
    while start >= 0 and found < MOST_SALTS and (end := content.find(b"endstream", start + 6)) >= 0:
        for plain in _plain(content[start + 6 : end].lstrip(b"\r\n")):
            try:
                said = json.loads(plain)
            except (ValueError, RecursionError):
                continue
            if isinstance(said, dict) and (salt := _salt(said)):
                found += 1
                yield salt
        start = content.find(b"stream", end + 9)


def _plain(stream: bytes) -> Iterator[bytes]:
    if len(stream) <= MOST:
        yield stream
        try:
            yield zlib.decompressobj().decompress(stream, MOST)
        except zlib.error:
            return


def _salt(said: dict) -> str | None:
    salt = said.get("salt")
    return salt if isinstance(salt, str) and re.fullmatch(r"[0-9a-f]{32}", salt) else None


def names_of(content: bytes, salts: list[str]) -> dict[str, int]:
    """How the log would name the file, or the file that it begins with: a copy with proofs of age goes on after that."""
    ends = {len(content)}
    for mark in [*re.finditer(rb"%%EOF(\r?\n?)", content)][:MOST_ENDS]:
        ends |= {*range(mark.start(1), mark.end(1) + 1)}
    digests, hashed, done = {}, hashlib.sha256(), 0
    for end in sorted(ends):
        hashed.update(content[done:end])
        digests[end], done = hashed.digest(), end
    named = (
        (hashlib.sha256(bytes.fromhex(salt) + digest).hexdigest(), end)
        for salt in salts
        for end, digest in digests.items()
    )
    return dict(named)


def read_entry(content: bytes) -> dict:
    """What an entry says. A newer form may say more, never less."""
    try:
        said = json.loads(content)
        if all(isinstance(said[name], str) for name in ("kind", "at", "logged_at", "certificate")):
            return said
    except (ValueError, KeyError, TypeError, RecursionError):
        pass
    raise Unreadable("an entry of the log cannot be read")


class Proof(NamedTuple):
    salt: str | None
    entry: bytes
    index: int
    hashes: list[bytes]
    checkpoint: str


def read_proof(text: str) -> Proof:
    """A proof as it was saved from the page of the verdict (tlog-proof)."""
    head, gap, checkpoint = text.partition("\n\n")
    lines = head.split("\n")
    try:
        extra = json.loads(base64.b64decode(lines[1].removeprefix("extra "), validate=True))
        index = re.fullmatch(r"index (0|[1-9][0-9]{0,18})", lines[2])
        hashes = [base64.b64decode(line, validate=True) for line in lines[3:]]
        entry = extra["entry"].encode()
    except (ValueError, IndexError, KeyError, TypeError, AttributeError, RecursionError) as fault:
        raise Unreadable("the proof cannot be read") from fault
    if not gap or lines[0] != "c2sp.org/tlog-proof@v1" or not index or any(len(one) != 32 for one in hashes):
        raise Unreadable("the proof cannot be read")
    return Proof(_salt(extra), entry, int(index[1]), hashes, checkpoint)


# the whole log


class Log:
    """The log itself: a folder that holds a copy, or its address."""

    def __init__(self, place: str) -> None:
        self.place = place.rstrip("/")

    def fetch(self, name: str) -> bytes | None:
        """One of its files; None: it is not there."""
        try:
            if re.match(r"https?://", self.place):
                with urllib.request.urlopen(f"{self.place}/{name}", timeout=60) as answer:  # noqa: S310
                    return answer.read()
            return (Path(self.place) / name).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except urllib.error.HTTPError as fault:
            if fault.code == 404:
                return None
            raise Unreadable(f"{self.place}/{name}: {fault}") from fault
        except (OSError, ValueError) as fault:
            raise Unreadable(f"{self.place}/{name}: {fault}") from fault

    def checkpoint(self) -> str:
        """Its newest checkpoint, not checked yet."""
        found = self.fetch("checkpoint")
        if found is None:
            raise Unreadable(f"{self.place} has no checkpoint")
        return _utf8(found, "the checkpoint")

    def entries(self, size: int) -> list[bytes]:
        """All its entries."""
        found: list[bytes] = []
        for index in range((size + WIDE - 1) // WIDE):
            width = min(WIDE, size - index * WIDE)
            found += self._bundle(index, width)
        return found

    def _bundle(self, index: int, width: int) -> list[bytes]:
        digits = f"{index:03}"
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        parts = [digits[at : at + 3] for at in range(0, len(digits), 3)]
        name = "tile/entries/" + "/".join([*(f"x{part}" for part in parts[:-1]), parts[-1]])
        bundle = self.fetch(f"{name}.p/{width}") if width < WIDE else None
        bundle = self.fetch(name) if bundle is None else bundle
        entries = list(_cut(bundle or b""))[:width]
        if len(entries) < width:
            raise NotProved("the log does not show as many entries as its checkpoint says it has")
        return entries


def _cut(bundle: bytes) -> Iterator[bytes]:
    at = 0
    while at + 2 <= len(bundle):
        (length,) = struct.unpack_from(">H", bundle, at)
        yield bundle[at + 2 : at + 2 + length]
        at += 2 + length


def _utf8(content: bytes, what: str) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as fault:
        raise Unreadable(f"{what} is not text") from fault


# the checks


def check_proof(names: dict[str, int], proof: Proof, keys: list[Key]) -> tuple[list[tuple[int, dict]], Checkpoint]:
    """The one entry that a proof is about."""
    checkpoint = read_checkpoint(proof.checkpoint, keys)
    if root_from_proof(proof.index, checkpoint.size, leaf_hash(proof.entry), proof.hashes) != checkpoint.root:
        raise NotProved("the proof does not lead to the root of the checkpoint")
    said = read_entry(proof.entry)
    if said["certificate"] not in names:
        raise NotProved("the proof is about another file: this one is not the certificate, or was changed")
    return [(proof.index, said)], checkpoint


def check_log(
    names: dict[str, int], log: Log, keys: list[Key], kept: list[Checkpoint]
) -> tuple[list[tuple[int, dict]], Checkpoint]:
    """Every entry about the file, after computing the whole tree anew."""
    checkpoint = read_checkpoint(log.checkpoint(), keys)
    for former in kept:
        if former.size > checkpoint.size:
            raise NotProved(
                f"the log was rolled back: it once had {former.size} entries, and has {checkpoint.size} now"
            )
    entries = log.entries(checkpoint.size)
    computed = roots(list(map(leaf_hash, entries)), {checkpoint.size, *(former.size for former in kept)})
    if computed[checkpoint.size] != checkpoint.root:
        raise NotProved("the entries of the log do not lead to the root of its checkpoint")
    for former in kept:
        if computed[former.size] != former.root:
            raise NotProved(
                f"the log was rewritten: its first {former.size} entries are not those of a former checkpoint"
            )
    about = [(index, said) for index, said in enumerate(map(read_entry, entries)) if said["certificate"] in names]
    if not about:
        raise NotProved("the log has no entry about this file: it is not the certificate, or was changed")
    return about, checkpoint


def main(arguments: list[str]) -> int:
    """Read what was given, check it, say what follows."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("certificate", help="the PDF")
    asked.add_argument("proof", nargs="?", help="the proof that was saved from the page of the verdict")
    asked.add_argument("--key", required=True, action="append", help="a key line of the log, or a file with several")
    asked.add_argument("--log", help="a copy of the log, or its address")
    asked.add_argument("--kept", help="a checkpoint of former days")
    given = asked.parse_args(arguments)
    try:
        return _check(given)
    except NotProved as reason:
        print(f"NOT PROVED: {reason}.", file=sys.stderr)
        return NOT_PROVED
    except (Unreadable, OSError) as fault:
        print(f"CANNOT BE READ: {fault}", file=sys.stderr)
        return UNREADABLE


def _check(given: argparse.Namespace) -> int:
    keys = read_keys(given.key)
    content = Path(given.certificate).read_bytes()
    if len(content) > MOST_FILE:
        raise NotProved("this file is larger than any certificate")
    proof = read_proof(_utf8(Path(given.proof).read_bytes(), "the proof")) if given.proof else None
    kept = [read_checkpoint(_utf8(Path(given.kept).read_bytes(), "the kept checkpoint"), keys)] if given.kept else []
    salts = [*([proof.salt] if proof and proof.salt else []), *salts_in(content)]
    if not (proof or given.log):
        raise Unreadable("give a proof, or with --log the log")
    if not salts:
        raise NotProved("neither the file nor the proof holds the salt; save the proof from the address in the QR code")
    names = names_of(content, salts)
    about: list[tuple[int, dict]] = []
    if proof:
        about, checkpoint = check_proof(names, proof, keys)
        if any(former.size == checkpoint.size and former.root != checkpoint.root for former in kept):
            raise NotProved("the log shows different people different things: two checkpoints of one size disagree")
        kept.append(checkpoint)
    if given.log:
        about, checkpoint = check_log(names, Log(given.log), keys, kept)
    first = min(names[said["certificate"]] for _index, said in about)
    status = _say(about, checkpoint, keys[0], whole=bool(given.log), compared=bool(given.log and kept))
    if first == len(content):
        return status
    print(f"ADDED LATER: the log knows the first {first} of {len(content)} bytes; the verify page judges what follows.")
    return ADDED if status == GOOD else status


def _say(about: list[tuple[int, dict]], checkpoint: Checkpoint, key: Key, *, whole: bool, compared: bool) -> int:
    for index, said in about:
        print(f"LOGGED: {said['kind']} at {said['at']}, entered at {said['logged_at']} as entry {index}.")
    print(f"SIGNED: by {key.name}, a log of {checkpoint.size} entries.")
    if compared:
        print("GREW: the log holds all that it held at the checkpoint kept.")
    if not whole:
        print("The proof speaks of this entry only; what happened later, the verify page or --log tells.")
    return ENDED if ended([said["kind"] for _index, said in about]) else GOOD


def ended(kinds: list[str]) -> bool:
    """Whether a certificate ended by what was done to it, in this order; what we do not know is taken for the worse."""
    revoked = superseded = False
    for kind in kinds:
        if kind == "superseded":
            superseded = True
        elif kind != "issued":
            revoked = kind != "reinstated"
    return revoked or superseded


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
