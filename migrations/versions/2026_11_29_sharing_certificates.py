"""Links that show one certificate, and who looked a certificate up"""

import sqlalchemy as sa
from alembic import op

import learn.kit.db
from learn.kit.db import allow_changes, refuse_changes

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

FROZEN = ["lookup"]
WAYS = ("number", "code", "file", "link", "link_file", "download")
# A link changes only once: when it is ended.
LINK = "OLD.ended_at IS NOT NULL OR " + " OR ".join(
    f"OLD.{column} <> NEW.{column}"
    for column in ("id", "certificate_id", "person_id", "token_sha256", "at", "expires_at")
)


def _run(statements: list[str]) -> None:
    for statement in statements:
        op.execute(statement)


def upgrade() -> None:
    """Two tables."""
    dialect = op.get_bind().dialect.name
    op.create_table(
        "share_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("certificate_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("token_sha256", sa.Text(), nullable=False),
        sa.Column("at", learn.kit.db.Moment(timezone=True), nullable=False),
        sa.Column("expires_at", learn.kit.db.Moment(timezone=True), nullable=False),
        sa.Column("ended_at", learn.kit.db.Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificate.id"], name=op.f("fk_share_link_certificate_id_certificate")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_share_link_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_share_link")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_share_link_token_sha256")),
    )
    op.create_index(op.f("ix_share_link_certificate_id"), "share_link", ["certificate_id"], unique=False)
    op.create_table(
        "lookup",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("certificate_id", sa.Integer(), nullable=False),
        sa.Column("how", sa.Enum(*WAYS, name="how", native_enum=False, length=40), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("at", learn.kit.db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificate.id"], name=op.f("fk_lookup_certificate_id_certificate")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_lookup_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lookup")),
    )
    op.create_index(op.f("ix_lookup_certificate_id"), "lookup", ["certificate_id"], unique=False)
    _run(refuse_changes("lookup", dialect=dialect))
    _run(refuse_changes("share_link", dialect=dialect, when=LINK))


def downgrade() -> None:
    """Without them."""
    dialect = op.get_bind().dialect.name
    for table in ("lookup", "share_link"):
        _run(allow_changes(table, dialect=dialect))
        op.drop_table(table)
