"""Reading what strangers bring: in a process of its own, with so much memory and so much time and no more."""

import importlib
import json
import resource
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

SECONDS = 10
MEMORY = 1024 * 1024 * 1024  # bytes of address space; the libraries alone take a quarter of it
_HERE = Path(__file__).resolve().parents[2]


class GaveUp(Exception):
    """The file took too much time or memory, or brought the reader down."""


def fenced(function: str, content: bytes, *numbers: int, seconds: int = SECONDS) -> dict[str, Any]:
    """What `module:function` says of a file, as a dictionary of its dataclass. Raises GaveUp."""
    command = [sys.executable, "-W", "ignore", "-m", "learn.kit.fenced", str(seconds), function, *map(str, numbers)]
    try:
        ran = subprocess.run(
            command,
            input=content,
            capture_output=True,
            timeout=2 * seconds,
            check=True,
            cwd=_HERE,
            env={"LANG": "C.UTF-8"},
        )
        said: dict[str, Any] = json.loads(ran.stdout)
    except (subprocess.SubprocessError, ValueError) as fault:
        raise GaveUp(type(fault).__name__) from fault
    return said


def main(seconds: str, function: str, *numbers: str) -> None:
    """Inside the fence: read the file from standard input, say what was seen on standard output."""
    module, name = function.split(":")
    work = getattr(importlib.import_module(module), name)  # before the fence closes
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_NOFILE, (16, 16))
    seen = work(sys.stdin.buffer.read(), *map(int, numbers))
    sys.stdout.write(json.dumps(asdict(seen)))


if __name__ == "__main__":
    main(*sys.argv[1:])
