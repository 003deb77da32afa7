"""The certificates that vouch for our signatures, for anybody who checks a file with a program of their own."""

from flask import Blueprint, Response

from learn.certificates.issuer import authorities
from learn.people.access import public

bp = Blueprint("authority", __name__)


@bp.get("/certificates/authority.pem")
@public
def download_authorities() -> Response:
    """The roots of today and of former days. Whoever trusts them can check a certificate without asking us."""
    return Response(
        authorities(),
        mimetype="application/x-pem-file",
        headers={"Content-Disposition": "attachment; filename=authority.pem", "Cache-Control": "public, max-age=3600"},
    )
