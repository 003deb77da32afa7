"""The form of each kind of question: its rows and fields, and what they say in a bank."""

from collections.abc import Mapping
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, FieldList, FormField, IntegerField, RadioField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from learn.assessment import QuestionKind
from learn.catalogue.composite_forms import ClozeForm, ScenarioForm
from learn.catalogue.question_forms import Body, QuestionForm, YamlForm, _line, parts_of
from learn.catalogue.question_rows import (
    AreaRow,
    ChoiceRow,
    CriterionRow,
    ItemRow,
    NumberField,
    PairRow,
    UnitRow,
    VariantRow,
    text_field,
)


def _rows(row: type, least: int) -> FieldList:
    return FieldList(FormField(row), min_entries=least, max_entries=40)


def _count(label: Any, most: int) -> IntegerField:
    return IntegerField(label, [Optional(), NumberRange(1, most)])


class SingleForm(QuestionForm):
    """One right choice."""

    kind = QuestionKind.SINGLE
    owns = ("choices", "shuffle")
    rows: ClassVar[dict[str, Any]] = {"choices": _l("Add a choice")}
    choices = _rows(ChoiceRow, 4)
    as_written = BooleanField(_l("Keep the choices in this order"))

    @classmethod
    def shown(cls, body: Mapping[str, Any]) -> dict[str, Any]:
        """The choices."""
        return {
            "choices": [ChoiceRow.of(one) for one in body["choices"]],
            "as_written": body.get("shuffle") is False,
        }

    def written(self, old: Mapping[str, Any]) -> Body:
        """The choices."""
        order = {"shuffle": False} if self.as_written.data else {}
        return {"choices": parts_of(self.choices, old.get("choices", ())), **order}


class MultipleForm(SingleForm):
    """Several right choices."""

    kind = QuestionKind.MULTIPLE


class TrueFalseForm(QuestionForm):
    """True or false."""

    kind = QuestionKind.TRUEFALSE
    owns = ("answer",)
    answer = RadioField(
        _l("The statement is"),
        choices=[SelectChoice("true", _l("True")), SelectChoice("false", _l("False"))],
        default="true",
    )

    @classmethod
    def shown(cls, body: Mapping[str, Any]) -> dict[str, Any]:
        """Which it is."""
        return {"answer": "true" if body["answer"] else "false"}

    def written(self, old: Mapping[str, Any]) -> Body:
        """Which it is."""
        return {"answer": self.answer.data == "true"}


class MatchingForm(QuestionForm):
    """Pairs."""

    kind = QuestionKind.MATCHING
    owns = ("pairs", "extra")
    rows: ClassVar[dict[str, Any]] = {"pairs": _l("Add a pair"), "extra": _l("Add one that matches nothing")}
    pairs, extra = _rows(PairRow, 3), _rows(ItemRow, 1)

    @classmethod
    def shown(cls, body: Mapping[str, Any]) -> dict[str, Any]:
        """The pairs, and what matches nothing."""
        extra = [ItemRow.of(one) for one in body.get("extra", [])]
        return {"pairs": [PairRow.of(one) for one in body["pairs"]], "extra": extra}

    def written(self, old: Mapping[str, Any]) -> Body:
        """The pairs, and what matches nothing; no id stands in both."""
        pairs = parts_of(self.pairs, old.get("pairs", ()))
        extra = parts_of(self.extra, old.get("extra", ()))
        taken = {pair["id"] for pair in pairs}
        extra = [{**one, "id": f"x{n}" if one["id"] in taken else one["id"]} for n, one in enumerate(extra, start=1)]
        return {"pairs": pairs, "extra": extra} if extra else {"pairs": pairs}


class OrderingForm(QuestionForm):
    """Items in their right order."""

    kind = QuestionKind.ORDERING
    owns = ("items",)
    rows: ClassVar[dict[str, Any]] = {"items": _l("Add an item")}
    items = _rows(ItemRow, 4)

    @classmethod
    def shown(cls, body: Mapping[str, Any]) -> dict[str, Any]:
        """The items in their right order."""
        return {"items": [ItemRow.of(one) for one in body["items"]]}

    def written(self, old: Mapping[str, Any]) -> Body:
        """The items in their right order."""
        return {"items": parts_of(self.items, old.get("items", ()))}


class NumericForm(QuestionForm):
    """A number."""

    kind = QuestionKind.NUMERIC
    owns = ("answer", "tolerance", "measure", "unit", "figures", "units", "unit_required")
    rows: ClassVar[dict[str, Any]] = {"units": _l("Add another unit")}
    answer, tolerance = NumberField(_l("Answer")), NumberField(_l("Tolerance"))
    measure_zh, measure_en = _line(_l("Unit, Chinese"), 60), _line(_l("Unit, English"), 60)
    figures = _count(_l("Significant figures"), 15)
    unit_required = BooleanField(_l("The unit must be typed"))
    units = _rows(UnitRow, 0)

    @classmethod
    def shows_all_of(cls, body: Mapping[str, Any]) -> bool:
        """Several answers and ranges are written as YAML."""
        return "answers" not in body and not any("e" in str(body.get(key)).lower() for key in ("answer", "tolerance"))

    @classmethod
    def shown(cls, body: Mapping[str, Any]) -> dict[str, Any]:
        """The number with its unit."""
        measure = body.get("unit") or body.get("measure") or {}
        plain = {key: body.get(key) for key in ("answer", "tolerance", "figures", "unit_required")}
        units = [UnitRow.of(one) for one in body.get("units", [])]
        return {**plain, "measure_zh": measure.get("zh"), "measure_en": measure.get("en"), "units": units}

    def written(self, old: Mapping[str, Any]) -> Body:
        """The number with its unit, under the key that it had."""
        measure = self.words("measure")
        found: Body = {"answer": self.answer.number, "tolerance": self.tolerance.number, "figures": self.figures.data}
        found["unit" if "unit" in old else "measure"] = measure.as_dict() if measure.zh or measure.en else None
        found["units"] = [entry.form.part() for entry in self.units.entries if not entry.form.blank] or None
        found["unit_required"] = True if self.unit_required.data else None
        return {key: value for key, value in found.items() if value is not None}


