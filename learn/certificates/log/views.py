"""The log as the world reads it: a page for people, and the addresses of C2SP tlog-tiles for tools that copy and watch it."""

import base64
import re

from flask import Blueprint, Response, abort, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from learn.certificates.log import note
from learn.certificates.log.reading import WIDE, bundle, tile, tree_of
from learn.config import ROOT
from learn.kit.db import MOST, db
from learn.kit.web import limiter
from learn.people.access import public
from learn.signatures import SealingKey

bp = Blueprint("log", __name__)

# A copy of a million entries is eight thousand tiles; whoever takes one need not be stopped, only slowed.
copying = limiter.shared_limit("1200 per minute", scope="log")

_NUMBER = re.compile(r"((?:x\d{3}/)*\d{3})(?:\.p/([1-9]\d{0,2}))?", re.ASCII)


@bp.get("/log")
@public
def show_log() -> ResponseReturnValue:
    """What the log is, how large, and how anyone checks it."""
    now = tree_of()
    keys = [base64.b64decode(key) for key in db.session.scalars(select(SealingKey.public_key).order_by(SealingKey.id))]
    today = note.key_line()
    return render_template(
        "certificates/log.html",
        tree=now,
        checkpoint=note.checkpoint(now),
        key=today,
        former_keys=[line for line in map(note.key_line, keys) if line != today],
        origin=note.origin(),
    )


@bp.get("/log/checkpoint")
@public
@copying
def show_checkpoint() -> ResponseReturnValue:
    """How large the log is now and its root, signed."""
    return _text(note.checkpoint(tree_of()), "public, max-age=5")


@bp.get("/log/key")
@public
@copying
def show_key() -> ResponseReturnValue:
    """The key that signs the checkpoints."""
    return _text(f"{note.key_line()}\n", "public, max-age=3600")


@bp.get("/log/checker")
@public
@copying
def give_checker() -> ResponseReturnValue:
    """The program that checks a certificate against the log without us."""
    program = ROOT / "docs" / "check_certificate.py"
    answer = _text(program.read_text(), "public, max-age=3600")
    answer.headers["Content-Disposition"] = f"attachment; filename={program.name}"
    return answer


@bp.get("/log/tile/entries/<path:number>")
@public
@copying
def show_entries(number: str) -> ResponseReturnValue:
    """Entries, 256 at a time; the last ones by as many as there are."""
    return _for_ever(bundle(*_read(number)))


@bp.get("/log/tile/<level>/<path:number>")
@public
@copying
def show_tile(level: str, number: str) -> ResponseReturnValue:
    """Hashes of a level, 256 at a time."""
    if not re.fullmatch(r"[1-5]?[0-9]|6[0-3]", level):
        abort(404)
    return _for_ever(tile(int(level), *_read(number)))


def _read(number: str) -> tuple[int, int]:
    """Which tile an address names and how wide: x001/234.p/7 is the tile 1234 by its first seven."""
    found = _NUMBER.fullmatch(number)
    if found is None or found[1].startswith("x000"):
        abort(404)
    index, width = int(re.sub(r"\D", "", found[1])), int(found[2] or WIDE)
    if (found[2] and width >= WIDE) or index > MOST // WIDE:
        abort(404)
    return index, width


def _for_ever(content: bytes | None) -> Response:
    """What never changes again, so that anybody between us and the reader may keep it."""
    if content is None:
        abort(404)
    return _open(Response(content, mimetype="application/octet-stream"), "public, max-age=31536000, immutable")


def _text(words: str, keep: str) -> Response:
    return _open(Response(words, content_type="text/plain; charset=utf-8"), keep)


def _open(response: Response, keep: str) -> Response:
    response.headers["Cache-Control"] = keep
    response.headers["Access-Control-Allow-Origin"] = "*"  # a page of anybody may check us
    return response
