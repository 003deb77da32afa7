"""Credentials of certificates, and their places in the status lists"""

import sqlalchemy as sa
from alembic import op

from learn.kit.db import refuse_changes

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

# Signed when issued, never made again; a place is given once (21 CFR 11.10(c), (e)).
FROZEN = ["status_place", "credential"]


def upgrade() -> None:
    """Two tables; certificates of before have no row in them."""
    op.create_table(
        "status_place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("list_number", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_status_place")),
        sa.UniqueConstraint("list_number", "position", name=op.f("uq_status_place_list_number_position")),
    )
    op.create_table(
        "credential",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("certificate_id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificate.id"], name=op.f("fk_credential_certificate_id_certificate")
        ),
        sa.ForeignKeyConstraint(["place_id"], ["status_place.id"], name=op.f("fk_credential_place_id_status_place")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credential")),
        sa.UniqueConstraint("certificate_id", name=op.f("uq_credential_certificate_id")),
        sa.UniqueConstraint("place_id", name=op.f("uq_credential_place_id")),
    )
    for table in FROZEN:
        for statement in refuse_changes(table, dialect=op.get_bind().dialect.name):
            op.execute(statement)


def downgrade() -> None:
    """As it was; what was signed stays in the files that were handed out."""
    op.drop_table("credential")
    op.drop_table("status_place")
