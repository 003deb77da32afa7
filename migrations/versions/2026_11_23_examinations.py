"""Examinations"""

import json

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Text
from sqlalchemy.dialects import postgresql

import learn.kit.db
from learn.kit.db import allow_changes, refuse_changes

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# Never changed; changed but never deleted (21 CFR 11.10(c), (e)).
FROZEN = [
    "signature",
    "sealing_key",
    "bank_file",
    "correction",
    "wrong_version",
    "correction_decision",
    "remarking",
    "withdrawal",
    "doubt",
    "doubt_reply",
    "receipt",
    "declaration",
]
KEPT: list[str] = ["extra_time"]
# Tables of before that get columns: what they refused before, they refuse again afterwards.
WIDENED = ["answer", "paper_item", "marking", "quiz", "question", "question_version", "completion"]

# What may change in a table that is otherwise frozen: the key by which a question is found, when its words change.
ONLY = {
    "question": "OLD.id <> NEW.id OR OLD.bank_id <> NEW.bank_id OR OLD.code <> NEW.code OR OLD.search_text = NEW.search_text"
}


def before(dialect: str) -> None:
    """Let the tables that get columns be changed for a moment."""
    for table in WIDENED:
        _run(allow_changes(table, dialect=dialect))


def after(dialect: str) -> None:
    """Refuse changes again, and to the new tables too."""
    for table in [*FROZEN, *WIDENED]:
        _run(refuse_changes(table, dialect=dialect, when=ONLY.get(table, "")))
    for table in KEPT:
        _run(refuse_changes(table, dialect=dialect, acts="DELETE"))


def fill() -> None:
    """What old rows say in new columns: questions are found by their newest version's words."""
    from learn.kit.text import search_key

    connection = op.get_bind()
    question = sa.table("question", sa.column("id"), sa.column("code"), sa.column("search_text"))
    texts = sa.table("question_version", *map(sa.column, ("question_id", "number", "text", "reason")))
    found = connection.execute(
        sa.select(question.c.id, question.c.code, sa.cast(texts.c.text, Text), sa.cast(texts.c.reason, Text))
        .join(texts, texts.c.question_id == question.c.id)
        .order_by(texts.c.number)
    ).all()
    newest = {id: search_key([code, *_said(text), *_said(reason)]) for id, code, text, reason in found}
    for id, key in newest.items():
        connection.execute(sa.update(question).where(question.c.id == id).values(search_text=key))
    _number_answers(connection)


def _number_answers(connection: sa.Connection) -> None:
    """Answers of before are numbered as they were written, and were given when they arrived."""
    columns = ("id", "item_id", "at", "attempt_id", "sequence", "given_at")
    answer, item = (
        sa.table("answer", *map(sa.column, columns)),
        sa.table("paper_item", *map(sa.column, ("id", "attempt_id"))),
    )
    connection.execute(
        sa.update(answer).values(
            attempt_id=sa.select(item.c.attempt_id).where(item.c.id == answer.c.item_id).scalar_subquery(),
            given_at=answer.c.at,
        )
    )
    numbered = sa.select(
        answer.c.id, sa.func.row_number().over(partition_by=answer.c.attempt_id, order_by=answer.c.id).label("n")
    ).subquery()
    connection.execute(
        sa.update(answer).values(sequence=sa.select(numbered.c.n).where(numbered.c.id == answer.c.id).scalar_subquery())
    )


def _said(words: str) -> list[str]:
    return [text for text in json.loads(words).values() if text]


def _run(statements: list[str]) -> None:
    for statement in statements:
        op.execute(statement)


