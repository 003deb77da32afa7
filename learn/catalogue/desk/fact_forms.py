"""The forms of key facts, of sources, and of the terms of the glossary."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, FieldList, FormField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional, Regexp, ValidationError

from learn.catalogue.desk.outline import slug_for
from learn.catalogue.desk.rows import Row, offer
from learn.catalogue.desk.unit_forms import Over, is_slug
from learn.kit.forms import Form, Length, Required
from learn.kit.text import language

CHECKS = {
    "read": _l("The text itself was read"),
    "secondary": _l("From a secondary source"),
    "verify": _l("An expert compares it with the official text before anybody relies on it"),
}


def named(sources: Mapping[str, Any]) -> list[SelectChoice]:
    """The sources of a draft to choose from."""
    return [SelectChoice(key, f"{key} · {said['title'][language()]}") for key, said in sources.items()]


class AlsoRow(Row):
    """A further source of a fact."""

    source = SelectField(_l("Further source"), validate_choice=False)
    zh = StringField(_l("Clause in Chinese"), [Length(200)])
    en = StringField(_l("Clause in English"), [Length(200)])


class FactForm(Form):
    """A key fact: what it rests on, and how far that was checked."""

    key = StringField(
        _l("Key"),
        [
            Required(_l("Give the fact a key such as F01.")),
            Regexp(r"^F[0-9]{2,3}$", message=_l("F and two or three digits, such as F01.")),
        ],
    )
    source = SelectField(_l("Source"))
    zh = StringField(_l("Clause in Chinese"), [Length(200)])
    en = StringField(_l("Clause in English"), [Length(200)])
    check = RadioField(
        _l("How far it was checked"),
        choices=[SelectChoice(key, said) for key, said in CHECKS.items()],
        default="verify",
    )
    also = FieldList(FormField(AlsoRow))
    row = StringField()
    over = Over()

    def __init__(self, facts: Mapping[str, Any], sources: Mapping[str, Any], key: str = "", **how: Any) -> None:
        super().__init__(**how)
        self._facts, self._sources, self.old_key = facts, sources, key
        offer(self.source, named(sources))
        for entry in self.also.entries:
            offer(entry.form.source, named(sources))

    def validate_key(self, field: Field) -> None:
        """Nobody's yet; one that is there keeps its key, for the boxes name it."""
        if self.old_key:
            field.data = self.old_key
        elif field.data in self._facts:
            raise ValidationError(_("There is a fact %(key)s already.", key=field.data))

    def validate_source(self, field: Field) -> None:
        """One of the draft's own."""
        if field.data not in self._sources:
            raise ValidationError(_("Choose a source; take it from the register first where it is missing."))

    def validate_zh(self, field: Field) -> None:
        """The clause is said in one language at least."""
        if not field.data and not self.en.data:
            raise ValidationError(_("Say which clause, in one language at least."))

    @property
    def written(self) -> dict[str, Any]:
        """The fact as the draft keeps it."""
        old: Mapping[str, Any] = self._facts.get(self.old_key, {})
        fact = {key: value for key, value in old.items() if key != "also"}
        fact |= {"source": self.source.data, "clause": _pair(self.zh, self.en), "check": self.check.data}
        rows = [entry.form for entry in self.also.entries if not entry.form.blank]
        also = [{"source": row.source.data, "clause": _pair(row.zh, row.en)} for row in rows]
        return fact | ({"also": also} if also else {})


def shown_fact(key: str, fact: Mapping[str, Any], over: int) -> dict[str, Any]:
    """A fact as its form shows it."""
    also = [{"source": one["source"], **one["clause"]} for one in fact.get("also", [])]
    plain = {"source": fact["source"], "check": fact["check"], **fact["clause"]}
    return {"key": key, **plain, "also": also, "over": over}


def next_key(facts: Mapping[str, Any]) -> str:
    """The first key behind those that there are."""
    numbers = [int(key[1:]) for key in facts if key[1:].isdigit()]
    return f"F{max(numbers, default=0) + 1:02d}"


class TermForm(Form):
    """A term of the glossary in both languages."""

    zh = StringField(_l("Term in Chinese"), [Length(200)])
    en = StringField(_l("Term in English"), [Length(200)])
    abbreviation = StringField(_l("Abbreviation"), [Length(40)])
    text_zh = TextAreaField(_l("What it means, in Chinese"), [Optional(), Length(4000)], render_kw={"rows": 3})
    text_en = TextAreaField(_l("What it means, in English"), [Optional(), Length(4000)], render_kw={"rows": 3})
    slug = StringField(_l("Name in texts"), [Length(60)])
    over = Over()

    def __init__(self, terms: Mapping[str, Any], slug: str = "", **how: Any) -> None:
        super().__init__(**how)
        self._terms, self.old_slug = terms, slug

    def validate_zh(self, field: Field) -> None:
        """The term stands there in one language at least."""
        if not field.data and not self.en.data:
            raise ValidationError(_("Write the term in one language at least."))

    def validate_slug(self, field: Field) -> None:
        """Small letters, digits and hyphens; nobody's yet."""
        if self.old_slug:
            field.data = self.old_slug
        elif field.data and not is_slug(field.data):
            raise ValidationError(_("Small letters and digits, with hyphens between them, such as cold-chain."))
        elif field.data in self._terms:
            raise ValidationError(_("There is a term of this name already."))

    @property
    def name(self) -> str:
        """What texts call it; proposed from the term where nobody said."""
        return self.slug.data or slug_for(self.en.data or "", self.zh.data or "", self._terms)

    @property
    def written(self) -> dict[str, Any]:
        """The term as the draft keeps it."""
        term = {"title": _pair(self.zh, self.en), "text": _pair(self.text_zh, self.text_en)}
        return term | ({"abbreviation": self.abbreviation.data} if self.abbreviation.data else {})


def shown_term(slug: str, term: Mapping[str, Any], over: int) -> dict[str, Any]:
    """A term as its form shows it."""
    text = {f"text_{language}": words for language, words in term["text"].items()}
    return {**term["title"], **text, "abbreviation": term.get("abbreviation", ""), "slug": slug, "over": over}


def _pair(zh: Field, en: Field) -> dict[str, str]:
    return {"zh": zh.data or "", "en": en.data or ""}
