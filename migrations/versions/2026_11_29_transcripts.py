"""Transcripts that were made"""

import sqlalchemy as sa
from alembic import op

import learn.kit.db
from learn.kit.db import allow_changes, refuse_changes

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

FROZEN = ["transcript"]


def _run(statements: list[str]) -> None:
    for statement in statements:
        op.execute(statement)


def upgrade() -> None:
    """One table."""
    op.create_table(
        "transcript",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", learn.kit.db.Moment(timezone=True), nullable=False),
        sa.Column("document_key", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_transcript_by_id_person")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_transcript_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_transcript_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transcript")),
        sa.UniqueConstraint("number", name=op.f("uq_transcript_number")),
        sa.UniqueConstraint("sha256", name=op.f("uq_transcript_sha256")),
    )
    op.create_index(op.f("ix_transcript_person_id"), "transcript", ["person_id"], unique=False)
    _run(refuse_changes("transcript", dialect=op.get_bind().dialect.name))


def downgrade() -> None:
    """Without it; the files stay in storage."""
    _run(allow_changes("transcript", dialect=op.get_bind().dialect.name))
    op.drop_table("transcript")
