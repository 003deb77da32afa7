"""Copies of certificates by mail"""

import sqlalchemy as sa
from alembic import op

import learn.kit.db
from learn.kit.db import allow_changes, refuse_changes

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

FROZEN = ["certificate_copy"]
KEPT = ["copy_recipient"]


def _run(statements: list[str]) -> None:
    for statement in statements:
        op.execute(statement)


def upgrade() -> None:
    """Who gets copies, and the copies."""
    dialect = op.get_bind().dialect.name
    op.create_table(
        "copy_recipient",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("recorded_at", learn.kit.db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_copy_recipient_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_copy_recipient_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_copy_recipient")),
    )
    op.create_index(op.f("ix_copy_recipient_organisation_id"), "copy_recipient", ["organisation_id"], unique=False)
    op.create_table(
        "certificate_copy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("certificate_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", learn.kit.db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificate.id"], name=op.f("fk_certificate_copy_certificate_id_certificate")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_certificate_copy_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_copy")),
        sa.UniqueConstraint("certificate_id", "person_id", name=op.f("uq_certificate_copy_certificate_id_person_id")),
    )
    op.create_index(op.f("ix_certificate_copy_person_id"), "certificate_copy", ["person_id"], unique=False)
    _run(refuse_changes("certificate_copy", dialect=dialect))
    _run(refuse_changes("copy_recipient", dialect=dialect, acts="DELETE"))


def downgrade() -> None:
    """Without them."""
    dialect = op.get_bind().dialect.name
    for table in ("certificate_copy", "copy_recipient"):
        _run(allow_changes(table, dialect=dialect))
        op.drop_table(table)
