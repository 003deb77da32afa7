"""The database: column shapes that have a name, one transaction per request, tables that refuse to change."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

from flask import Flask
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import JSON, Date, DateTime, Dialect, Engine, Enum, MetaData, Numeric, Text, event
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, mapped_column, registry
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator

from learn.kit import clock
from learn.kit.text import Words

_Json = JSON().with_variant(JSONB(), "postgresql")


class Moment(TypeDecorator[datetime]):
    """A moment in UTC. SQLite keeps no zone, so it is taken off there and put back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """As the database takes it."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A moment needs a zone.")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """As we know it."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class WordsColumn(TypeDecorator[Words]):
    """A text in both languages, kept as JSON."""

    impl = _Json
    cache_ok = True

    def process_bind_param(self, value: Words | None, dialect: Dialect) -> dict[str, str] | None:
        """As the database takes it."""
        return None if value is None else value.as_dict()

    def process_result_value(self, value: dict[str, str] | None, dialect: Dialect) -> Words | None:
        """As we know it."""
        return None if value is None else Words(**value)


class WordsOrNone(WordsColumn):
    """A text in both languages that may be missing: it is NULL then, and not the `null` of JSON, so it can be asked for."""

    impl = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
    cache_ok = True


Created = Annotated[datetime, mapped_column(Moment, default=lambda: clock.now())]

MOST = 2**31 - 1  # the largest id that a column holds

_types: dict[Any, Any] = {
    datetime: Moment,
    date: Date,
    str: Text,
    Words: WordsColumn,
    Decimal: Numeric(9, 4),
    dict[str, Any]: _Json,
    list[Any]: _Json,
    list[str]: _Json,
    list[int]: _Json,
    StrEnum: Enum(StrEnum, native_enum=False, length=40, values_callable=lambda kind: [word.value for word in kind]),
}


class Base(DeclarativeBase):
    """What every table has in common: how types become columns and how constraints are named."""

    # The map sits in a registry: Flask-SQLAlchemy refuses it as an attribute of the base class.
    registry = registry(type_annotation_map=_types)
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})
migrate = Migrate(compare_type=True, render_as_batch=True)

_writing: ContextVar[bool] = ContextVar("writing", default=False)


def init_app(app: Flask) -> None:
    """Bind the database to the application."""
    db.init_app(app)
    # Found from any folder: bin/learn is called from elsewhere too.
    migrate.init_app(app, db, directory=str(Path(app.root_path).parent / "migrations"))


@contextmanager
def writing() -> Iterator[None]:
    """Transactions begun inside take SQLite's write lock at once.

    A SQLite transaction that first reads and then writes fails when another one wrote in between;
    one that starts as a writer waits its turn. PostgreSQL needs no such help.
    """
    token = _writing.set(True)
    try:
        yield
    finally:
        _writing.reset(token)


@contextmanager
def transaction() -> Iterator[None]:
    """One unit of work outside a request (a job, a command): committed whole or not at all."""
    with writing():
        try:
            yield
            db.session.commit()
        except BaseException:
            db.session.rollback()
            raise
        finally:
            db.session.remove()


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: Any) -> None:
    if type(connection).__module__.startswith("sqlite3"):
        connection.isolation_level = None  # we say BEGIN ourselves, below
        cursor = connection.cursor()
        for pragma in ("foreign_keys = ON", "journal_mode = WAL", "synchronous = FULL", "busy_timeout = 10000"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Any) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if _writing.get() else "BEGIN")


class days_after(FunctionElement[date]):  # noqa: N801 - reads as an SQL function
    """In SQL: the date some days after a date. Both are columns."""

    type = Date()
    inherit_cache = True


@compiles(days_after)
def _days_after(element: Any, compiler: Any, **how: Any) -> str:
    day, count = element.clauses
    return f"({compiler.process(day, **how)} + {compiler.process(count, **how)})"


@compiles(days_after, "sqlite")
def _days_after_in_sqlite(element: Any, compiler: Any, **how: Any) -> str:
    day, count = element.clauses
    return f"date({compiler.process(day, **how)}, {compiler.process(count, **how)} || ' days')"


class day_of(FunctionElement[date]):  # noqa: N801 - reads as an SQL function
    """In SQL: the date that a moment fell on in the house's zone."""

    type = Date()
    inherit_cache = True


@compiles(day_of)
def _day_of(element: Any, compiler: Any, **how: Any) -> str:
    return f"CAST({compiler.process(element.clauses, **how)} AT TIME ZONE '{clock.HOUSE_ZONE.key}' AS DATE)"


@compiles(day_of, "sqlite")
def _day_of_in_sqlite(element: Any, compiler: Any, **how: Any) -> str:
    ahead = clock.now().astimezone(clock.HOUSE_ZONE).utcoffset() or timedelta()
    return f"date({compiler.process(element.clauses, **how)}, '{int(ahead.total_seconds())} seconds')"


def refuse_changes(table: str, *, dialect: str, acts: str = "UPDATE DELETE", when: str = "") -> list[str]:
    """The statements that make a table append-only in the database itself (21 CFR 11.10(e)).

    `when` narrows the refusal of updates, for instance to what is already handed in.
    """
    statements = [] if dialect == "sqlite" else [_REFUSE_CHANGE, _no_truncate(table)]
    for act in acts.split():
        condition = f" WHEN ({when})" if when and act == "UPDATE" else ""
        refusal = (
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            if dialect == "sqlite"
            else "EXECUTE FUNCTION refuse_change()"
        )
        statements.append(
            f'CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON "{table}" FOR EACH ROW{condition} {refusal}'
        )
    return statements


_REFUSE_CHANGE = (
    "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
)


def _no_truncate(table: str) -> str:
    return (
        f'CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON "{table}" '
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def allow_changes(table: str, *, dialect: str) -> list[str]:
    """The statements that take `refuse_changes` off a table again, for a migration downwards."""
    on = "" if dialect == "sqlite" else f' ON "{table}"'
    return [f"DROP TRIGGER IF EXISTS {table}_no_{act}{on}" for act in ("update", "delete", "truncate")]
