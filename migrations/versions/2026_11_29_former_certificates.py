"""Certificates that other systems issued"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

import learn.kit.db
from learn.kit.db import allow_changes, refuse_changes

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

FROZEN = ["former_import", "former_certificate"]
JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")


def _run(statements: list[str]) -> None:
    for statement in statements:
        op.execute(statement)


def upgrade() -> None:
    """The imports, and what they brought."""
    op.create_table(
        "former_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("at", learn.kit.db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_former_import_by_id_person")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_former_import_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_import")),
    )
    op.create_table(
        "former_certificate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("title", JSON, nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("document_key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["former_import.id"], name=op.f("fk_former_certificate_import_id_former_import")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_former_certificate_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_former_certificate_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_certificate")),
        sa.UniqueConstraint("person_id", "sha256", name=op.f("uq_former_certificate_person_id_sha256")),
    )
    for column in ("import_id", "organisation_id", "person_id", "sha256"):
        op.create_index(op.f(f"ix_former_certificate_{column}"), "former_certificate", [column], unique=False)
    for table in FROZEN:
        _run(refuse_changes(table, dialect=op.get_bind().dialect.name))


def downgrade() -> None:
    """Without them; the files stay in storage."""
    for table in reversed(FROZEN):
        _run(allow_changes(table, dialect=op.get_bind().dialect.name))
        op.drop_table(table)
