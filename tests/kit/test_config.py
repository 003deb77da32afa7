"""Settings: production does not start with what only a demonstration may have."""

from dataclasses import replace

import pytest
from flask import Flask

from learn import create_app
from learn.config import DEMO_SECRET, BadSetting, Config
from learn.kit.db import db

OURS = {
    "LEARN_ENV": "production",
    "SECRET_KEY": "a secret of our own, long enough for anybody",
    "WORKERS": "1",
    "BASE_URL": "https://learn.example",
    "CERTIFICATE_KEY": "read when the application is made",
}


def test_a_production_of_its_own_starts():
    assert not Config.from_env(OURS).development


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", ""),
        ("SECRET_KEY", DEMO_SECRET),
        ("SECRET_KEY", "short"),
        ("WORKERS", "2"),  # limits in the memory of one process do not hold for two
        ("BASE_URL", "http://learn.example"),
        ("BASE_URL", ""),
        ("LEARN_ENV", "prod"),
        ("CERTIFICATE_KEY", ""),
        ("MAX_UPLOAD_MB", "lots"),
        ("SECRET_KEY_FILE", "/nowhere/secret"),
    ],
)
def test_production_refuses_to_start_and_names_the_setting(name, value):
    with pytest.raises(BadSetting, match=name.removesuffix("_FILE") if value != "2" else "REDIS_URL"):
        Config.from_env({**OURS, name: value})


def test_several_workers_share_their_limits_by_redis():
    assert Config.from_env({**OURS, "WORKERS": "4", "REDIS_URL": "redis://127.0.0.1"}).WORKERS == 4


def production(config: Config, **settings: object) -> Config:
    """The settings of the tests as production would have them."""
    return replace(config, LEARN_ENV="production", SECRET_KEY=OURS["SECRET_KEY"], BASE_URL=OURS["BASE_URL"], **settings)


def test_production_refuses_the_people_of_the_demonstration(stage: Flask, config: Config):
    with pytest.raises(BadSetting, match="DATABASE_URL holds people of the demonstration"):
        create_app(production(config))


@pytest.mark.parametrize("database", ["sqlite:///{folder}/empty.db", "postgresql://nobody@127.0.0.1:9/none"])
def test_production_starts_before_there_is_anybody(config: Config, tmp_path, database):
    app = create_app(production(config, DATABASE_URL=database.format(folder=tmp_path)))
    answer = app.test_client().get("/sign-in", base_url="https://learn.example")
    kept = [one for one in answer.headers.getlist("Set-Cookie") if one.startswith("session=")]
    assert kept
    assert all("Secure" in one and "HttpOnly" in one and "SameSite=Lax" in one for one in kept)
    assert "max-age" in answer.headers["Strict-Transport-Security"]
    with app.app_context():
        db.engine.dispose()
