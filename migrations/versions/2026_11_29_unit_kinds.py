"""Documents, recordings, optional units, units that wait, reading time, and documents signed as understood"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

import learn.kit.db
from learn.kit.db import allow_changes, refuse_changes

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
USE = sa.Enum("file", "captions", name="fileuse", native_enum=False, length=40)
NEW = ["unit_file", "acknowledgement"]


def upgrade() -> None:
    """Wider units, how far somebody read or watched, the files of a unit, and who signed which document."""
    dialect = op.get_bind().dialect.name
    _run(allow_changes("unit", dialect=dialect))
    with op.batch_alter_table("unit") as batch_op:
        batch_op.add_column(sa.Column("required", sa.Boolean(), server_default=sa.true(), nullable=False))
        batch_op.add_column(sa.Column("needs", JSON, nullable=True))
        batch_op.add_column(sa.Column("least_minutes", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("document_number", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("document_edition", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("watched", sa.Integer(), nullable=True))
    _run(refuse_changes("unit", dialect=dialect))
    with op.batch_alter_table("unit_progress") as batch_op:
        batch_op.add_column(sa.Column("read_seconds", sa.Integer(), server_default=sa.text("0"), nullable=False))
        batch_op.add_column(sa.Column("beat_at", learn.kit.db.Moment(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("played", JSON, nullable=True))
        batch_op.add_column(sa.Column("reported_at", learn.kit.db.Moment(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("stopped_at", sa.Integer(), nullable=True))
    _unit_file()
    _acknowledgement()
    for table in NEW:
        _run(refuse_changes(table, dialect=dialect))


def _unit_file() -> None:
    op.create_table(
        "unit_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("use", USE, nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("media_id", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_unit_file_unit_id_unit")),
        sa.ForeignKeyConstraint(["media_id"], ["media_file.id"], name=op.f("fk_unit_file_media_id_media_file")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_file")),
        sa.UniqueConstraint("unit_id", "use", "language", name=op.f("uq_unit_file_unit_id_use_language")),
    )
    op.create_index(op.f("ix_unit_file_unit_id"), "unit_file", ["unit_id"], unique=False)


def _acknowledgement() -> None:
    op.create_table(
        "acknowledgement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("title", learn.kit.db.WordsColumn(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("document_digest", sa.Text(), nullable=False),
        sa.Column("signature_id", sa.Integer(), nullable=False),
        sa.Column("at", learn.kit.db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_acknowledgement_enrolment_id_enrolment")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_acknowledgement_unit_id_unit")),
        sa.ForeignKeyConstraint(
            ["signature_id"], ["signature.id"], name=op.f("fk_acknowledgement_signature_id_signature")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acknowledgement")),
        sa.UniqueConstraint("enrolment_id", "unit_id", name=op.f("uq_acknowledgement_enrolment_id_unit_id")),
    )
    op.create_index(op.f("ix_acknowledgement_enrolment_id"), "acknowledgement", ["enrolment_id"], unique=False)


def downgrade() -> None:
    """As it was; what was signed stands in the signatures."""
    dialect = op.get_bind().dialect.name
    for table in NEW:
        _run(allow_changes(table, dialect=dialect))
        op.drop_table(table)
    for table, columns in (
        ("unit_progress", ("stopped_at", "reported_at", "played", "beat_at", "read_seconds")),
        ("unit", ("watched", "document_edition", "document_number", "least_minutes", "needs", "required")),
    ):
        acts = "DELETE" if table == "unit_progress" else "UPDATE DELETE"
        _run(allow_changes(table, dialect=dialect))
        with op.batch_alter_table(table) as batch_op:
            for column in columns:
                batch_op.drop_column(column)
        _run(refuse_changes(table, dialect=dialect, acts=acts))


def _run(statements: list[str]) -> None:
    for statement in statements:
        op.execute(statement)
