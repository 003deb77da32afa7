"""Files of people as answers: of a fixed type, in a sandbox, and in stretches, as players ask for films."""

from typing import Any

from flask import Response, request

from learn.kit.storage import storage
from learn.kit.web import CSP

_YEAR = 31_536_000
SANDBOX = {**CSP, "sandbox": ""}  # no script, no form, no frame, and an origin of its own


def sandboxed(view: Any) -> Any:
    """A view that answers with somebody's file: whatever a browser takes it for, nothing in it runs or reaches us."""
    view.talisman_view_options = {"content_security_policy": SANDBOX}
    return view


def stored(key: str, media_type: str, *, name: str = "", download: bool = False) -> Response:
    """A stored file, or the stretch of it that was asked for (RFC 9110, 14). Its address is its content: browsers keep it."""
    size = storage().size(key)
    asked = request.range.range_for_length(size) if request.range else None
    start, end = asked or (0, size)
    response = Response(storage().stretch(key, start, end), status=206 if asked else 200, content_type=media_type)
    response.content_length = end - start
    response.accept_ranges = "bytes"
    if asked:
        response.content_range.set(start, end, size)
    elif request.range and request.range.units == "bytes" and len(request.range.ranges) == 1:
        response = Response(status=416, headers={"Content-Range": f"bytes */{size}"})
    if name:
        response.headers.set("Content-Disposition", "attachment" if download else "inline", filename=name)
    return immutable(response)


def immutable(response: Response) -> Response:
    """An answer that is the same whenever it is asked for."""
    response.headers["Cache-Control"] = f"private, max-age={_YEAR}, immutable"
    return response
