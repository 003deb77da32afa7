"""Files of people as answers: of a fixed type, in a sandbox, and in parts, as players ask for films (RFC 9110, 14)."""

from typing import Any

from flask import Response, request

from learn.kit.storage import storage
from learn.kit.web import CSP

_YEAR = 31_536_000
SANDBOX = {**CSP, "sandbox": ""}  # no script, no form, no frame, and an origin of its own
MOST = 2 * 1024 * 1024  # bytes in one part, so that nobody's film keeps a worker busy until its end


def sandboxed(view: Any) -> Any:
    """A view that answers with somebody's file: whatever a browser takes it for, nothing in it runs or reaches us."""
    view.talisman_view_options = {"content_security_policy": SANDBOX}
    return view


def stored(key: str, media_type: str, *, name: str = "", download: bool = False) -> Response:
    """A stored file, or the part of it that was asked for; a player asks for the next by itself.

    Its address is its content: browsers keep it.
    """
    response = _asked_for(key)
    response.mimetype = media_type
    response.accept_ranges = "bytes"
    if name:
        response.headers.set("Content-Disposition", "attachment" if download else "inline", filename=name)
    return immutable(response)


def immutable(response: Response) -> Response:
    """An answer that is the same whenever it is asked for."""
    response.headers["Cache-Control"] = f"private, max-age={_YEAR}, immutable"
    return response


def _asked_for(key: str) -> Response:
    asked, size = request.range, storage().size(key)
    if asked is None or asked.units != "bytes" or len(asked.ranges) != 1:
        return Response(storage().stream(key), headers={"Content-Length": str(size)})
    part = asked.range_for_length(size)
    if part is None:
        return Response(status=416, headers={"Content-Range": f"bytes */{size}"})
    start, end = part[0], min(part[1], part[0] + MOST)
    headers = {"Content-Range": f"bytes {start}-{end - 1}/{size}"}
    return Response(storage().part(key, start, end), status=206, headers=headers)
