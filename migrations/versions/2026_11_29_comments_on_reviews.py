"""Comments on what was handed in for review"""

import sqlalchemy as sa
from alembic import op

import learn.kit.db
from learn.kit.db import allow_changes, refuse_changes

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

FROZEN = ["thread", "remark"]
KIND = sa.Enum("said", "resolved", "reopened", name="remarkkind", native_enum=False, length=40)


def _run(statements: list[str]) -> None:
    for statement in statements:
        op.execute(statement)


def upgrade() -> None:
    """Threads and what is said in them."""
    op.create_table(
        "thread",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("block", sa.Integer(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        *_act(),
        _key("thread", "by_id", "person"),
        _key("thread", "review_id", "review"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thread")),
    )
    op.create_index(op.f("ix_thread_review_id"), "thread", ["review_id"])
    op.create_table(
        "remark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("kind", KIND, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        *_act(),
        _key("remark", "by_id", "person"),
        _key("remark", "thread_id", "thread"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remark")),
    )
    op.create_index(op.f("ix_remark_thread_id"), "remark", ["thread_id"])
    for table in FROZEN:
        _run(refuse_changes(table, dialect=op.get_bind().dialect.name))


def _act() -> list[sa.Column]:
    """Who and when."""
    return [
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", learn.kit.db.Moment(timezone=True), nullable=False),
    ]


def _key(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"))


def downgrade() -> None:
    """Without them."""
    for table in reversed(FROZEN):
        _run(allow_changes(table, dialect=op.get_bind().dialect.name))
        op.drop_table(table)
