"""Certificates are signed: who vouches for it, at which level, and the copies that keep it checkable"""

import sqlalchemy as sa
from alembic import op

import learn.kit.db
from learn.kit.db import refuse_changes

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    op.create_table(
        "issuing_chain",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "vouches_for", sa.Enum("signatures", "time", name="voucher", native_enum=False, length=40), nullable=False
        ),
        sa.Column("pem", sa.Text(), nullable=False),
        sa.Column("first_used_at", learn.kit.db.Moment(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issuing_chain")),
        sa.UniqueConstraint("name", name=op.f("uq_issuing_chain_name")),
    )
    op.create_table(
        "archival_copy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("certificate_id", sa.Integer(), nullable=False),
        sa.Column("document_key", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("stamp_ends_on", sa.Date(), nullable=False),
        sa.Column("made_at", learn.kit.db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificate.id"], name=op.f("fk_archival_copy_certificate_id_certificate")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_archival_copy")),
    )
    with op.batch_alter_table("archival_copy") as batch_op:
        batch_op.create_index(batch_op.f("ix_archival_copy_certificate_id"), ["certificate_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_archival_copy_sha256"), ["sha256"], unique=False)
    # A column more rewrites no row: the certificates of before keep their bytes, and have no signature.
    op.add_column("certificate", sa.Column("level", sa.Text(), nullable=False, server_default=""))
    op.add_column("certificate", sa.Column("stamp_ends_on", sa.Date(), nullable=True))
    for table in ("issuing_chain", "archival_copy"):
        _run(refuse_changes(table, dialect=dialect))


def downgrade() -> None:
    op.drop_column("certificate", "stamp_ends_on")
    op.drop_column("certificate", "level")
    op.drop_table("archival_copy")
    op.drop_table("issuing_chain")


def _run(statements: list[str]) -> None:
    for statement in statements:
        op.execute(statement)
