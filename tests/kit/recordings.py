"""Small recordings, made byte by byte: nothing can be seen or heard, but everything stands where it must."""

import struct

VTT = """WEBVTT - Clean room

NOTE Written by Ada

1
00:01.000 --> 00:04.000 line:90% align:center
<v Ada>Wash your <b>hands</b>.</v>

00:00:04.000 --> 00:00:07.500
Then dry them &amp; wait.
请擦干。
""".encode()


def box(name: bytes, *inside: bytes) -> bytes:
    """A box of an MP4."""
    content = b"".join(inside)
    return struct.pack(">I4s", len(content) + 8, name) + content


def track(kind: bytes, codec: bytes, *, elsewhere: bool = False) -> bytes:
    """A track: what it is for, how it is packed, and whether its bytes lie in this file."""
    place = box(b"url ", bytes(4), b"http://example.org/\0") if elsewhere else box(b"url ", b"\0\0\0\1")
    return box(
        b"trak",
        box(
            b"mdia",
            box(b"hdlr", bytes(8), kind, bytes(12)),
            box(
                b"minf",
                box(b"dinf", box(b"dref", struct.pack(">II", 0, 1), place)),
                box(b"stbl", box(b"stsd", struct.pack(">II", 0, 1), box(codec, bytes(78)))),
            ),
        ),
    )


FILM, SOUND = track(b"vide", b"avc1"), track(b"soun", b"mp4a")


def mp4(*tracks: bytes, brand: bytes = b"isom", lasts: int = 90_500, large: bool = False, fragments: int = 0) -> bytes:
    """A film of 90.5 seconds, unless told otherwise."""
    head = struct.pack(">IQQIQ", 1 << 24, 0, 0, 1000, lasts) if large else struct.pack(">IIIII", 0, 0, 0, 1000, lasts)
    more = [box(b"mvex", box(b"mehd", struct.pack(">II", 0, fragments)))] if fragments else []
    film = box(b"moov", box(b"mvhd", head, bytes(80)), *(tracks or (FILM, SOUND)), *more)
    return box(b"ftyp", brand, bytes(4), b"isomavc1") + film + box(b"mdat", bytes(100))


def element(number: int, *inside: bytes, open: bool = False) -> bytes:
    """An element of a WebM; an open one does not say its size."""
    content = b"".join(inside)
    size = (1 << 56) - 1 if open else len(content)
    name = number.to_bytes((number.bit_length() + 7) // 8)
    return name + ((1 << 56) | size).to_bytes(8) + content


def webm(
    *parts: bytes, kind: bytes = b"webm", codec: bytes = b"V_VP9", lasts: float | None = 90_500.0, open: bool = False
) -> bytes:
    """A WebM of 90.5 seconds; without a length in its head the last of its blocks, at 2.04 seconds, counts."""
    about = [element(0x2AD7B1, (1_000_000).to_bytes(3))]
    about += [element(0x4489, struct.pack(">d", lasts))] if lasts is not None else []
    clusters = [
        element(
            0x1F43B675,
            element(0xE7, time.to_bytes(2)),
            element(0xA3, b"\x81\0\x28\x80", bytes(20)),
            element(0xA0, element(0xA1, b"\x81\0\x14\0", bytes(20))),
            open=open,
        )
        for time in (0, 1000, 2000)
    ]
    tracks = element(0x1654AE6B, element(0xAE, element(0xD7, b"\1"), element(0x86, codec)))
    inside = (element(0x1549A966, *about), tracks, *clusters, *parts)
    return element(0x1A45DFA3, element(0x4282, kind)) + element(0x18538067, *inside, open=open)


def mp3(frames: int = 100, label: bool = True) -> bytes:
    """An MP3 of 100 frames of 1152 samples at 44.1 kHz: 2.6 seconds. With a label before and one behind."""
    frame = b"\xff\xfb\x90\x00" + bytes(413)
    before, behind = b"ID3\4\0\0\0\0\0\x0a" + bytes(10), b"TAG" + bytes(125)
    return (before if label else b"") + frame * frames + (behind if label else b"")
