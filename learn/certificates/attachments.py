"""What travels inside a certificate's PDF for programs to read: its credential, and what its entry in the log hides behind."""

import json
from datetime import datetime

from learn.kit.pdf import Attached


def for_programs(credential: bytes, *, salt: str, at: datetime) -> list[Attached]:
    """The Open Badge, and the salt by which whoever holds the file, and nobody else, recognises its log entry."""
    hidden = json.dumps({"salt": salt}).encode()
    return [
        Attached("credential.json", credential, "Open Badges 3.0 credential", "application/vc+ld+json", at),
        Attached("log-salt.json", hidden, "Salt of the entry in the public certificate log", "application/json", at),
    ]
