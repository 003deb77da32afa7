"""Alembic's entry: runs the migrations on the database that the application is bound to."""

from typing import Any

from alembic import context
from flask import current_app

from learn.kit.db import db

config = context.config
target_metadata = db.metadata


def run() -> None:
    """Run what was asked for in one transaction, on a connection of the application's own engine."""
    migrate = current_app.extensions["migrate"]
    given = config.attributes.get("connection")
    with given.begin_nested() if given else db.engine.connect() as connection:
        connection = given or connection
        # SQLite changes some columns by writing the table anew; meanwhile others point at a table that is not there.
        if sqlite := connection.dialect.name == "sqlite" and not given:
            connection.connection.driver_connection.execute("PRAGMA foreign_keys = OFF")
        context.configure(connection=connection, target_metadata=target_metadata, **migrate.configure_args)
        with context.begin_transaction():
            context.run_migrations()
        if sqlite:
            _check_references(connection)


def _check_references(connection: Any) -> None:
    """Make sure that every reference still leads somewhere, then hold them again."""
    lost = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    connection.commit()
    connection.connection.driver_connection.execute("PRAGMA foreign_keys = ON")
    if lost:
        raise SystemExit(f"The migration lost references: {lost[:5]}")


if context.is_offline_mode():
    raise SystemExit("Migrations need the database; --sql is not supported.")
run()
