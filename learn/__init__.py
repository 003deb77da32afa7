"""The training platform of the Cell and Gene Therapy Industry Alliance."""

import json
from dataclasses import asdict
from functools import partial
from pathlib import Path

from flask import Flask
from jinja2 import StrictUndefined
from sqlalchemy.exc import OperationalError, ProgrammingError
from werkzeug.middleware.proxy_fix import ProxyFix

from learn.config import ROOT, BadSetting, Config


def create_app(config: Config | None = None) -> Flask:
    """The application, from settings to screens."""
    from learn import commands, news
    from learn.certificates import issuer
    from learn.gauges import GAUGES
    from learn.kit import assets, db, filters, health, jobs, logs, mail, metrics, shell, storage, web
    from learn.people import account
    from learn.schedule import SCHEDULE
    from learn.screens import BLUEPRINTS
    from learn.signatures import seal

    config = config or Config.from_env()
    app = Flask(__name__, template_folder=str(ROOT / "templates"))
    app.config.from_mapping(_for_flask(config))
    app.jinja_env.undefined = StrictUndefined  # a word that nobody gave is a fault, not a gap
    app.wsgi_app = ProxyFix(app.wsgi_app, x_for=config.PROXIES, x_proto=config.PROXIES)  # type: ignore[method-assign]
    logs.init_app(app)
    metrics.init_app(app, GAUGES)  # before all that it times
    db.init_app(app)
    storage.init_app(app)
    mail.init_app(app)
    seal.init_app(app)  # what the server signs with
    issuer.init_app(app)  # what certificates are signed with
    assets.init_app(app)  # our own styles, scripts and icons, compressed and for ever
    account.init_app(app)  # signing in
    web.init_app(app, choose_language=account.language)  # CSRF, refusals, one transaction per request
    filters.init_app(app)  # how dates and numbers read
    shell.init_app(app, shows=account.SHOWN)  # what every page shows around its content
    health.init_app(app)  # for whoever runs it
    news.connect()  # who hears which signal
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    jobs.init_app(app, SCHEDULE)
    commands.init_app(app)
    if not config.development:
        _refuse_the_demonstration(app)
    return app


def _refuse_the_demonstration(app: Flask) -> None:
    """Everybody knows the passwords of the demonstration, so production does not start on its database."""
    from learn import demo
    from learn.kit.db import db

    with app.app_context():
        try:
            present = demo.present()
        except (OperationalError, ProgrammingError):  # no database yet, or no tables in it: nobody is there either
            present = False
        db.session.remove()
        db.engine.dispose()  # web workers are forked from here: none inherits a connection
    if present:
        raise BadSetting("DATABASE_URL holds people of the demonstration; give production a database of its own.")


def _for_flask(config: Config) -> dict[str, object]:
    """The settings under the names that Flask and its extensions look for."""
    var = (
        Path(config.database.removeprefix("sqlite:///")).parent
        if config.database.startswith("sqlite:///")
        else ROOT / "var"
    )
    return {
        **{name: value for name, value in asdict(config).items() if name != "EXTRA"},
        "VAR": var,
        "HTTPS": not config.development,
        "SQLALCHEMY_DATABASE_URI": config.database,
        "SQLALCHEMY_ENGINE_OPTIONS": {
            "json_serializer": partial(json.dumps, ensure_ascii=False)
        },  # Chinese stays readable
        "MAX_CONTENT_LENGTH": config.MAX_UPLOAD_MB * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 10_000_000,  # a text that is far too long is refused at its field
        "BABEL_DEFAULT_LOCALE": "zh_Hans_CN",
        "BABEL_TRANSLATION_DIRECTORIES": str(ROOT / "translations"),
        "RATELIMIT_STORAGE_URI": config.REDIS_URL or "memory://",
        "WTF_CSRF_TIME_LIMIT": None,
        "SESSION_COOKIE_SAMESITE": "Lax",
        **config.EXTRA,
    }
