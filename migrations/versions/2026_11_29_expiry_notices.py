"""That it was told of a certificate that it ends soon"""

import sqlalchemy as sa
from alembic import op

import learn.kit.db
from learn.kit.db import allow_changes, refuse_changes

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

FROZEN = ["expiry_notice"]


def _run(statements: list[str]) -> None:
    for statement in statements:
        op.execute(statement)


def upgrade() -> None:
    """One table."""
    op.create_table(
        "expiry_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("certificate_id", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("at", learn.kit.db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificate.id"], name=op.f("fk_expiry_notice_certificate_id_certificate")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expiry_notice")),
        sa.UniqueConstraint("certificate_id", "days", name=op.f("uq_expiry_notice_certificate_id_days")),
    )
    _run(refuse_changes("expiry_notice", dialect=op.get_bind().dialect.name))


def downgrade() -> None:
    """Without it."""
    _run(allow_changes("expiry_notice", dialect=op.get_bind().dialect.name))
    op.drop_table("expiry_notice")
