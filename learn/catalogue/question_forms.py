"""The form of a question: what every kind has, side by side in both languages."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import (
    FieldList,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    SubmitField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from learn.assessment import Change, Draft, File, QuestionKind, QuestionVersion
from learn.catalogue.question_rows import NumberField, Row, text_field
from learn.kit.forms import Form, Length, Required
from learn.kit.text import Words
from learn.kit.upload import TYPES

Body = dict[str, Any]
_WORDS = ("text", "reason", "clause", "source_title")


def _line(label: Any, most: int = 200) -> StringField:
    return StringField(label, [Optional(), Length(most)])


class QuestionForm(Form):
    """What a question of any kind has."""

    kind: ClassVar[QuestionKind]
    owns: ClassVar[tuple[str, ...]] = ()  # the keys of the body that the form shows; what else stands there is kept
    rows: ClassVar[dict[str, Any]] = {}  # the lists of rows, each with the words for adding one

    text_zh, text_en = text_field(_l("Question, Chinese")), text_field(_l("Question, English"))
    reason_zh, reason_en = text_field(_l("Reason, Chinese")), text_field(_l("Reason, English"))
    format = SelectField(
        _l("Format of the texts"),
        choices=[
            SelectChoice("plain", _l("Plain text")),
            SelectChoice("markdown", "Markdown"),
            SelectChoice("html", "HTML"),
        ],
        default="plain",
    )
    points = NumberField(_l("Points"))
    topic, objective = _line(_l("Unit")), _line(_l("Objective"))
    difficulty = SelectField(
        _l("Difficulty"),
        choices=[
            SelectChoice("", _l("Not said")),
            SelectChoice("easy", _l("Easy")),
            SelectChoice("medium", _l("Medium")),
            SelectChoice("hard", _l("Hard")),
        ],
        default="",
    )
    source = _line(_l("Source"), 40)
    source_title_zh, source_title_en = (
        _line(_l("Title of the source, Chinese")),
        _line(_l("Title of the source, English")),
    )
    clause_zh, clause_en = _line(_l("Clause, Chinese")), _line(_l("Clause, English"))
    check = SelectField(
        _l("Check"),
        choices=[
            SelectChoice("verify", _l("To be verified")), SelectChoice("secondary", _l("Secondary source")), SelectChoice("read", _l("Text read")),
        ], default="verify",
    )  # fmt: skip
    picture = FileField(_l("Picture in the question"))
    picture_zh, picture_en = _line(_l("What the picture shows, Chinese")), _line(_l("What the picture shows, English"))
    seen = HiddenField()  # the number of the version that somebody has before them
    change = RadioField(
        _l("What kind of change is it?"),
        choices=[
            SelectChoice(Change.WORDING.value, _l("Wording: it asks the same, in other words")),
            SelectChoice(Change.KEY.value, _l("Key: something else is right")),
            SelectChoice(Change.SCORING.value, _l("Scoring: points, weights or tolerance")),
        ],
        validate_choice=False,
    )
    why = TextAreaField(_l("Why?"), [Optional(), Length(500)], render_kw={"rows": 2})
    add = StringField()  # the list to which a row is added
    anyway = SubmitField()  # save although it asks nearly the same as another

    others: Sequence[str] = ()  # faults that belong to no field
    faulty = False  # whether any fault was put at a field, be it in a row

    @classmethod
    def shows_all_of(cls, body: Mapping[str, Any]) -> bool:
        """Whether the form can say everything that stands in a question; else it is written as YAML."""
        return True

    @classmethod
    def of(cls, version: QuestionVersion) -> "QuestionForm":
        """A version as the form shows it."""
        said = {
            f"{name}_{language}": words.of(language)
            for name in _WORDS
            if (words := getattr(version, name))
            for language in ("zh", "en")
        }
        plain = {name: getattr(version, name) for name in ("topic", "objective", "difficulty", "source", "check")}
        body = {"format": version.body.get("format", "plain"), "points": version.body.get("points")}
        return cls(data={**said, **plain, **body, **cls.shown(version.body), "seen": version.number})

    @classmethod
    def shown(cls, body: Mapping[str, Any]) -> dict[str, Any]:
        """The fields of the kind, filled from what a question says."""
        return {}

    def written(self, old: Mapping[str, Any]) -> Body:
        """What the fields of the kind say, with `old` as it was before."""
        return {}

    def add_row(self) -> bool:
        """Add a row if that is what was asked; the answer says whether it was."""
        wanted = self.add.data or ""
        if wanted not in self.rows:
            return False
        self[wanted].append_entry()
        return True

    def body(self, old: Mapping[str, Any]) -> Body:
        """The body of the question: what the form says, and of the old one what it does not show."""
        kept = {key: value for key, value in old.items() if key not in (*self.owns, "points", "format")}
        shared: Body = {} if self.points.number is None else {"points": self.points.number}
        shared |= {} if self.format.data == "plain" else {"format": self.format.data}
        return {**kept, **self.written(old), **shared}

    def draft(self, old: Mapping[str, Any], files: Mapping[str, File]) -> Draft:
        """What a bank would keep."""
        title = self.words("source_title")
        return Draft(
            kind=self.kind,
            text=self.words("text"),
            body=self.body(old),
            reason=self.words("reason"),
            topic=self.topic.data or "",
            objective=self.objective.data or "",
            difficulty=self.difficulty.data or "",
            source=self.source.data or "",
            source_title=title if title.zh or title.en else None,
            clause=self.words("clause"),
            check=self.check.data or "verify",
            files=dict(files),
        )

    def words(self, name: str) -> Words:
        """A text in both languages."""
        return Words(zh=self[f"{name}_zh"].data or "", en=self[f"{name}_en"].data or "")

    def says_nothing(self) -> bool:
        """Whether the question is written in neither language, which is then said at its field."""
        if self.text_zh.data or self.text_en.data:
            return False
        self.complain(("text", "zh"), _("Write the question in at least one language."))
        return True

    def complain(self, path: Sequence[str | int], sentence: str) -> None:
        """Put a fault at the field that it is about, as near as there is one."""
        field, self.faulty = self._field(path), True
        if field is None:
            self.others = [*self.others, sentence]
        else:
            field.errors = [*field.errors, sentence]

    def _field(self, path: Sequence[str | int]) -> Any:
        name = str(path[0]) if path else ""
        language = str(path[-1]) if path and path[-1] in ("zh", "en") else ""
        if name in self.rows:
            return _in_row(self[name], path[1:])
        return next((self[one] for one in (f"{name}_{language or 'zh'}", name) if one in self), None)


def _in_row(rows: FieldList, path: Sequence[str | int]) -> Any:
    """The field of a row, else the whole list."""
    entries = [entry for entry in rows.entries if not entry.form.blank]
    if not path or not isinstance(path[0], int) or path[0] >= len(entries):
        return rows
    form: Row = entries[path[0]].form
    for name in ("_".join(map(str, path[1:])), str(path[-1]), "key", "say", "zh", "left_zh"):
        if name in form:
            return form[name]
    return rows


def parts_of(rows: FieldList, old: Sequence[Mapping[str, Any]] = ()) -> list[dict[str, Any]]:
    """The parts that filled rows say; each keeps its id and what its row does not show, a new one gets the next id."""
    before = {str(part["id"]): part for part in old}
    forms = [entry.form for entry in rows.entries if not entry.form.blank]
    taken = {str(form.id.data) for form in forms}
    found: list[dict[str, Any]] = []
    for form in forms:
        id = str(form.id.data or "")
        if id not in before or any(part["id"] == id for part in found):
            id = next(one for one in _IDS if one not in taken)
            taken.add(id)
        shown = {*form.shows, "correct", "weight", "feedback", "left", "right"}
        kept = {key: value for key, value in before.get(id, {}).items() if key not in shown}
        found.append({**kept, "id": id, **form.part()})
    return found


_IDS = [chr(97 + n) for n in range(26)] + [f"p{n}" for n in range(1, 400)]


class YamlForm(QuestionForm):
    """A question whose parts are too rich for fields: they are written as in a pack."""

    owns = ("*",)
    yaml = TextAreaField(
        _l("Its parts, as YAML"),
        [Required(_l("Write what the question holds.")), Length(200_000)],
        render_kw={"rows": 24, "spellcheck": "false", "class": "input code-input"},
    )


PICTURE_TYPES = {name: media for name, media in TYPES.items() if name != "pdf"}
