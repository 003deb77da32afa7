"""Colours of certificates on pages: small style sheets and frames, each wholly decided by its address."""

import re

from flask import Blueprint, Response, abort
from flask.typing import ResponseReturnValue

from learn.certificates.look import Colours
from learn.certificates.paper import FRAME, SIGNED_FRAME
from learn.kit.pdf import STATIC, tinted
from learn.people.access import public

bp = Blueprint("certificate_colours", __name__)
_NAME = re.compile(r"[0-9a-f]{6}-[0-9a-f]{6}-[0-9a-f]{6}")
_FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}
_WORDS = ("ink", "text", "quiet", "line", "label")


@bp.get("/certificates/colours/<name>/styles")
@public
def styles(name: str) -> ResponseReturnValue:
    """The colours of one look, for the sheets on a page that carry its name."""
    tint = dict(_colours(name).tint)
    shades = [tint.get(one, one) for one in ("#14233b", "#1b2a41", "#46526a", "#b8924a", "#76581b")]
    said = ";".join(f"--sheet-{word}:{shade}" for word, shade in zip(_WORDS, shades, strict=True))
    content = (
        f'.sheet[data-colours="{name}"]{{{said};background-image:url(frame)}}'
        f'.sheet--signed[data-colours="{name}"]{{background-image:url(signed-frame)}}'
    )
    return Response(content, mimetype="text/css", headers=_FOR_EVER)


@bp.get("/certificates/colours/<name>/frame")
@public
def frame(name: str) -> ResponseReturnValue:
    """The frame with the seal in these colours."""
    return _frame(FRAME, name)


@bp.get("/certificates/colours/<name>/signed-frame")
@public
def signed_frame(name: str) -> ResponseReturnValue:
    """The frame without the seal in these colours."""
    return _frame(SIGNED_FRAME, name)


def _frame(drawing: str, name: str) -> ResponseReturnValue:
    content = tinted((STATIC / drawing).read_text(), _colours(name).tint)
    return Response(content, mimetype="image/svg+xml", headers=_FOR_EVER)


def _colours(name: str) -> Colours:
    """The colours that an address names, or 404."""
    if not _NAME.fullmatch(name):
        abort(404)
    return Colours(*(f"#{part}" for part in name.split("-")))
