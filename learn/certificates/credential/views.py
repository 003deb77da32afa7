"""What machines ask for: a credential, the keys that it was signed with, and whether it still holds."""

import json
from typing import Any

from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import undefer

from learn.certificates.certificate import Certificate
from learn.certificates.credential.credential import Credential
from learn.certificates.credential.issuer import did_document
from learn.certificates.credential.standing import status_list
from learn.certificates.number import canonical
from learn.certificates.sharing import How, Lookup
from learn.certificates.taken import note_download
from learn.kit.db import db
from learn.kit.web import limiter
from learn.people.access import me, public

bp = Blueprint("credentials", __name__)

asked = limiter.shared_limit("120 per minute", scope="credentials")  # signing costs us more than asking costs them

JSON_LD = "application/vc"  # Verifiable Credentials Data Model 2.0, 6.3
TOKEN = "application/vc+jwt"  # Securing Verifiable Credentials using JOSE and COSE, 6.1


@bp.get("/.well-known/did.json")
@bp.get("/did.json")  # where did:web looks when BASE_URL has a folder and the proxy takes it off
@public
@asked
def show_keys() -> ResponseReturnValue:
    """Who we are as did:web, and the public keys of every day so far."""
    return _open(json.dumps(did_document()), "application/did+json", seconds=300)


@bp.get("/credentials/<number>")
@public
@asked
def show_credential(number: str) -> ResponseReturnValue:
    """A credential as it was issued, for its holder, those who may see it, and whoever has the code."""
    credential = _shown(number)
    return _file(credential.document, JSON_LD, f"{credential.certificate.number}.json")


@bp.get("/credentials/<number>.jwt")
@public
@asked
def show_token(number: str) -> ResponseReturnValue:
    """The same as a token."""
    credential = _shown(number)
    return _file(credential.token, TOKEN, f"{credential.certificate.number}.jwt")


@bp.get("/credentials/status/<int:number>")
@public
@asked
def show_status_list(number: int) -> ResponseReturnValue:
    """Whether credentials still hold: a whole list at once, so that nobody says after whom they ask."""
    said = status_list(number)
    return _open(json.dumps(said), JSON_LD, seconds=60) if said else abort(404)


def _shown(number: str) -> Credential:
    """The credential that somebody may see, or 404. A stranger needs the code: it says a name."""
    wanted = Certificate.number == (canonical(number) or number)
    certificate = db.one_or_404(Certificate.whole().where(wanted))
    signed_in = current_user.is_authenticated
    if certificate.opens_with(request.args.get("code", "")):
        Lookup.note(certificate, How.CODE)
    else:
        if not signed_in or not db.session.scalar(Certificate.seen_by(me()).where(wanted)):
            abort(404)
        if certificate.person_id != me().id:
            note_download(Certificate, certificate.id)
    of_it = db.select(Credential).where(Credential.certificate_id == certificate.id)
    return db.one_or_404(of_it.options(undefer(Credential.document), undefer(Credential.token)))


def _file(content: str, kind: str, name: str) -> Response:
    """A file that is somebody's own: no cache on the way keeps it."""
    response = _open(content, kind, seconds=0)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _open(content: str, kind: str, *, seconds: int) -> Any:
    """An answer that pages of other sites may read too; with an ETag, so that it is sent again only when it changed."""
    response = Response(content, content_type=kind)
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cache-Control"] = f"public, max-age={seconds}" if seconds else "no-store"
    response.add_etag()
    return response.make_conditional(request)
