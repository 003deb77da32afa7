"""What only the tests of people need."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from learn import create_app
from learn.config import Config
from learn.kit.db import db
from learn.kit.web import limiter
from tests.conftest import Browser


@pytest.fixture
def hasty(stage: Flask, config: Config) -> Iterator[Browser]:
    """A stranger's browser at an application whose limits hold; the other tests do without them."""
    app = create_app(replace(config, EXTRA={**config.EXTRA, "RATELIMIT_ENABLED": True}))
    yield Browser(app, None)
    with app.app_context():
        db.engine.dispose()
    limiter.reset()
    limiter.enabled = False
