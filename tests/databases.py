"""Databases that tests and benchmarks make for themselves on a PostgreSQL server, and take away again."""

import sqlalchemy as sa

from learn.config import Config


def create(server: str, name: str) -> str:
    """An empty database of this name on a server; returns its address."""
    _run(server, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)', f'CREATE DATABASE "{name}"')
    return f"{server.rsplit('/', 1)[0]}/{name}"


def drop(server: str, name: str) -> None:
    """Take a database away, whoever still looks at it."""
    _run(server, f'DROP DATABASE "{name}" WITH (FORCE)')


def _run(server: str, *statements: str) -> None:
    engine = sa.create_engine(Config(DATABASE_URL=server).database, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(sa.text(statement))
    engine.dispose()
