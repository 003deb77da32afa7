"""The terms that a version explains"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from learn.kit.db import allow_changes, refuse_changes

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    """Beside its sources and facts; versions loaded before have theirs in their pack only."""
    op.add_column("course_version", sa.Column("glossary", JSON, nullable=True))


def downgrade() -> None:
    """The pack keeps them. SQLite makes the table anew, so its triggers are taken off and put on again."""
    dialect = op.get_bind().dialect.name
    for statement in allow_changes("course_version", dialect=dialect):
        op.execute(statement)
    with op.batch_alter_table("course_version") as batch_op:
        batch_op.drop_column("glossary")
    for statement in refuse_changes("course_version", dialect=dialect):
        op.execute(statement)
