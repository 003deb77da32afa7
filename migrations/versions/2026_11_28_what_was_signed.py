"""What a reviewer signed is kept beside the signature"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from learn.kit.db import allow_changes, refuse_changes

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TABLE = "correction_decision"
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    """A place for the list over which a correction was signed."""
    _run(allow_changes(TABLE, dialect=op.get_bind().dialect.name))
    with op.batch_alter_table(TABLE) as batch_op:
        batch_op.add_column(sa.Column("shown", JSON, nullable=True))
    _run(refuse_changes(TABLE, dialect=op.get_bind().dialect.name))


def downgrade() -> None:
    """As it was."""
    _run(allow_changes(TABLE, dialect=op.get_bind().dialect.name))
    with op.batch_alter_table(TABLE) as batch_op:
        batch_op.drop_column("shown")
    _run(refuse_changes(TABLE, dialect=op.get_bind().dialect.name))


def _run(statements: list[str]) -> None:
    for statement in statements:
        op.execute(statement)
