"""Readers that take more than they should, for the tests of the fence."""

import sys
from dataclasses import dataclass


@dataclass
class Seen:
    bytes: int


def count(content: bytes) -> Seen:
    return Seen(len(content))


def memory(content: bytes) -> Seen:
    return Seen(len(bytearray(3 * 1024 * 1024 * 1024)))


def time(content: bytes) -> Seen:
    while True:
        pass


def fault(content: bytes) -> Seen:
    raise RuntimeError


def nonsense(content: bytes) -> Seen:
    sys.stdout.write("{")
    return Seen(0)
