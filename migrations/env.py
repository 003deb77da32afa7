"""Alembic's entry: runs the migrations on the database that the application is bound to."""

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
        context.configure(connection=connection, target_metadata=target_metadata, **migrate.configure_args)
        with context.begin_transaction():
            context.run_migrations()


if context.is_offline_mode():
    raise SystemExit("Migrations need the database; --sql is not supported.")
run()
