"""The sheet on which a marker gives points: a row a criterion, a comment a question."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DecimalField, TextAreaField
from wtforms.fields import Field
from wtforms.validators import NumberRange, ValidationError

from learn.assessment.attempt import Attempt
from learn.assessment.by_hand.turn import MarkerTurn
from learn.assessment.kinds import Criterion, PartByHand
from learn.assessment.paper import PaperItem
from learn.kit.filters import points
from learn.kit.forms import Length, Required
from learn.kit.text import Words
from learn.signatures import SignatureForm

HUNDRED = Fraction(100)
LONGEST = 4000  # signs of a comment


@dataclass(frozen=True)
class Block:
    """A question on the sheet, or one of the questions of a case, with the controls beside it."""

    item: PaperItem
    part: PartByHand

    @property
    def name(self) -> str:
        """How its controls begin."""
        return f"m{self.item.id}-{self.part.id}" if self.part.id else f"m{self.item.id}"

    @property
    def criteria(self) -> list[Criterion]:
        """What points are given for; without a rubric the answer as a whole, out of a hundred."""
        return self.part.rubric or [
            Criterion("", Words("整个答案（满分 100）", "The whole answer, out of 100"), HUNDRED)
        ]

    def control(self, criterion: Criterion) -> str:
        """The name of the control for the points of a criterion."""
        return f"{self.name}-p{criterion.id}"

    @property
    def comment(self) -> str:
        """The name of the control for the comment."""
        return f"{self.name}-comment"

    @property
    def given(self) -> dict[str, Any]:
        """What was answered."""
        return self.part.given(self.item.given)

    @property
    def asked(self) -> Words:
        """What the question asks."""
        return self.part.text or self.item.text

    @property
    def model(self) -> Words | None:
        """What a good answer says, for markers only; None: its author wrote nothing."""
        kept = self.part.body.get("model")
        return Words(**kept) if kept else None

    @property
    def worth(self) -> Fraction:
        """The points that it can bring to the paper."""
        return self.part.share * self.item.kind.points(self.item.body)

    def said(self, marks: Mapping[str, Any], who: str) -> "list[Said]":
        """What stands in a judgement about this block; nothing where it says nothing."""
        kept = marks.get(str(self.item.id), {}).get("parts", {}).get(self.part.id)
        if kept is None:
            return []
        rows = [(one.text, str(kept["points"].get(one.id, "")), points(one.points)) for one in self.criteria]
        return [Said(who, rows, kept["comment"])]

    def share(self, given: Mapping[str, Decimal]) -> Fraction:
        """What the points of its criteria come to, as a share of the points of the whole question."""
        most = sum((one.points for one in self.criteria), Fraction(0))
        got = sum((Fraction(given[self.control(one)]) for one in self.criteria), Fraction(0))
        return self.part.share * got / most if most else Fraction(0)


class SheetForm(SignatureForm):
    """Points, comments, a word on the whole, and the signature; the fields of one sheet are added to it."""

    comment = TextAreaField(_l("On the whole"), [Length(LONGEST)])


class Sheet:
    """Everything that a person marks in one attempt."""

    def __init__(self, attempt: Attempt) -> None:
        self.blocks = [Block(item, part) for item in attempt.by_hand for part in item.parts_by_hand]

    @cached_property
    def form_class(self) -> type[SheetForm]:
        """A form with a field for every criterion and every comment."""
        fields: dict[str, Any] = {}
        for block in self.blocks:
            for one in block.criteria:
                fields[block.control(one)] = _points_field(one)
            fields[block.comment] = TextAreaField(_l("Comment to the trainee"), [Length(LONGEST)])
        return type("ThisSheetForm", (SheetForm,), fields)

    def marks(self, form: SheetForm) -> dict[str, Any]:
        """What the form says, as a judgement keeps it."""
        kept: dict[str, Any] = {}
        shares: dict[int, Fraction] = {}
        for block in self.blocks:
            given = {block.control(one): form[block.control(one)].data for one in block.criteria}
            shares[block.item.id] = shares.get(block.item.id, Fraction(0)) + block.share(given)
            question = kept.setdefault(str(block.item.id), {"parts": {}})
            question["share"] = str(shares[block.item.id])
            question["parts"][block.part.id] = {
                "points": {one.id: str(given[block.control(one)]) for one in block.criteria},
                "comment": form[block.comment].data or "",
            }
        return kept


def _points_field(criterion: Criterion) -> Any:
    most = criterion.points
    sentence = _l("Give points from 0 to %(most)s.", most=points(most))
    return DecimalField(
        str(criterion.text),
        [Required(sentence), NumberRange(0, float(most), sentence), _finite(sentence)],
        places=None,
        render_kw={"inputmode": "decimal", "autocomplete": "off", "size": 5},
    )


def _finite(sentence: Any) -> Any:
    """Neither infinite nor of a thousand places."""

    def check(_form: Any, field: Field) -> None:
        number = field.data
        if number is not None and not (number.is_finite() and len(number.as_tuple().digits) < 10):
            raise ValidationError(str(sentence))

    return check


@dataclass(frozen=True)
class Said:
    """What one marker gave for one question, to read."""

    who: str
    points: list[tuple[Words, str, str]]  # criterion, points given, points possible
    comment: str


def said_about(attempt: Attempt, turns: Sequence[MarkerTurn]) -> dict[int, list[Said]]:
    """What the markers of an attempt gave, without their names, by item id."""
    judged = [(turn.seat_name, turn.judgement.marks) for turn in turns if turn.judgement]
    return {
        item.id: [
            said for part in item.parts_by_hand for who, marks in judged for said in Block(item, part).said(marks, who)
        ]
        for item in (attempt.by_hand if judged else ())
    }
