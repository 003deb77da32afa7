"""The forms of questions that hold several: a text with gaps, and a case."""

from collections.abc import Mapping
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import FieldList, FormField

from learn.assessment import QuestionKind
from learn.catalogue.case_rows import CaseRow, ExhibitRow
from learn.catalogue.gap_rows import GapRow, with_ids_of
from learn.catalogue.question_forms import Body, QuestionForm, parts_of


class ClozeForm(QuestionForm):
    """A text with gaps."""

    kind = QuestionKind.CLOZE
    owns = ("gaps",)
    rows: ClassVar[dict[str, Any]] = {"gaps": _l("Add a gap")}
    gaps = FieldList(FormField(GapRow), min_entries=2, max_entries=40)

    @classmethod
    def shows_all_of(cls, body: Mapping[str, Any]) -> bool:
        """Gaps with weights, feedback or several numbers are written as YAML."""
        return all(GapRow.shows_all_of(gap) for gap in body["gaps"])

    @classmethod
    def shown(cls, body: Mapping[str, Any]) -> dict[str, Any]:
        """The gaps."""
        return {"gaps": [GapRow.of(gap) for gap in body["gaps"]]}

    def written(self, old: Mapping[str, Any]) -> Body:
        """The gaps."""
        gaps = [entry.form.part() for entry in self.gaps.entries if not entry.form.blank]
        return {"gaps": with_ids_of(old.get("gaps", ()), gaps)}


class ScenarioForm(QuestionForm):
    """A case with several questions."""

    kind = QuestionKind.SCENARIO
    owns = ("exhibits", "questions")
    rows: ClassVar[dict[str, Any]] = {"exhibits": _l("Add an exhibit"), "questions": _l("Add a question")}
    exhibits = FieldList(FormField(ExhibitRow), min_entries=1, max_entries=40)
    questions = FieldList(FormField(CaseRow), min_entries=2, max_entries=40)

    @classmethod
    def shows_all_of(cls, body: Mapping[str, Any]) -> bool:
        """Questions with weights, units or of the rarer kinds are written as YAML."""
        return all(CaseRow.shows_all_of(one) for one in body["questions"])

    @classmethod
    def shown(cls, body: Mapping[str, Any]) -> dict[str, Any]:
        """The exhibits and the questions."""
        exhibits = [ExhibitRow.of(one) for one in body.get("exhibits", [])]
        return {"exhibits": exhibits, "questions": [CaseRow.of(one) for one in body["questions"]]}

    def written(self, old: Mapping[str, Any]) -> Body:
        """The exhibits and the questions."""
        exhibits = parts_of(self.exhibits, old.get("exhibits", ()))
        questions = with_ids_of(old.get("questions", ()), parts_of(self.questions, old.get("questions", ())))
        return {**({"exhibits": exhibits} if exhibits else {}), "questions": questions}
