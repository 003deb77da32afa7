"""Who must learn a new version again, releases that are held back, courses that are retired"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

import learn.kit.db
from learn.kit.db import allow_changes, refuse_changes

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
FROZEN = [
    "retirement",
    "restoration",
    "delta",
    "terms_proposal",
    "held_release",
    "held_role",
    "release",
    "retraining_notice",
    "retraining_summary",
]
WIDENED = {"completion": "UPDATE DELETE", "publication": "UPDATE DELETE", "enrolment": "DELETE"}


def _run(statements: list[str]) -> None:
    for statement in statements:
        op.execute(statement)


def _let_go() -> None:
    """Take the triggers off the tables that get columns, or lose them."""
    for table in WIDENED:
        _run(allow_changes(table, dialect=op.get_bind().dialect.name))


def _hold_again() -> None:
    for table, acts in WIDENED.items():
        _run(refuse_changes(table, dialect=op.get_bind().dialect.name, acts=acts))


def upgrade() -> None:
    """Tables for the decision and what follows of it; columns that say so on publications, enrolments, completions."""
    op.create_table(
        "retirement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("signature_id", sa.Integer(), nullable=True),
        sa.Column("at", learn.kit.db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_retirement_by_id_person")),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_retirement_course_id_course")),
        sa.ForeignKeyConstraint(["signature_id"], ["signature.id"], name=op.f("fk_retirement_signature_id_signature")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retirement")),
        sa.UniqueConstraint("course_id", "round", name=op.f("uq_retirement_course_id_round")),
    )
    with op.batch_alter_table("retirement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_retirement_course_id"), ["course_id"], unique=False)

    op.create_table(
        "delta",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("from_version_id", sa.Integer(), nullable=False),
        sa.Column(
            "level",
            sa.Enum("full", "delta", "read", "nothing", name="level", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("units", JSON, nullable=False),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.Column("quiz_id", sa.Integer(), nullable=True),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("at", learn.kit.db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["from_version_id"], ["course_version.id"], name=op.f("fk_delta_from_version_id_course_version")
        ),
        sa.ForeignKeyConstraint(["quiz_id"], ["quiz.id"], name=op.f("fk_delta_quiz_id_quiz")),
        sa.ForeignKeyConstraint(["version_id"], ["course_version.id"], name=op.f("fk_delta_version_id_course_version")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delta")),
        sa.UniqueConstraint("version_id", "from_version_id", name=op.f("uq_delta_version_id_from_version_id")),
    )
    with op.batch_alter_table("delta", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_delta_from_version_id"), ["from_version_id"], unique=False)

    op.create_table(
        "restoration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("retirement_id", sa.Integer(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("signature_id", sa.Integer(), nullable=True),
        sa.Column("at", learn.kit.db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_restoration_by_id_person")),
        sa.ForeignKeyConstraint(
            ["retirement_id"], ["retirement.id"], name=op.f("fk_restoration_retirement_id_retirement")
        ),
        sa.ForeignKeyConstraint(["signature_id"], ["signature.id"], name=op.f("fk_restoration_signature_id_signature")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restoration")),
        sa.UniqueConstraint("retirement_id", name=op.f("uq_restoration_retirement_id")),
    )
    op.create_table(
        "terms_proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("content_digest", sa.Text(), nullable=False),
        sa.Column("terms", JSON, nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", learn.kit.db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_terms_proposal_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_terms_proposal")),
    )
    with op.batch_alter_table("terms_proposal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_terms_proposal_content_digest"), ["content_digest"], unique=False)

    op.create_table(
        "held_release",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("publication_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("share", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["publication_id"], ["publication.id"], name=op.f("fk_held_release_publication_id_publication")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["course_version.id"], name=op.f("fk_held_release_version_id_course_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_held_release")),
        sa.UniqueConstraint("publication_id", name=op.f("uq_held_release_publication_id")),
        sa.UniqueConstraint("version_id", name=op.f("uq_held_release_version_id")),
    )
    op.create_table(
        "retraining_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("publication_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "stage", sa.Enum("owed", "held", "offered", name="stage", native_enum=False, length=40), nullable=False
        ),
        sa.Column("delta_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("at", learn.kit.db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["delta_id"], ["delta.id"], name=op.f("fk_retraining_notice_delta_id_delta")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_retraining_notice_person_id_person")),
        sa.ForeignKeyConstraint(
            ["publication_id"], ["publication.id"], name=op.f("fk_retraining_notice_publication_id_publication")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retraining_notice")),
        sa.UniqueConstraint(
            "publication_id", "person_id", "stage", name=op.f("uq_retraining_notice_publication_id_person_id_stage")
        ),
    )
    with op.batch_alter_table("retraining_notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_retraining_notice_person_id"), ["person_id"], unique=False)

    op.create_table(
        "retraining_summary",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("publication_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("at", learn.kit.db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_retraining_summary_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["publication_id"], ["publication.id"], name=op.f("fk_retraining_summary_publication_id_publication")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retraining_summary")),
        sa.UniqueConstraint(
            "publication_id", "organisation_id", name=op.f("uq_retraining_summary_publication_id_organisation_id")
        ),
    )
    op.create_table(
        "held_role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("held_id", sa.Integer(), nullable=False),
        sa.Column("job_role_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["held_id"], ["held_release.id"], name=op.f("fk_held_role_held_id_held_release")),
        sa.ForeignKeyConstraint(["job_role_id"], ["job_role.id"], name=op.f("fk_held_role_job_role_id_job_role")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_held_role")),
        sa.UniqueConstraint("held_id", "job_role_id", name=op.f("uq_held_role_held_id_job_role_id")),
    )
    op.create_table(
        "release",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("held_id", sa.Integer(), nullable=False),
        sa.Column("lifted_on", sa.Date(), nullable=False),
        sa.Column("trained", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("signature_id", sa.Integer(), nullable=True),
        sa.Column("at", learn.kit.db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_release_by_id_person")),
        sa.ForeignKeyConstraint(["held_id"], ["held_release.id"], name=op.f("fk_release_held_id_held_release")),
        sa.ForeignKeyConstraint(["signature_id"], ["signature.id"], name=op.f("fk_release_signature_id_signature")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release")),
        sa.UniqueConstraint("held_id", name=op.f("uq_release_held_id")),
    )
    _let_go()
    with op.batch_alter_table("completion", schema=None) as batch_op:
        batch_op.add_column(sa.Column("base_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("delta_from", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("delta_units", JSON, nullable=True))
        batch_op.create_index(batch_op.f("ix_completion_base_id"), ["base_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_completion_base_id_completion"), "completion", ["base_id"], ["id"])

    with op.batch_alter_table("enrolment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("delta_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_enrolment_delta_id_delta"), "delta", ["delta_id"], ["id"])

    with op.batch_alter_table("publication", schema=None) as batch_op:
        batch_op.add_column(sa.Column("terms", JSON, nullable=True))
        batch_op.add_column(sa.Column("reason", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("signature_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_publication_signature_id_signature"), "signature", ["signature_id"], ["id"]
        )
    _hold_again()
    for table in FROZEN:
        _run(refuse_changes(table, dialect=op.get_bind().dialect.name))


def downgrade() -> None:
    """As it was."""
    _let_go()
    with op.batch_alter_table("publication", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_publication_signature_id_signature"), type_="foreignkey")
        batch_op.drop_column("signature_id")
        batch_op.drop_column("reason")
        batch_op.drop_column("terms")

    with op.batch_alter_table("enrolment", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_enrolment_delta_id_delta"), type_="foreignkey")
        batch_op.drop_column("delta_id")

    with op.batch_alter_table("completion", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_completion_base_id_completion"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_completion_base_id"))
        batch_op.drop_column("delta_units")
        batch_op.drop_column("delta_from")
        batch_op.drop_column("base_id")

    _hold_again()
    op.drop_table("release")
    op.drop_table("held_role")
    op.drop_table("retraining_summary")
    with op.batch_alter_table("retraining_notice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_retraining_notice_person_id"))

    op.drop_table("retraining_notice")
    op.drop_table("held_release")
    op.drop_table("terms_proposal")
    op.drop_table("restoration")
    with op.batch_alter_table("delta", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_delta_from_version_id"))

    op.drop_table("delta")
    with op.batch_alter_table("retirement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_retirement_course_id"))

    op.drop_table("retirement")
