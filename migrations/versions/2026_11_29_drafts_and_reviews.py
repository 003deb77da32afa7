"""Versions that are written in the studio, and their reviews"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

import learn.kit.db
from learn.kit.db import allow_changes, refuse_changes

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

FROZEN = ["draft_edition", "dropping", "review", "review_decision"]
KEPT = ["course_draft"]
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def _run(statements: list[str]) -> None:
    for statement in statements:
        op.execute(statement)


def upgrade() -> None:
    """Drafts with their editions, and what was handed in and decided."""
    _drafts()
    _reviews()
    dialect = op.get_bind().dialect.name
    for table in FROZEN:
        _run(refuse_changes(table, dialect=dialect))
    for table in KEPT:
        _run(refuse_changes(table, dialect=dialect, acts="DELETE"))


def _drafts() -> None:
    op.create_table(
        "course_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("based_on_id", sa.Integer(), nullable=True),
        *_act(),
        _key("course_draft", "based_on_id", "course_version"),
        _key("course_draft", "by_id", "person"),
        _key("course_draft", "course_id", "course"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_draft")),
    )
    op.create_index(op.f("ix_course_draft_course_id"), "course_draft", ["course_id"])
    op.create_table(
        "draft_edition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        *_act(),
        _key("draft_edition", "by_id", "person"),
        _key("draft_edition", "draft_id", "course_draft"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_edition")),
        sa.UniqueConstraint("draft_id", "part", "number", name=op.f("uq_draft_edition_draft_id_part_number")),
    )
    op.create_index("ix_draft_edition_by", "draft_edition", ["draft_id", "by_id"])
    op.create_table(
        "dropping",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        *_act(),
        _key("dropping", "by_id", "person"),
        _key("dropping", "draft_id", "course_draft"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dropping")),
        sa.UniqueConstraint("draft_id", name=op.f("uq_dropping_draft_id")),
    )


def _reviews() -> None:
    op.create_table(
        "review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("pack_digest", sa.Text(), nullable=False),
        sa.Column("author_ids", JSON, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        *_act(),
        _key("review", "by_id", "person"),
        _key("review", "course_id", "course"),
        _key("review", "draft_id", "course_draft"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
    )
    op.create_index(op.f("ix_review_course_id"), "review", ["course_id"])
    op.create_index(op.f("ix_review_draft_id"), "review", ["draft_id"])
    op.create_table(
        "review_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("signature_id", sa.Integer(), nullable=True),
        sa.Column("version_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        *_act(),
        _key("review_decision", "by_id", "person"),
        _key("review_decision", "review_id", "review"),
        _key("review_decision", "signature_id", "signature"),
        _key("review_decision", "version_id", "course_version"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_decision")),
        sa.UniqueConstraint("review_id", name=op.f("uq_review_decision_review_id")),
    )


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
    dialect = op.get_bind().dialect.name
    for table in reversed([*KEPT, *FROZEN]):
        _run(allow_changes(table, dialect=dialect))
        op.drop_table(table)
