"""The public log of certificates"""

import secrets

import sqlalchemy as sa
from alembic import op

from learn.kit.db import allow_changes, refuse_changes

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# Entries and hashes are never changed: a log that can be rewritten proves nothing.
FROZEN = ["log_entry", "log_node"]
WIDENED = "certificate"


def upgrade() -> None:
    """The log, and a salt for every certificate. The nightly sweep enters those of before, and says that it came late."""
    dialect = op.get_bind().dialect.name
    _run(allow_changes(WIDENED, dialect=dialect))
    with op.batch_alter_table(WIDENED) as batch_op:
        batch_op.add_column(sa.Column("salt", sa.Text(), nullable=True))
    fill()
    with op.batch_alter_table(WIDENED) as batch_op:
        batch_op.alter_column("salt", existing_type=sa.Text(), nullable=False)
    _run(refuse_changes(WIDENED, dialect=dialect))
    op.create_table(
        "log_entry",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("issued", "superseded", "revoked", name="kind", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("act_id", sa.Integer(), nullable=False),
        sa.Column("certificate_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificate.id"], name=op.f("fk_log_entry_certificate_id_certificate")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_entry")),
        sa.UniqueConstraint("kind", "act_id", name=op.f("uq_log_entry_kind_act_id")),
    )
    with op.batch_alter_table("log_entry") as batch_op:
        batch_op.create_index(batch_op.f("ix_log_entry_certificate_id"), ["certificate_id"], unique=False)
    op.create_table(
        "log_node",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_node")),
    )
    for table in FROZEN:
        _run(refuse_changes(table, dialect=dialect))


def fill() -> None:
    """A salt of its own for each certificate there is."""
    table = sa.table("certificate", sa.column("id"), sa.column("salt"))
    connection = op.get_bind()
    salts = [{"key": id, "drawn": secrets.token_hex(16)} for id in connection.scalars(sa.select(table.c.id)).all()]
    if salts:
        connection.execute(
            sa.update(table).where(table.c.id == sa.bindparam("key")).values(salt=sa.bindparam("drawn")), salts
        )


def downgrade() -> None:
    """Without it."""
    dialect = op.get_bind().dialect.name
    for table in [*FROZEN, WIDENED]:
        _run(allow_changes(table, dialect=dialect))
    with op.batch_alter_table("log_entry") as batch_op:
        batch_op.drop_index(batch_op.f("ix_log_entry_certificate_id"))
    op.drop_table("log_entry")
    op.drop_table("log_node")
    with op.batch_alter_table(WIDENED) as batch_op:
        batch_op.drop_column("salt")
    _run(refuse_changes(WIDENED, dialect=dialect))


def _run(statements: list[str]) -> None:
    for statement in statements:
        op.execute(statement)
