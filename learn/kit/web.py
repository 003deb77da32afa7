"""How we answer: one transaction per request, refusals as sentences, a request id on everything."""

import re
import secrets
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import structlog
from flask import Flask, Response, abort, current_app, g, has_request_context, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import Babel, get_locale, get_translations
from flask_babel import gettext as _
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_talisman import Talisman
from flask_wtf import CSRFProtect
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError
from werkzeug.exceptions import HTTPException
from werkzeug.routing import IntegerConverter, Map

from learn.kit.db import MOST, db, writing
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

SHOWN_WITHIN = CSP | {
    "frame-ancestors": "'self'",
    "object-src": "'self'",
}  # browsers show a PDF as an object of its own

CAMERA = {"browsing-topics": "()", "camera": "(self)"}


class Refused(Exception):
    """We will not do this. The message tells the person why, and what would help."""


def init_app(app: Flask, *, choose_language: Callable[[], str | None]) -> None:
    """Wire the transaction, the language, the headers and the error pages to the application."""
    app.before_request_funcs.setdefault(None, []).insert(0, _begin)  # first: what follows may refuse, and needs the id
    app.url_map.converters["int"] = Id
    csrf.init_app(app)
    limiter.init_app(app)
    babel.init_app(app, locale_selector=lambda: _locale(choose_language))
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda words: _translations().gettext(words),
        lambda one, many, count: _translations().ngettext(one, many, count),
        newstyle=True,
    )
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


class Id(IntegerConverter):
    """A number in an address; one beyond what the database counts leads nowhere."""

    def __init__(self, map: Map) -> None:
        super().__init__(map, max=MOST)


def _begin() -> None:
    sent = request.headers.get("X-Request-ID", "")
    g.request_id = sent if re.fullmatch(r"[\w-]{8,64}", sent) else secrets.token_hex(8)
    structlog.contextvars.bind_contextvars(request_id=g.request_id, path=request.path)
    if request.method not in ("GET", "HEAD", "OPTIONS"):
        g.writing = writing()
        g.writing.__enter__()
    if "\0" in request.path or b"%00" in request.query_string:
        abort(400)  # no page of ours leads there, and PostgreSQL takes no nought bytes
    if len(request.args.get("page", "")) > 9:
        abort(404)


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


def _translations() -> Any:
    """What templates translate by: looked up once a page and language, where Flask-Babel does it once a word."""
    locale, kept = get_locale(), g.get("translations")
    if kept is None or kept[0] is not locale:
        kept = g.translations = (locale, get_translations())
    return kept[1]


def _keep_language(response: Response) -> Response:
    if (asked := request.args.get("hl")) in LANGUAGES:
        response.set_cookie("language", asked, max_age=31_536_000, samesite="Lax", secure=request.is_secure)
    return response


def here_in(lang: str) -> str:
    """The address of this very page in another language; where it only takes forms, of the page before it."""
    here = urlsplit(request.full_path)
    if request.method == "POST" and not _readable(request.path):
        came_from = urlsplit(request.referrer or "")
        here = came_from if came_from.netloc == request.host else urlsplit("/")
    asked = [(name, value) for name, value in parse_qsl(here.query) if name != "hl"]
    return f"{here.path}?{urlencode([*asked, ('hl', lang)])}"


def _readable(path: str) -> bool:
    adapter = current_app.create_url_adapter(request)
    return adapter is not None and adapter.test(path, method="GET")


# answers


def camera(view: Any) -> Any:
    """A page that may ask for the camera; on all others it stays as the browser has it."""
    view.talisman_view_options = {"permissions_policy": CAMERA}
    return view


def shown_within(view: Any) -> Any:
    """A file that pages of ours, and nobody else's, may show within themselves, such as a PDF."""
    view.talisman_view_options = {"content_security_policy": SHOWN_WITHIN}
    return view


def safe_next(target: str | None, otherwise: str) -> str:
    """Where to go next, if it is an address of ours; never somebody else's site."""
    if target and target.startswith("/") and not target.startswith(("//", "/\\")) and not urlsplit(target).netloc:
        return target
    return otherwise


# faults

_SENTENCES: dict[int, Callable[[], tuple[str, str]]] = {
    400: lambda: (_("This request could not be read"), _("Nothing was changed. Go back and try again.")),
    404: lambda: (
        _("There is nothing here for you to see"),
        _("The address may be mistyped, or the record belongs to another organisation."),
    ),
    405: lambda: (_("This address cannot be used that way"), _("Nothing was changed. Start from the home page.")),
    413: lambda: (_("This is too large"), _("Nothing was stored. Choose a smaller file or a shorter text.")),
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