# --- generated below


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    before(dialect)
    op.create_table(
        "sealing_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("public_key", sa.Text(), nullable=False),
        sa.Column("first_used_at", learn.kit.db.Moment(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sealing_key")),
        sa.UniqueConstraint("name", name=op.f("uq_sealing_key_name")),
    )
    op.create_table(
        "extra_time",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("recorded_at", learn.kit.db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_extra_time_by_id_person")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_extra_time_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_extra_time_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extra_time")),
    )
    with op.batch_alter_table("extra_time", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_extra_time_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_extra_time_person_id"), ["person_id"], unique=False)

    op.create_table(
        "signature",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("printed_name", sa.Text(), nullable=False),
        sa.Column(
            "meaning",
            sa.Enum("declaration", "correction_approved", "marked", name="meaning", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("subject_type", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("at", learn.kit.db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_signature_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signature")),
    )
    with op.batch_alter_table("signature", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_signature_person_id"), ["person_id"], unique=False)
        batch_op.create_index("ix_signature_subject", ["subject_type", "subject_id"], unique=False)

    op.create_table(
        "bank_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bank_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("recorded_at", learn.kit.db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["bank_id"], ["question_bank.id"], name=op.f("fk_bank_file_bank_id_question_bank")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_file")),
        sa.UniqueConstraint("bank_id", "digest", name=op.f("uq_bank_file_bank_id_digest")),
    )
    with op.batch_alter_table("bank_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_bank_file_bank_id"), ["bank_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_bank_file_digest"), ["digest"], unique=False)

    op.create_table(
        "declaration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("statement", learn.kit.db.WordsColumn(), nullable=False),
        sa.Column("signature_id", sa.Integer(), nullable=False),
        sa.Column("at", learn.kit.db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_declaration_attempt_id_attempt")),
        sa.ForeignKeyConstraint(["signature_id"], ["signature.id"], name=op.f("fk_declaration_signature_id_signature")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_declaration")),
        sa.UniqueConstraint("attempt_id", name=op.f("uq_declaration_attempt_id")),
    )
    op.create_table(
        "question_upload",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bank_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", learn.kit.db.Moment(timezone=True), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("difficulty", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("imported_at", learn.kit.db.Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["bank_id"], ["question_bank.id"], name=op.f("fk_question_upload_bank_id_question_bank")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_question_upload_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_upload")),
    )
    with op.batch_alter_table("question_upload", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_question_upload_bank_id"), ["bank_id"], unique=False)

    op.create_table(
        "receipt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column(
            "content", sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"), nullable=False
        ),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("seal_key", sa.Text(), nullable=False),
        sa.Column("seal_signature", sa.Text(), nullable=False),
        sa.Column("at", learn.kit.db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_receipt_attempt_id_attempt")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt")),
        sa.UniqueConstraint("attempt_id", name=op.f("uq_receipt_attempt_id")),
        sa.UniqueConstraint("number", name=op.f("uq_receipt_number")),
    )
    op.create_table(
        "question_tag",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("tag", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", learn.kit.db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["question_id"], ["question.id"], name=op.f("fk_question_tag_question_id_question")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_tag")),
        sa.UniqueConstraint("question_id", "tag", name=op.f("uq_question_tag_question_id_tag")),
    )
    with op.batch_alter_table("question_tag", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_question_tag_tag"), ["tag"], unique=False)

    op.create_table(
        "correction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("to_version_id", sa.Integer(), nullable=False),
        sa.Column("reason", learn.kit.db.WordsColumn(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", learn.kit.db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_correction_by_id_person")),
        sa.ForeignKeyConstraint(["question_id"], ["question.id"], name=op.f("fk_correction_question_id_question")),
        sa.ForeignKeyConstraint(
            ["to_version_id"], ["question_version.id"], name=op.f("fk_correction_to_version_id_question_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction")),
    )
    with op.batch_alter_table("correction", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_correction_question_id"), ["question_id"], unique=False)

    op.create_table(
        "correction_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("correction_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("signature_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", learn.kit.db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_correction_decision_by_id_person")),
        sa.ForeignKeyConstraint(
            ["correction_id"], ["correction.id"], name=op.f("fk_correction_decision_correction_id_correction")
        ),
        sa.ForeignKeyConstraint(
            ["signature_id"], ["signature.id"], name=op.f("fk_correction_decision_signature_id_signature")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction_decision")),
        sa.UniqueConstraint("correction_id", name=op.f("uq_correction_decision_correction_id")),
    )
    op.create_table(
        "doubt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", learn.kit.db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_doubt_attempt_id_attempt")),
        sa.ForeignKeyConstraint(["item_id"], ["paper_item.id"], name=op.f("fk_doubt_item_id_paper_item")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_doubt_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_doubt")),
        sa.UniqueConstraint("item_id", name=op.f("uq_doubt_item_id")),
    )
    with op.batch_alter_table("doubt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_doubt_attempt_id"), ["attempt_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_doubt_person_id"), ["person_id"], unique=False)

    op.create_table(
        "remarking",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("correction_id", sa.Integer(), nullable=False),
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("former_id", sa.Integer(), nullable=False),
        sa.Column("marking_id", sa.Integer(), nullable=False),
        sa.Column("at", learn.kit.db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_remarking_attempt_id_attempt")),
        sa.ForeignKeyConstraint(
            ["correction_id"], ["correction.id"], name=op.f("fk_remarking_correction_id_correction")
        ),
        sa.ForeignKeyConstraint(["former_id"], ["marking.id"], name=op.f("fk_remarking_former_id_marking")),
        sa.ForeignKeyConstraint(["marking_id"], ["marking.id"], name=op.f("fk_remarking_marking_id_marking")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remarking")),
        sa.UniqueConstraint("correction_id", "attempt_id", name=op.f("uq_remarking_correction_id_attempt_id")),
    )
    with op.batch_alter_table("remarking", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_remarking_attempt_id"), ["attempt_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_remarking_correction_id"), ["correction_id"], unique=False)

    op.create_table(
        "wrong_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("correction_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["correction_id"], ["correction.id"], name=op.f("fk_wrong_version_correction_id_correction")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["question_version.id"], name=op.f("fk_wrong_version_version_id_question_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wrong_version")),
        sa.UniqueConstraint("correction_id", "version_id", name=op.f("uq_wrong_version_correction_id_version_id")),
    )
    with op.batch_alter_table("wrong_version", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_wrong_version_correction_id"), ["correction_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_wrong_version_version_id"), ["version_id"], unique=False)

    op.create_table(
        "doubt_reply",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("doubt_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", learn.kit.db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_doubt_reply_by_id_person")),
        sa.ForeignKeyConstraint(["doubt_id"], ["doubt.id"], name=op.f("fk_doubt_reply_doubt_id_doubt")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_doubt_reply")),
        sa.UniqueConstraint("doubt_id", name=op.f("uq_doubt_reply_doubt_id")),
    )
    op.create_table(
        "withdrawal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("completion_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("reason", learn.kit.db.WordsColumn(), nullable=False),
        sa.Column("successor_id", sa.Integer(), nullable=True),
        sa.Column("at", learn.kit.db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_withdrawal_by_id_person")),
        sa.ForeignKeyConstraint(
            ["completion_id"], ["completion.id"], name=op.f("fk_withdrawal_completion_id_completion")
        ),
        sa.ForeignKeyConstraint(
            ["successor_id"], ["completion.id"], name=op.f("fk_withdrawal_successor_id_completion")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_withdrawal")),
        sa.UniqueConstraint("completion_id", name=op.f("uq_withdrawal_completion_id")),
    )
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.add_column(sa.Column("attempt_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("sequence", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("given_at", learn.kit.db.Moment(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("client", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("counter", sa.Integer(), nullable=True))
        batch_op.create_index(
            "uq_answer_counter",
            ["attempt_id", "client", "counter"],
            unique=True,
            sqlite_where=sa.text("client IS NOT NULL"),
            postgresql_where=sa.text("client IS NOT NULL"),
        )
        batch_op.create_index("uq_answer_sequence", ["attempt_id", "sequence"], unique=True)

    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.add_column(sa.Column("extra_minutes", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("reached", sa.Integer(), nullable=True))

    with op.batch_alter_table("completion", schema=None) as batch_op:
        batch_op.add_column(sa.Column("edition", sa.Integer(), server_default="1", nullable=False))
        batch_op.drop_constraint(batch_op.f("uq_completion_enrolment_id"), type_="unique")
        batch_op.create_unique_constraint(batch_op.f("uq_completion_enrolment_id_edition"), ["enrolment_id", "edition"])

    with op.batch_alter_table("marking", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "details", sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"), nullable=True
            )
        )

    with op.batch_alter_table("paper_item", schema=None) as batch_op:
        batch_op.add_column(sa.Column("section", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("critical", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.create_index(batch_op.f("ix_paper_item_version_id"), ["version_id"], unique=False)

    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.add_column(sa.Column("search_text", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("lacks", sa.Text(), server_default="", nullable=False))

    with op.batch_alter_table("question_version", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "change",
                sa.Enum("new", "wording", "key", "scoring", name="change", native_enum=False, length=40),
                nullable=True,
            )
        )
        batch_op.add_column(sa.Column("why", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("author_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_question_version_author_id"), ["author_id"], unique=False)

    with op.batch_alter_table("quiz", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "rules", sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"), nullable=True
            )
        )

    with op.batch_alter_table("quiz_question", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_quiz_question_version_id"), ["version_id"], unique=False)

    fill()
    after(dialect)


def downgrade() -> None:
    dialect = op.get_bind().dialect.name
    for table in {*FROZEN, *KEPT, *WIDENED}:
        _run(allow_changes(table, dialect=dialect))
    with op.batch_alter_table("quiz_question", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_quiz_question_version_id"))

    with op.batch_alter_table("quiz", schema=None) as batch_op:
        batch_op.drop_column("rules")

    with op.batch_alter_table("question_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_question_version_author_id"))
        batch_op.drop_column("author_id")
        batch_op.drop_column("why")
        batch_op.drop_column("change")

    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.drop_column("lacks")
        batch_op.drop_column("search_text")

    with op.batch_alter_table("paper_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_paper_item_version_id"))
        batch_op.drop_column("critical")
        batch_op.drop_column("section")

    with op.batch_alter_table("marking", schema=None) as batch_op:
        batch_op.drop_column("details")

    with op.batch_alter_table("completion", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_completion_enrolment_id_edition"), type_="unique")
        batch_op.create_unique_constraint(batch_op.f("uq_completion_enrolment_id"), ["enrolment_id"])
        batch_op.drop_column("edition")

    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.drop_column("reached")
        batch_op.drop_column("extra_minutes")

    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.drop_index("uq_answer_sequence")
        batch_op.drop_index(
            "uq_answer_counter",
            sqlite_where=sa.text("client IS NOT NULL"),
            postgresql_where=sa.text("client IS NOT NULL"),
        )
        batch_op.drop_column("counter")
        batch_op.drop_column("client")
        batch_op.drop_column("given_at")
        batch_op.drop_column("sequence")
        batch_op.drop_column("attempt_id")

    op.drop_table("withdrawal")
    op.drop_table("doubt_reply")
    with op.batch_alter_table("wrong_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_wrong_version_version_id"))
        batch_op.drop_index(batch_op.f("ix_wrong_version_correction_id"))

    op.drop_table("wrong_version")
    with op.batch_alter_table("remarking", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_remarking_correction_id"))
        batch_op.drop_index(batch_op.f("ix_remarking_attempt_id"))

    op.drop_table("remarking")
    with op.batch_alter_table("doubt", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_doubt_person_id"))
        batch_op.drop_index(batch_op.f("ix_doubt_attempt_id"))

    op.drop_table("doubt")
    op.drop_table("correction_decision")
    with op.batch_alter_table("correction", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_correction_question_id"))

    op.drop_table("correction")
    with op.batch_alter_table("question_tag", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_question_tag_tag"))

    op.drop_table("question_tag")
    op.drop_table("receipt")
    with op.batch_alter_table("question_upload", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_question_upload_bank_id"))

    op.drop_table("question_upload")
    op.drop_table("declaration")
    with op.batch_alter_table("bank_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_bank_file_digest"))
        batch_op.drop_index(batch_op.f("ix_bank_file_bank_id"))

    op.drop_table("bank_file")
    with op.batch_alter_table("signature", schema=None) as batch_op:
        batch_op.drop_index("ix_signature_subject")
        batch_op.drop_index(batch_op.f("ix_signature_person_id"))

    op.drop_table("signature")
    with op.batch_alter_table("extra_time", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_extra_time_person_id"))
        batch_op.drop_index(batch_op.f("ix_extra_time_organisation_id"))

    op.drop_table("extra_time")
    op.drop_table("sealing_key")
    for table in WIDENED:
        _run(refuse_changes(table, dialect=dialect))
