"""Acts on certificates: proposed, approved, ended"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Text
from sqlalchemy.dialects import postgresql

import learn.kit.db
from learn.kit.db import allow_changes, refuse_changes

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

FROZEN = ["reinstatement", "certificate_proposal", "certificate_decision"]
JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql")
ACTS = ("correction", "revocation", "reinstatement")


def _run(statements: list[str]) -> None:
    for statement in statements:
        op.execute(statement)


def upgrade() -> None:
    """A certificate can be revoked more than once, since a revocation can be ended."""
    dialect = op.get_bind().dialect.name
    _run(allow_changes("revocation", dialect=dialect))
    with op.batch_alter_table("revocation") as batch_op:
        batch_op.add_column(sa.Column("round", sa.Integer(), server_default="1", nullable=False))
        batch_op.drop_constraint(op.f("uq_revocation_certificate_id"), type_="unique")
        batch_op.create_unique_constraint(op.f("uq_revocation_certificate_id_round"), ["certificate_id", "round"])
    _run(refuse_changes("revocation", dialect=dialect))
    op.create_table(
        "reinstatement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revocation_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", learn.kit.db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_reinstatement_by_id_person")),
        sa.ForeignKeyConstraint(
            ["revocation_id"], ["revocation.id"], name=op.f("fk_reinstatement_revocation_id_revocation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reinstatement")),
        sa.UniqueConstraint("revocation_id", name=op.f("uq_reinstatement_revocation_id")),
    )
    op.create_table(
        "certificate_proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("certificate_id", sa.Integer(), nullable=False),
        sa.Column("act", sa.Enum(*ACTS, name="proposedact", native_enum=False, length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("before", JSON, nullable=False),
        sa.Column("after", JSON, nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", learn.kit.db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_certificate_proposal_by_id_person")),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificate.id"], name=op.f("fk_certificate_proposal_certificate_id_certificate")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_proposal")),
    )
    with op.batch_alter_table("certificate_proposal") as batch_op:
        batch_op.create_index(batch_op.f("ix_certificate_proposal_certificate_id"), ["certificate_id"], unique=False)
    op.create_table(
        "certificate_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("signature_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("shown", JSON, nullable=True),
        sa.Column("at", learn.kit.db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_certificate_decision_by_id_person")),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["certificate_proposal.id"],
            name=op.f("fk_certificate_decision_proposal_id_certificate_proposal"),
        ),
        sa.ForeignKeyConstraint(
            ["signature_id"], ["signature.id"], name=op.f("fk_certificate_decision_signature_id_signature")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_decision")),
        sa.UniqueConstraint("proposal_id", name=op.f("uq_certificate_decision_proposal_id")),
    )
    for table in FROZEN:
        _run(refuse_changes(table, dialect=dialect))


def downgrade() -> None:
    """As it was. Revocations that were ended, and later ones of the same certificate, have no place there: they go."""
    dialect = op.get_bind().dialect.name
    for table in FROZEN:
        _run(allow_changes(table, dialect=dialect))
    _run(allow_changes("revocation", dialect=dialect))
    op.drop_table("certificate_decision")
    with op.batch_alter_table("certificate_proposal") as batch_op:
        batch_op.drop_index(batch_op.f("ix_certificate_proposal_certificate_id"))
    op.drop_table("certificate_proposal")
    op.execute("CREATE TEMPORARY TABLE ended AS SELECT revocation_id FROM reinstatement")
    op.drop_table("reinstatement")
    op.execute("DELETE FROM revocation WHERE id IN (SELECT revocation_id FROM ended)")
    op.execute("DROP TABLE ended")
    with op.batch_alter_table("revocation") as batch_op:
        batch_op.drop_constraint(op.f("uq_revocation_certificate_id_round"), type_="unique")
        batch_op.drop_column("round")
        batch_op.create_unique_constraint(op.f("uq_revocation_certificate_id"), ["certificate_id"])
    _run(refuse_changes("revocation", dialect=dialect))
