"""MP3: one frame after another to the end, with a label before or behind (ISO/IEC 11172-3, 2.4; 13818-3)."""

from learn.kit.recordings.box import Damaged

_KBPS = {  # of layer III, by the frame's four bits
    1: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_HERTZ = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}
_FEWEST = 2  # frames


def looks_like(content: bytes) -> bool:
    """Whether a file begins as an MP3 does."""
    return content.startswith(b"ID3") or _frame(content, 0) is not None


def seconds(content: bytes) -> float:
    """How long it lasts: frame by frame. Raises Damaged where something else stands between or behind them."""
    at, end, lasts, count = _after_label(content), _before_label(content), 0.0, 0
    while at < end:
        found = _frame(content, at)
        if found is None:
            if count >= _FEWEST and not content[at:end].strip(b"\0"):
                break
            raise Damaged
        size, time = found
        at, lasts, count = at + size, lasts + time, count + 1
    if count < _FEWEST:
        raise Damaged
    return lasts


def _frame(content: bytes, at: int) -> tuple[int, float] | None:
    """The bytes and seconds of the frame here; None: there is no frame of layer III."""
    if at + 4 > len(content) or content[at] != 0xFF or content[at + 1] & 0xE6 != 0xE2:
        return None
    edition, rate = content[at + 1] >> 3 & 3, content[at + 2] >> 2 & 3
    kind = content[at + 2] >> 4
    if edition == 1 or rate == 3 or kind in (0, 15):
        return None
    hertz = _HERTZ[edition][rate]
    kbps = _KBPS[1 if edition == 3 else 2][kind]
    samples = 1152 if edition == 3 else 576
    return samples // 8 * kbps * 1000 // hertz + (content[at + 2] >> 1 & 1), samples / hertz


def _after_label(content: bytes) -> int:
    """Where the sound begins, behind one ID3v2 label or several and the room they leave."""
    at = 0
    while content[at : at + 3] == b"ID3":
        if len(content) < at + 10 or any(byte & 0x80 for byte in content[at + 6 : at + 10]):
            raise Damaged
        size = sum(byte << 7 * n for n, byte in enumerate(reversed(content[at + 6 : at + 10])))
        at += 10 + size + (10 if content[at + 5] & 0x10 else 0)
    while at and content[at : at + 1] == b"\0":
        at += 1
    return at


def _before_label(content: bytes) -> int:
    """Where the sound ends, before the labels that old players put behind it."""
    end = len(content)
    if content[-128:-125] == b"TAG":
        end -= 128
    if content[end - 32 : end - 24] == b"APETAGEX":
        size = int.from_bytes(content[end - 20 : end - 16], "little")
        flags = int.from_bytes(content[end - 12 : end - 8], "little")
        end -= size + (32 if flags & 1 << 31 else 0)
    return max(end, 0)