class ShortForm(QuestionForm):
    """A text to type."""

    kind = QuestionKind.SHORT
    owns = ("accept", "case")
    rows: ClassVar[dict[str, Any]] = {"accept": _l("Add an accepted answer")}
    accept = _rows(VariantRow, 2)
    case = BooleanField(_l("Capital and small letters count"))

    @classmethod
    def shows_all_of(cls, body: Mapping[str, Any]) -> bool:
        """What is said to one variant is written as YAML."""
        return not any(isinstance(one, Mapping) and "feedback" in one for one in body["accept"])

    @classmethod
    def shown(cls, body: Mapping[str, Any]) -> dict[str, Any]:
        """What is accepted."""
        return {"accept": [VariantRow.of(one) for one in body["accept"]], "case": body.get("case")}

    def written(self, old: Mapping[str, Any]) -> Body:
        """What is accepted."""
        accept = [entry.form.variant() for entry in self.accept.entries if not entry.form.blank]
        return {"accept": accept, **({"case": True} if self.case.data else {})}


class HotspotForm(QuestionForm):
    """Places in a picture."""

    kind = QuestionKind.HOTSPOT
    owns = ("areas", "alt", "most")
    rows: ClassVar[dict[str, Any]] = {"areas": _l("Add an area")}
    image_file = FileField(_l("The picture"))
    alt_zh, alt_en = (
        text_field(_l("What the picture shows, Chinese")),
        text_field(_l("What the picture shows, English")),
    )
    areas = _rows(AreaRow, 3)
    only_one = BooleanField(_l("Only one place may be marked"))

    @classmethod
    def shown(cls, body: Mapping[str, Any]) -> dict[str, Any]:
        """The areas."""
        alt = body.get("alt") or {}
        areas = [AreaRow.of(one) for one in body["areas"]]
        return {"areas": areas, "alt_zh": alt.get("zh"), "alt_en": alt.get("en"), "only_one": body.get("most") == 1}

    def written(self, old: Mapping[str, Any]) -> Body:
        """The areas; the picture itself is kept where it was."""
        most = 1 if self.only_one.data else old.get("most")
        limit = {"most": most} if most and (self.only_one.data or most != 1) else {}
        return {"alt": self.words("alt").as_dict(), "areas": parts_of(self.areas, old.get("areas", ())), **limit}


class EssayForm(QuestionForm):
    """A text of one's own, marked by a person."""

    kind = QuestionKind.ESSAY
    owns: ClassVar[tuple[str, ...]] = ("rubric", "model", "least_words", "most_words")
    rows: ClassVar[dict[str, Any]] = {"rubric": _l("Add a criterion")}
    rubric = _rows(CriterionRow, 2)
    model_zh, model_en = text_field(_l("A good answer, Chinese")), text_field(_l("A good answer, English"))
    least_words, most_words = _count(_l("Words at least"), 20_000), _count(_l("Words at most"), 20_000)
    counts: ClassVar[tuple[str, ...]] = ("least_words", "most_words")

    @classmethod
    def shown(cls, body: Mapping[str, Any]) -> dict[str, Any]:
        """What a marker looks for."""
        model = body.get("model") or {}
        plain = {key: body.get(key) for key in cls.counts}
        rubric = [CriterionRow.of(one) for one in body.get("rubric", [])]
        return {**plain, "rubric": rubric, "model_zh": model.get("zh"), "model_en": model.get("en")}

    def written(self, old: Mapping[str, Any]) -> Body:
        """What a marker looks for."""
        model, rubric = self.words("model"), parts_of(self.rubric, old.get("rubric", ()))
        found: Body = {key: self[key].data for key in self.counts if self[key].data}
        found |= {"rubric": rubric} if rubric else {}
        return {**found, "model": model.as_dict()} if model.zh or model.en else found


class UploadForm(EssayForm):
    """Files as evidence, marked by a person."""

    kind = QuestionKind.UPLOAD
    owns = ("rubric", "model", "types", "most_files", "most_mb")
    least_words = most_words = None
    types = SelectMultipleField(
        _l("What may be sent"),
        choices=[SelectChoice("pdf", "PDF"), SelectChoice("jpg", "JPEG"), SelectChoice("png", "PNG")],
        default=["pdf", "jpg", "png"],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    most_files, most_mb = _count(_l("Files at most"), 10), _count(_l("MB a file at most"), 20)
    counts = ("types", "most_files", "most_mb")


_FORMS: tuple[type[QuestionForm], ...] = (
    SingleForm, MultipleForm, TrueFalseForm, MatchingForm, OrderingForm, NumericForm, ShortForm, ClozeForm,
    HotspotForm, ScenarioForm, EssayForm, UploadForm,
)  # fmt: skip
FORMS = {form.kind: form for form in _FORMS}


def form_for(kind: QuestionKind, *, yaml: bool = False) -> type[QuestionForm]:
    """The form of a kind, or the one in which its parts are written as YAML."""
    return type("YamlOfItsKind", (YamlForm,), {"kind": kind}) if yaml else FORMS[kind]
