"""WebM: elements in elements, each with its number and its size (RFC 8794, RFC 9559)."""

import struct
from collections.abc import Iterator
from typing import NamedTuple

from flask_babel import gettext as _

from learn.kit.recordings.box import Damaged
from learn.kit.web import Refused

START = b"\x1a\x45\xdf\xa3"
_HEAD, _DOCTYPE, _SEGMENT = 0x1A45DFA3, 0x4282, 0x18538067
_INFO, _SCALE, _DURATION = 0x1549A966, 0x2AD7B1, 0x4489
_TRACKS, _ENTRY, _CODEC, _CODINGS = 0x1654AE6B, 0xAE, 0x86, 0x6D80
_CLUSTER, _TIME, _BLOCK, _GROUP, _BLOCK_IN_GROUP = 0x1F43B675, 0xE7, 0xA3, 0xA0, 0xA1
_VOID, _CHECKSUM = 0xEC, 0xBF
# Index, cues, chapters and tags beside the above; attachments are files within, and no part of WebM
_IN_SEGMENT = {_INFO, _TRACKS, _CLUSTER, 0x114D9B74, 0x1C53BB6B, 0x1043A770, 0x1254C367, _VOID, _CHECKSUM}
_IN_CLUSTER = {_TIME, _BLOCK, _GROUP, 0xA7, 0xAB, 0x5854, 0xAF, _VOID, _CHECKSUM}
_CODECS = {b"V_VP8", b"V_VP9", b"V_AV1", b"A_OPUS", b"A_VORBIS", b"D_WEBVTT/SUBTITLES", b"D_WEBVTT/CAPTIONS"}
_MOST = 3_000_000  # elements


class _Element(NamedTuple):
    number: int
    start: int
    end: int
    open: bool  # it does not say its size: it ends where something begins that cannot stand in it


def look_through(content: bytes) -> float | None:
    """How long a WebM lasts in seconds; None: nothing in it says. Raises Damaged, and refuses what is no WebM."""
    outermost = list(_elements(content, 0, len(content)))
    if [one.number for one in outermost if one.number != _VOID] != [_HEAD, _SEGMENT]:
        raise Damaged
    if _first(content, outermost[0], _DOCTYPE) != b"webm":
        raise Refused(
            _("This recording is packed in a way that not every browser plays. Export it as MP4 (H.264 and AAC).")
        )
    segment = next(one for one in outermost if one.number == _SEGMENT)
    scale, lasts, last, packed = 1_000_000, 0.0, 0, set[bytes]()
    for part in _elements(content, segment.start, segment.end, _IN_SEGMENT):
        if part.number == _INFO:
            scale = int.from_bytes(_first(content, part, _SCALE)) or scale
            lasts = _float(_first(content, part, _DURATION))
        elif part.number == _TRACKS:
            packed |= set(_codecs(content, part))
        elif part.number == _CLUSTER:
            last = max(last, _last_moment(content, part))
    if not packed or not packed <= _CODECS:
        raise Refused(
            _("This recording is packed in a way that not every browser plays. Export it as MP4 (H.264 and AAC).")
        )
    return (lasts or last) * scale / 1e9 or None


def _codecs(content: bytes, tracks: _Element) -> Iterator[bytes]:
    for entry in _elements(content, tracks.start, tracks.end):
        if entry.number != _ENTRY:
            continue
        for part in _elements(content, entry.start, entry.end):
            if part.number == _CODINGS:
                raise Refused(_("This recording is locked against copying. Send one that is not."))
            if part.number == _CODEC:
                yield content[part.start : part.end].rstrip(b"\0")


def _last_moment(content: bytes, cluster: _Element) -> int:
    """When the last block of a cluster is shown."""
    time, last = 0, 0
    for part in _elements(content, cluster.start, cluster.end, _IN_CLUSTER):
        if part.number == _TIME:
            time = int.from_bytes(content[part.start : part.end][:8])
        elif part.number == _BLOCK:
            last = max(last, _moment_of_block(content, part))
        elif part.number == _GROUP:
            inside = _elements(content, part.start, part.end)
            last = max([last, *(_moment_of_block(content, one) for one in inside if one.number == _BLOCK_IN_GROUP)])
    return time + last


def _moment_of_block(content: bytes, block: _Element) -> int:
    _track, start, _length = _size(content, block.start)
    if start + 2 > block.end:
        raise Damaged
    return int.from_bytes(content[start : start + 2], signed=True)


def _elements(content: bytes, start: int, end: int, known: set[int] | None = None) -> Iterator[_Element]:
    """The elements between two places. Raises Damaged where they do not fill it, or one is not of those known."""
    for _n in range(_MOST):
        if start == end:
            return
        number, at = _number(content, start)
        if known is not None and number not in known:
            raise Damaged
        size, at, length = _size(content, at)
        unsaid = size == (1 << (7 * length)) - 1
        stop = _end_of_open(content, number, at, end) if unsaid else at + size
        if stop > end:
            raise Damaged
        yield _Element(number, at, stop, unsaid)
        start = stop
    raise Damaged


def _end_of_open(content: bytes, number: int, start: int, end: int) -> int:
    """Where an element ends that does not say so: only the segment and its clusters may leave it open."""
    if number == _SEGMENT:
        return end
    if number != _CLUSTER:
        raise Damaged
    while start < end:
        inside, at = _number(content, start)
        if inside not in _IN_CLUSTER:
            break
        size, at, _length = _size(content, at)
        start = at + size
    return start


def _number(content: bytes, at: int) -> tuple[int, int]:
    """The number of an element, its marker bit kept, and where it ends."""
    first = content[at] if at < len(content) else 0
    length = 9 - first.bit_length()
    if length > 4 or at + length > len(content):
        raise Damaged
    return int.from_bytes(content[at : at + length]), at + length


def _size(content: bytes, at: int) -> tuple[int, int, int]:
    """A size, where it ends, and in how many bytes it is written."""
    first = content[at] if at < len(content) else 0
    length = 9 - first.bit_length()
    if length > 8 or at + length > len(content):
        raise Damaged
    return int.from_bytes(content[at : at + length]) & ((1 << (7 * length)) - 1), at + length, length


def _first(content: bytes, element: _Element, number: int) -> bytes:
    """What the first element of a number inside another holds; empty: there is none."""
    inside = _elements(content, element.start, element.end)
    return next((content[one.start : one.end][:16] for one in inside if one.number == number), b"")


def _float(raw: bytes) -> float:
    if len(raw) not in (4, 8):
        return 0.0
    (found,) = struct.unpack(">f" if len(raw) == 4 else ">d", raw)
    return float(found) if 0 < found < 1e15 else 0.0
