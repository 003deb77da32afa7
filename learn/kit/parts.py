"""Stored files sent in parts: a player asks for the minute that it shows next, not for the whole film (RFC 9110, 14)."""

from flask import Response, request

from learn.kit.storage import storage

MOST = 2 * 1024 * 1024  # bytes in one answer, so that nobody's film keeps a worker busy until its end


def sent(key: str, media_type: str, headers: dict[str, str]) -> Response:
    """A stored file, or the part of it that was asked for; a player asks for the next part by itself."""
    headers = {**headers, "Accept-Ranges": "bytes"}
    asked = request.range
    if asked is None or asked.units != "bytes" or len(asked.ranges) != 1:
        return Response(storage().stream(key), mimetype=media_type, headers=headers)
    size = storage().size(key)
    part = asked.range_for_length(size)
    if part is None:
        return Response(status=416, headers={**headers, "Content-Range": f"bytes */{size}"})
    start, end = part[0], min(part[1], part[0] + MOST)
    return Response(
        storage().part(key, start, end),
        status=206,
        mimetype=media_type,
        headers={**headers, "Content-Range": f"bytes {start}-{end - 1}/{size}"},
    )
