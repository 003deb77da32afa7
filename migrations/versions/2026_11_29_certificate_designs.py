"""What a certificate froze, its kind, and designs"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

import learn.kit.db
from learn.kit.db import allow_changes, refuse_changes

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

FROZEN = ["design", "design_picture", "design_version", "design_decision"]
WIDENED = ["certificate", "course_version"]
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
KIND = sa.Enum(
    "completion", "qualification", "delta", "attendance", name="certificatekind", native_enum=False, length=40
)


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    _open(dialect)
    with op.batch_alter_table("certificate") as batch_op:
        batch_op.add_column(sa.Column("frozen", JSON, nullable=True))
    with op.batch_alter_table("course_version") as batch_op:
        batch_op.add_column(sa.Column("certificate", KIND, nullable=True))
    _close(dialect)
    op.create_table(
        "design",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("course_id", sa.Integer(), nullable=True),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", learn.kit.db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_design_by_id_person")),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_design_course_id_course")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_design_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_design")),
        sa.UniqueConstraint("place", name=op.f("uq_design_place")),
    )
    with op.batch_alter_table("design") as batch_op:
        batch_op.create_index(batch_op.f("ix_design_organisation_id"), ["organisation_id"], unique=False)
    op.create_table(
        "design_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("design_id", sa.Integer(), nullable=False),
        sa.Column("content", JSON, nullable=False),
        sa.Column("author_ids", JSON, nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=False),
        sa.Column("changed_at", learn.kit.db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["changed_by_id"], ["person.id"], name=op.f("fk_design_draft_changed_by_id_person")),
        sa.ForeignKeyConstraint(["design_id"], ["design.id"], name=op.f("fk_design_draft_design_id_design")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_design_draft")),
        sa.UniqueConstraint("design_id", name=op.f("uq_design_draft_design_id")),
    )
    op.create_table(
        "design_picture",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("design_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", learn.kit.db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_design_picture_by_id_person")),
        sa.ForeignKeyConstraint(["design_id"], ["design.id"], name=op.f("fk_design_picture_design_id_design")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_design_picture")),
        sa.UniqueConstraint("design_id", "digest", name=op.f("uq_design_picture_design_id_digest")),
    )
    op.create_table(
        "design_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("design_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", JSON, nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("author_ids", JSON, nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", learn.kit.db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_design_version_by_id_person")),
        sa.ForeignKeyConstraint(["design_id"], ["design.id"], name=op.f("fk_design_version_design_id_design")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_design_version")),
        sa.UniqueConstraint("design_id", "number", name=op.f("uq_design_version_design_id_number")),
    )
    op.create_table(
        "design_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("signature_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", learn.kit.db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_design_decision_by_id_person")),
        sa.ForeignKeyConstraint(
            ["signature_id"], ["signature.id"], name=op.f("fk_design_decision_signature_id_signature")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["design_version.id"], name=op.f("fk_design_decision_version_id_design_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_design_decision")),
        sa.UniqueConstraint("version_id", name=op.f("uq_design_decision_version_id")),
    )
    for table in FROZEN:
        _run(refuse_changes(table, dialect=dialect))


def downgrade() -> None:
    dialect = op.get_bind().dialect.name
    for table in ("design_decision", "design_version", "design_picture", "design_draft", "design"):
        op.drop_table(table)
    _open(dialect)
    with op.batch_alter_table("course_version") as batch_op:
        batch_op.drop_column("certificate")
    with op.batch_alter_table("certificate") as batch_op:
        batch_op.drop_column("frozen")
    _close(dialect)


def _open(dialect: str) -> None:
    for table in WIDENED:
        _run(allow_changes(table, dialect=dialect))


def _close(dialect: str) -> None:
    for table in WIDENED:
        _run(refuse_changes(table, dialect=dialect))


def _run(statements: list[str]) -> None:
    for statement in statements:
        op.execute(statement)
