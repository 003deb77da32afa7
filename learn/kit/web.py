"""How we answer: one transaction per request, refusals as sentences, a request id on everything."""

import re
import secrets
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

import structlog
from flask import Flask, Response, g, has_request_context, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import Babel
from flask_babel import gettext as _
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_talisman import Talisman
from flask_wtf import CSRFProtect
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError
from werkzeug.exceptions import HTTPException

from learn.kit.db import db, writing
from learn.kit.text import LANGUAGES

log = structlog.get_logger()
csrf = CSRFProtect()
limiter = Limiter(get_remote_address)
babel = Babel()

CSP = {
    "default-src": "'self'",
    "img-src": "'self' data:",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}


class Refused(Exception):
    """We will not do this. The message tells the person why, and what would help."""


def init_app(app: Flask, *, choose_language: Callable[[], str | None]) -> None:
    """Wire the transaction, the language, the headers and the error pages to the application."""
    app.before_request_funcs.setdefault(None, []).insert(0, _begin)  # first: what follows may refuse, and needs the id
    csrf.init_app(app)
    limiter.init_app(app)
    babel.init_app(app, locale_selector=lambda: _locale(choose_language))
    Talisman(
        app,
        content_security_policy=CSP,
        force_https=app.config["HTTPS"],
        session_cookie_secure=app.config["HTTPS"],
        strict_transport_security=app.config["HTTPS"],
        referrer_policy="same-origin",
    )
    app.after_request(_keep_language)
    app.after_request(_finish)
    app.teardown_request(_end)
    app.register_error_handler(Refused, lambda refusal: (render_template("errors/refused.html", reason=refusal), 409))
    app.register_error_handler(CSRFError, lambda fault: (render_template("errors/stale_form.html"), 400))
    app.register_error_handler(HTTPException, _explain)
    app.register_error_handler(Exception, _confess)
    app.jinja_env.globals.update(here_in=here_in)


# one request, one transaction


def _begin() -> None:
    sent = request.headers.get("X-Request-ID", "")
    g.request_id = sent if re.fullmatch(r"[\w-]{8,64}", sent) else secrets.token_hex(8)
    structlog.contextvars.bind_contextvars(request_id=g.request_id, path=request.path)
    if request.method not in ("GET", "HEAD", "OPTIONS"):
        g.writing = writing()
        g.writing.__enter__()


def _finish(response: Response) -> Response:
    """Commit what worked, undo what did not. Forms answer 422 and refusals 409, so they undo themselves."""
    if response.status_code < 400 or g.get("keep_anyway"):
        db.session.commit()
    else:
        db.session.rollback()
    response.headers["X-Request-ID"] = g.get("request_id", "")
    if request.endpoint != "static" and "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store"  # personal pages stay out of shared browsers
    return response


def _end(_fault: BaseException | None) -> None:
    if held := g.pop("writing", None):
        held.__exit__(None, None, None)
    structlog.contextvars.clear_contextvars()


def keep_anyway() -> None:
    """Commit although the answer is an error: for facts such as a failed sign-in."""
    g.keep_anyway = True


def once(verb: Callable[[], Any], *, else_: str) -> Any:
    """Run a verb whose unique row another request may have just inserted; the loser is refused with a sentence."""
    try:
        with db.session.begin_nested():
            return verb()
    except IntegrityError as race:
        raise Refused(else_) from race


# languages


def _locale(choose: Callable[[], str | None]) -> str:
    """The language asked for in the address, else kept in this browser, else the account's, else the browser's."""
    if not has_request_context():
        return "en"  # commands and the worker, unless they force a reader's language
    if "locale_words" not in g:
        asked = request.args.get("hl") or request.cookies.get("language") or choose()
        word = asked if asked in LANGUAGES else request.accept_languages.best_match(["zh", "zh-CN", "en"], "zh")
        g.locale_words = "en" if word == "en" else "zh_Hans_CN"
    return str(g.locale_words)


def _keep_language(response: Response) -> Response:
    if (asked := request.args.get("hl")) in LANGUAGES:
        response.set_cookie("language", asked, max_age=31_536_000, samesite="Lax", secure=request.is_secure)
    return response


def here_in(lang: str) -> str:
    """The address of this very page in another language."""
    args = {**request.args.to_dict(flat=True), "hl": lang}
    return f"{request.path}?{urlencode(args)}"


# answers


def safe_next(target: str | None, otherwise: str) -> str:
    """Where to go next, if it is an address of ours; never somebody else's site."""
    if target and target.startswith("/") and not target.startswith(("//", "/\\")) and not urlsplit(target).netloc:
        return target
    return otherwise


def answer(template: str, *, otherwise: str, **values: Any) -> ResponseReturnValue:
    """A part of a page to a script that asked for it, a redirect to everybody else."""
    if request.headers.get("X-Part") == "1":
        return render_template(template, **values)
    return redirect(otherwise, 303)


# faults

_SENTENCES: dict[int, Callable[[], tuple[str, str]]] = {
    400: lambda: (_("This request could not be read"), _("Nothing was changed. Go back and try again.")),
    404: lambda: (
        _("There is nothing here for you to see"),
        _("The address may be mistyped, or the record belongs to another organisation."),
    ),
    405: lambda: (_("This address cannot be used that way"), _("Nothing was changed. Start from the home page.")),
    413: lambda: (_("This file is too large"), _("Nothing was stored. Choose a smaller file.")),
    429: lambda: (_("Too many tries in a short time"), _("Nothing is lost. Wait a minute, then try again.")),
}


def _explain(fault: HTTPException) -> ResponseReturnValue:
    if fault.code is None or fault.code < 400:
        return fault
    title, help_ = _SENTENCES.get(fault.code, _SENTENCES[400])()
    page = render_template("errors/error.html", code=fault.code, title=title, help=help_)
    response = fault.get_response()
    response.data, response.content_type = page, "text/html; charset=utf-8"
    return response


def _confess(fault: Exception) -> ResponseReturnValue:
    """A mistake of ours: logged once with the request id, told without a traceback."""
    db.session.rollback()
    log.error("request failed", exc_info=fault)
    return (
        render_template(
            "errors/error.html",
            code=500,
            title=_("Something went wrong on our side"),
            help=_("What was saved before is kept. Try again; if it happens again, give us the number below."),
        ),
        500,
    )


def home() -> str:
    """The address of the home page."""
    return url_for("training.home")
