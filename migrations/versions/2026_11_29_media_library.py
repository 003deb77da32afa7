"""The media library"""

import sqlalchemy as sa
from alembic import op

import learn.kit.db
from learn.kit.db import allow_changes, refuse_changes

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

OURS, ALLIANCES = sa.text("organisation_id IS NOT NULL"), sa.text("organisation_id IS NULL")
# Of a file only the title and the words change; old and new ones stand in the audit trail (21 CFR 11.10(e)).
KEPT = ("id", "organisation_id", "digest", "sent_digest", "sent_name", "pack_name", "media_type", "size", "width",
        "height", "seconds", "by_id", "recorded_at")  # fmt: skip


def upgrade() -> None:
    """One table."""
    dialect = op.get_bind().dialect.name
    op.create_table(
        "library_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("digest", "sent_digest", "sent_name", "pack_name")),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("alt", learn.kit.db.WordsOrNone(), nullable=True),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in ("width", "height", "seconds")),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", learn.kit.db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_library_file_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_library_file_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_library_file")),
    )
    op.create_index(op.f("ix_library_file_organisation_id"), "library_file", ["organisation_id"])
    op.create_index(op.f("ix_library_file_digest"), "library_file", ["digest"])
    for column in ("digest", "pack_name"):
        for name, columns, which in (("ours", ["organisation_id", column], OURS), ("alliance", [column], ALLIANCES)):
            op.create_index(
                f"ix_library_file_{column}_{name}",
                "library_file",
                columns,
                unique=True,
                sqlite_where=which,
                postgresql_where=which,
            )
    differs = "IS DISTINCT FROM" if dialect == "postgresql" else "IS NOT"
    changed = " OR ".join(f"OLD.{column} {differs} NEW.{column}" for column in KEPT)
    for statement in refuse_changes("library_file", dialect=dialect, when=changed):
        op.execute(statement)


def downgrade() -> None:
    """Without it; the files stay in storage."""
    for statement in allow_changes("library_file", dialect=op.get_bind().dialect.name):
        op.execute(statement)
    op.drop_table("library_file")
