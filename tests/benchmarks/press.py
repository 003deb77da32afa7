"""A process that prints one document many times and nothing else: how long it takes, and what memory it holds meanwhile.

`python -m tests.benchmarks.press 500 2000` reads what to print from standard input and marks its memory after so many prints.
"""

import gc
import json
import os
import pickle
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask

from learn.config import ROOT
from learn.kit.pdf import Attached, render_pdf

CREDENTIAL = Attached(
    "credential.json",
    b'{"type": ["VerifiableCredential"]}' * 60,
    "Credential",
    "application/json",
    datetime(2026, 1, 1, tzinfo=UTC),
)


def asked(template: str, facts: dict[str, Any]) -> bytes:
    """What to print, as this process reads it: our own values from our own process."""
    facts.pop("attachments", None)
    return pickle.dumps((template, facts))


def main(*after: str) -> None:
    """Print and measure; memory in MiB."""
    template, facts = pickle.load(sys.stdin.buffer)  # noqa: S301 - it comes from the benchmark itself
    marks = []
    with Flask("press", template_folder=str(ROOT / "templates")).app_context():
        for _ in range(5):
            render_pdf(template, attachments=[CREDENTIAL], **facts)
        begun = time.perf_counter()
        for n in range(1, int(after[-1]) + 1):
            render_pdf(template, attachments=[CREDENTIAL], **facts)
            if str(n) in after:
                gc.collect()
                pages = int(Path("/proc/self/statm").read_text().split()[1])
                marks.append(pages * os.sysconf("SC_PAGE_SIZE") / 2**20)
    status = dict(line.split(":") for line in Path("/proc/self/status").read_text().splitlines())
    most = int(status["VmHWM"].split()[0]) / 1024
    sys.stdout.write(json.dumps({"seconds": time.perf_counter() - begun, "marks": marks, "most": most}))


if __name__ == "__main__":
    main(*sys.argv[1:])
