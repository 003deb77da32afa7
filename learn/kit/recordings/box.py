"""The boxes of an MP4 (ISO/IEC 14496-12, 4.2): each says its size and its name, and they fill the file."""

import struct
from collections.abc import Iterator
from typing import NamedTuple

MOST_BOXES = 100_000


class Damaged(Exception):
    """The parts of a recording do not add up."""


class Box(NamedTuple):
    """A named stretch of the file, without its head."""

    name: bytes
    start: int
    end: int


def boxes(content: bytes, start: int, end: int) -> Iterator[Box]:
    """The boxes between two places. Raises Damaged where they do not fill it exactly."""
    for _n in range(MOST_BOXES):
        if start == end:
            return
        if end - start < 8:
            raise Damaged
        size, name = struct.unpack_from(">I4s", content, start)
        head = 8
        if size == 1 and end - start >= 16:
            (size,), head = struct.unpack_from(">Q", content, start + 8), 16
        elif size == 0:
            size = end - start
        if not head <= size <= end - start:
            raise Damaged
        yield Box(name, start + head, start + size)
        start += size
    raise Damaged


def within(content: bytes, box: Box, *path: bytes) -> Iterator[Box]:
    """Every box at the end of a path of names inside a box."""
    for child in boxes(content, box.start, box.end):
        if child.name == path[0]:
            if path[1:]:
                yield from within(content, child, *path[1:])
            else:
                yield child
