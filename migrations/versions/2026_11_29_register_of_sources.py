"""The register of sources, with what the courses that are here already say of theirs"""

from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

import learn.kit.db
from learn.kit.db import allow_changes, refuse_changes
from learn.kit.text import search_key

revision = "0015_register"
down_revision = "0015_unit_kinds"
branch_labels = None
depends_on = None

FROZEN = ["source_status", "source_notice", "no_change"]
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
STATE = sa.Enum("draft", "in_force", "repealed", name="sourcestate", native_enum=False, length=40)


def upgrade() -> None:
    op.create_table(
        "source",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("title", JSON, nullable=False),
        sa.Column("former_titles", JSON, nullable=False),
        sa.Column("issuer", JSON, nullable=True),
        sa.Column("link", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", learn.kit.db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_source_by_id_person")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_source_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source")),
        sa.UniqueConstraint("name", name=op.f("uq_source_name")),
    )
    with op.batch_alter_table("source") as batch_op:
        batch_op.create_index(batch_op.f("ix_source_key"), ["key"], unique=False)
        batch_op.create_index(batch_op.f("ix_source_organisation_id"), ["organisation_id"], unique=False)
    op.create_table(
        "source_status",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("status", STATE, nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("successor_id", sa.Integer(), nullable=True),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", learn.kit.db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_source_status_by_id_person")),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_source_status_source_id_source")),
        sa.ForeignKeyConstraint(["successor_id"], ["source.id"], name=op.f("fk_source_status_successor_id_source")),
        sa.ForeignKeyConstraint(
            ["replaces_id"], ["source_status.id"], name=op.f("fk_source_status_replaces_id_source_status")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source_status")),
        sa.UniqueConstraint("replaces_id", name=op.f("uq_source_status_replaces_id")),
    )
    with op.batch_alter_table("source_status") as batch_op:
        batch_op.create_index(batch_op.f("ix_source_status_source_id"), ["source_id"], unique=False)
    op.create_table(
        "source_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("status_id", sa.Integer(), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.Column("at", learn.kit.db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["status_id"], ["source_status.id"], name=op.f("fk_source_notice_status_id_source_status")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source_notice")),
        sa.UniqueConstraint("status_id", name=op.f("uq_source_notice_status_id")),
    )
    _no_changes()
    _enter(op.get_bind())
    dialect = op.get_bind().dialect.name
    for table in FROZEN:
        _run(refuse_changes(table, dialect=dialect))
    _run(refuse_changes("source", dialect=dialect, acts="DELETE"))


def _no_changes() -> None:
    op.create_table(
        "no_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("status_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("question_version_id", sa.Integer(), nullable=True),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("seen", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", learn.kit.db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_no_change_by_id_person")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_no_change_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["question_version_id"],
            ["question_version.id"],
            name=op.f("fk_no_change_question_version_id_question_version"),
        ),
        sa.ForeignKeyConstraint(["status_id"], ["source_status.id"], name=op.f("fk_no_change_status_id_source_status")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_no_change_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_no_change")),
        sa.UniqueConstraint("status_id", "seen", name=op.f("uq_no_change_status_id_seen")),
    )


def downgrade() -> None:
    dialect = op.get_bind().dialect.name
    for table in ("no_change", "source_notice", "source_status", "source"):
        _run(allow_changes(table, dialect=dialect))
        op.drop_table(table)


def _enter(connection: sa.Connection) -> None:
    """Enter what the newest versions state; of two texts under one key the first one stays."""
    columns = ["id", "number", "course_id", "loaded_by_id"]
    version = sa.table("course_version", *map(sa.column, columns), sa.column("sources", JSON))
    course = sa.table("course", *map(sa.column, ("id", "code", "organisation_id")))
    organisation = sa.table("organisation", *map(sa.column, ("id", "code")))
    rows = connection.execute(
        sa.select(
            version.c.number,
            version.c.sources,
            course.c.code,
            course.c.organisation_id,
            organisation.c.code.label("owner"),
        )
        .join(course, course.c.id == version.c.course_id)
        .outerjoin(organisation, organisation.c.id == course.c.organisation_id)
        .order_by(course.c.organisation_id.is_not(None), version.c.id.desc())
    ).all()
    known: set[str] = set()
    for row in rows:
        for key, said in row.sources.items():
            name = f"{row.owner}-{key}" if row.owner else key
            if not known & {name, key}:
                known.add(name)
                _enter_one(connection, name, key, said, row)


def _enter_one(connection: sa.Connection, name: str, key: str, said: dict, row: sa.Row) -> None:
    now, title = datetime.now(UTC), said["title"]
    moment = learn.kit.db.Moment(timezone=True)
    source = sa.table(
        "source",
        *(sa.column(one) for one in ("id", "name", "key", "organisation_id", "link", "note", "search_text")),
        *(sa.column(one, JSON) for one in ("title", "former_titles")),
        sa.column("at", moment),
    )
    values = {
        "name": name,
        "key": key,
        "organisation_id": row.organisation_id,
        "link": said.get("link"),
        "note": "",
        "search_text": search_key([key, title["zh"], title["en"]]),
        "title": title,
        "former_titles": [],
        "at": now,
    }
    connection.execute(sa.insert(source).values(values))
    id = connection.scalar(sa.select(source.c.id).where(source.c.name == name))
    status = sa.table(
        "source_status",
        *(sa.column(one) for one in ("source_id", "status", "reason")),
        sa.column("from_on", sa.Date()),
        sa.column("recorded_at", moment),
    )
    for state, day in _statuses(said):
        act = {"source_id": id, "status": state, "from_on": day, "reason": f"{row.code} {row.number}"}
        connection.execute(sa.insert(status).values({**act, "recorded_at": now}))


def _statuses(said: dict) -> list[tuple[str, date | None]]:
    begins = date.fromisoformat(said["from"]) if said.get("from") else None
    if said["status"] == "repealed":
        last = date.fromisoformat(said["until"]) if said.get("until") else date.max
        return (
            [("repealed", None)] if last == date.max else [("in_force", begins), ("repealed", last + timedelta(days=1))]
        )
    return [(said["status"], begins if said["status"] == "in_force" else None)]


def _run(statements: list[str]) -> None:
    for statement in statements:
        op.execute(statement)
