"""MP4 and M4A: a film in H.264, sound in AAC, all of it in the file (ISO/IEC 14496-12, -14, -15)."""

import struct
from collections.abc import Iterator

from flask_babel import gettext as _

from learn.kit.recordings.box import Box, Damaged, boxes, within
from learn.kit.web import Refused

# What may stand side by side in the file; what is none of these is something that no player shows.
_OUTERMOST = {
    b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"uuid", b"udta", b"meta", b"moof", b"mfra", b"sidx", b"ssix",
    b"styp", b"pdin", b"prft", b"emsg", b"bloc",
}  # fmt: skip
_PICTURES, _SOUND = {b"avc1", b"avc3"}, {b"mp4a", b".mp3"}
_STILL = {b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis"}
_LOCKED = {b"encv", b"enca"}


def kind(content: bytes) -> str:
    """mp4 where there is something to see, m4a where there is only something to hear."""
    if content[8:12] in _STILL:
        raise Refused(_("Not every browser shows pictures of this kind. Save it as JPEG or PNG and send that."))
    films = _films(content)
    if content[8:12] == b"qt  ":
        raise Refused(_("This is a QuickTime film, which not every browser plays. Export it as MP4 (H.264 and AAC)."))
    found = {track: codec for film in films for track, codec in _tracks(content, film)}
    if not found.keys() & {b"vide", b"soun"}:
        raise Damaged
    if any(codecs & _LOCKED for codecs in found.values()):
        raise Refused(_("This recording is locked against copying. Send one that is not."))
    if not (found.get(b"vide", set()) <= _PICTURES and found.get(b"soun", set()) <= _SOUND):
        raise Refused(
            _("This recording is packed in a way that not every browser plays. Export it as MP4 (H.264 and AAC).")
        )
    return "mp4" if b"vide" in found else "m4a"


def seconds(content: bytes) -> float | None:
    """What the head of the film says; where it is sent in fragments, what these were to add up to."""
    for film in _films(content):
        scale, lasts = 0, 0
        for head in within(content, film, b"mvhd"):
            large = content[head.start] == 1
            scale = _number(content, head.start + (20 if large else 12), large=False)
            lasts = _number(content, head.start + (24 if large else 16), large=large)
        for head in within(content, film, b"mvex", b"mehd"):
            lasts = _number(content, head.start + 4, large=content[head.start] == 1)
        if scale and 0 < lasts < 2**32 - 1:
            return lasts / scale
    return None


def _films(content: bytes) -> list[Box]:
    """The one box with everything about the film; what lies beside it is of the known kinds."""
    outermost = list(boxes(content, 0, len(content)))
    films = [box for box in outermost if box.name == b"moov"]
    if len(films) != 1 or {box.name for box in outermost} - _OUTERMOST or outermost[0].name != b"ftyp":
        raise Damaged
    if not any(box.name == b"mdat" and box.end > box.start for box in outermost):
        raise Damaged
    return films


def _tracks(content: bytes, film: Box) -> Iterator[tuple[bytes, set[bytes]]]:
    """What each track is for, and how it is packed."""
    tracks: dict[bytes, set[bytes]] = {}
    for track in within(content, film, b"trak", b"mdia"):
        for place in within(content, track, b"minf", b"dinf", b"dref"):
            _refuse_what_lies_elsewhere(content, place)
        heads = list(within(content, track, b"hdlr"))
        if len(heads) != 1:  # each would have all the others walked through again
            raise Damaged
        for head in heads:
            name = content[head.start + 8 : head.start + 12]
            kept = tracks.setdefault(name, set())
            for table in within(content, track, b"minf", b"stbl", b"stsd"):
                kept |= {entry.name for entry in boxes(content, table.start + 8, table.end)}
    yield from tracks.items()


def _refuse_what_lies_elsewhere(content: bytes, place: Box) -> None:
    for entry in boxes(content, place.start + 8, place.end):
        if entry.end - entry.start < 4 or not content[entry.start + 3] & 1:
            raise Refused(_("Parts of this recording lie in another file. Export it as one whole."))


def _number(content: bytes, at: int, *, large: bool) -> int:
    try:
        (found,) = struct.unpack_from(">Q" if large else ">I", content, at)
    except struct.error as fault:
        raise Damaged from fault
    return int(found)
