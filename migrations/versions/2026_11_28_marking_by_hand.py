"""Marking by hand"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Text
from sqlalchemy.dialects import postgresql

import learn.kit.db
from learn.kit.db import refuse_changes

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# Never changed; a turn changes only in what is written so far and when its marker was reminded (21 CFR 11.10(c), (e)).
FROZEN = ["judgement", "passing_on", "sent_back"]


def _run(statements: list[str]) -> None:
    for statement in statements:
        op.execute(statement)


TURN = " OR ".join(
    f"OLD.{column} <> NEW.{column}" for column in ("id", "attempt_id", "person_id", "seat", "due_on", "at")
)


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    op.create_table(
        "marker_turn",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column(
            "seat", sa.Enum("first", "second", "deciding", name="seat", native_enum=False, length=40), nullable=False
        ),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("at", learn.kit.db.Moment(timezone=True), nullable=False),
        sa.Column("draft", sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"), nullable=True),
        sa.Column("drafted_at", learn.kit.db.Moment(timezone=True), nullable=True),
        sa.Column("reminded_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_marker_turn_attempt_id_attempt")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_marker_turn_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_marker_turn_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_marker_turn")),
        sa.UniqueConstraint("attempt_id", "person_id", name=op.f("uq_marker_turn_attempt_id_person_id")),
    )
    with op.batch_alter_table("marker_turn", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_marker_turn_attempt_id"), ["attempt_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_marker_turn_person_id"), ["person_id"], unique=False)

    op.create_table(
        "sent_back",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", learn.kit.db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_sent_back_attempt_id_attempt")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_sent_back_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sent_back")),
        sa.UniqueConstraint("attempt_id", name=op.f("uq_sent_back_attempt_id")),
    )
    op.create_table(
        "judgement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("turn_id", sa.Integer(), nullable=False),
        sa.Column("marks", sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("signature_id", sa.Integer(), nullable=False),
        sa.Column("at", learn.kit.db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["signature_id"], ["signature.id"], name=op.f("fk_judgement_signature_id_signature")),
        sa.ForeignKeyConstraint(["turn_id"], ["marker_turn.id"], name=op.f("fk_judgement_turn_id_marker_turn")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_judgement")),
        sa.UniqueConstraint("turn_id", name=op.f("uq_judgement_turn_id")),
    )
    op.create_table(
        "passing_on",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("turn_id", sa.Integer(), nullable=False),
        sa.Column("to_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", learn.kit.db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_passing_on_by_id_person")),
        sa.ForeignKeyConstraint(["to_id"], ["marker_turn.id"], name=op.f("fk_passing_on_to_id_marker_turn")),
        sa.ForeignKeyConstraint(["turn_id"], ["marker_turn.id"], name=op.f("fk_passing_on_turn_id_marker_turn")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passing_on")),
        sa.UniqueConstraint("turn_id", name=op.f("uq_passing_on_turn_id")),
    )
    for table in FROZEN:
        _run(refuse_changes(table, dialect=dialect))
    _run(refuse_changes("marker_turn", dialect=dialect, when=TURN))


def downgrade() -> None:
    op.drop_table("passing_on")
    op.drop_table("judgement")
    op.drop_table("sent_back")
    with op.batch_alter_table("marker_turn", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_marker_turn_person_id"))
        batch_op.drop_index(batch_op.f("ix_marker_turn_attempt_id"))

    op.drop_table("marker_turn")
