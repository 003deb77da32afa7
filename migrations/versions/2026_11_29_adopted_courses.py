"""Alliance courses that members adopt, with a supplement of their own"""

import sqlalchemy as sa
from alembic import op

import learn.kit.db
from learn.kit.db import allow_changes, refuse_changes

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def _run(statements: list[str]) -> None:
    for statement in statements:
        op.execute(statement)


def upgrade() -> None:
    """One table."""
    op.create_table(
        "adoption",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("supplement_id", sa.Integer(), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("recorded_at", learn.kit.db.Moment(timezone=True), nullable=False),
        _key("course_id", "course"),
        _key("organisation_id", "organisation"),
        _key("supplement_id", "course"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adoption")),
        sa.UniqueConstraint("supplement_id", name=op.f("uq_adoption_supplement_id")),
    )
    op.create_index(op.f("ix_adoption_course_id"), "adoption", ["course_id"])
    op.create_index(op.f("ix_adoption_organisation_id"), "adoption", ["organisation_id"])
    _run(refuse_changes("adoption", dialect=op.get_bind().dialect.name, acts="DELETE"))


def _key(column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_adoption_{column}_{to}"))


def downgrade() -> None:
    """Without it."""
    _run(allow_changes("adoption", dialect=op.get_bind().dialect.name))
    op.drop_table("adoption")
