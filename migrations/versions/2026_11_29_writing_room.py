"""Who has the page of a unit open"""

import sqlalchemy as sa
from alembic import op

import learn.kit.db

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One row a person and unit, for as long as the page is open."""
    op.create_table(
        "presence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("seen_at", learn.kit.db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["course_draft.id"], name=op.f("fk_presence_draft_id_course_draft")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_presence_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_presence")),
        sa.UniqueConstraint("draft_id", "slug", "person_id", name=op.f("uq_presence_draft_id_slug_person_id")),
    )
    op.create_index(op.f("ix_presence_seen_at"), "presence", ["seen_at"])


def downgrade() -> None:
    """Nobody's page is remembered."""
    op.drop_table("presence")
