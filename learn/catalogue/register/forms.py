"""The forms of the register: a source, what is said of it, its status, and that nothing has to be changed."""

from datetime import date
from typing import Any
from urllib.parse import urlsplit

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, Field, HiddenField, SelectField, StringField, TextAreaField, URLField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional, Regexp, StopValidation

from learn.catalogue.register.source import Source, writes_for
from learn.catalogue.register.status import SourceState, SourceStatus, Stated
from learn.kit.forms import Day, Form, Length, Required
from learn.kit.text import Words
from learn.people import OrganisationKind
from learn.people.access import me

STATES = {
    SourceState.DRAFT: _l("Draft text"),
    SourceState.IN_FORCE: _l("In force"),
    SourceState.REPEALED: _l("Repealed"),
}
CHOICES = [SelectChoice(state.value, words) for state, words in STATES.items()]


def safe_link(_form: Any, field: Field) -> None:
    """A link leads to a place on the web, under encryption."""
    if not field.data:
        return
    try:
        parts = urlsplit(field.data)
        fits = parts.scheme == "https" and parts.hostname and not parts.username
    except ValueError:
        fits = False
    if not fits or any(sign in field.data for sign in ' <>"\\'):
        raise StopValidation(_("Give an address that begins with https://."))


class TextForm(Form):
    """What is said of a source in both languages."""

    zh = StringField(_l("Chinese title"), [Required(_l("Give the Chinese title.")), Length(300)])
    en = StringField(_l("English title"), [Required(_l("Give the English title.")), Length(300)])
    issuer_zh = StringField(_l("Issued by, in Chinese"), [Length(200)])
    issuer_en = StringField(_l("Issued by, in English"), [Length(200)])
    link = URLField(_l("Link"), [Length(500), safe_link])
    note = TextAreaField(_l("Note"), [Length(2000)])

    def validate_issuer_en(self, field: Field) -> None:
        """Both languages or none."""
        if bool(field.data) != bool(self.issuer_zh.data):
            raise StopValidation(_("Say it in both languages, or in none."))

    @property
    def text(self) -> dict[str, Any]:
        """What was typed, as the register keeps it."""
        issuer = Words(self.issuer_zh.data or "", self.issuer_en.data or "")
        return {
            "title": Words(self.zh.data or "", self.en.data or ""),
            "issuer": issuer if issuer.zh else None,
            "link": self.link.data or None,
            "note": self.note.data or "",
        }


class SourceForm(TextForm):
    """A new source: whose, its key, and how it stands."""

    organisation = SelectField(_l("Belongs to"), coerce=int)
    key = StringField(
        _l("Source key"),
        [
            Required(_l("Give the source a key.")),
            Regexp(r"[A-Za-z][A-Za-z0-9]{0,19}$", message=_l("Up to 20 letters and digits, such as A1 or SOP7.")),
        ],
    )
    status = SelectField(_l("Status"), choices=CHOICES, default=SourceState.IN_FORCE)
    from_on = DateField(_l("From the day"), [Optional(), Day()])
    reason = TextAreaField(_l("Reason"), [Required(_l("Say how you know, or why it is needed.")), Length(1000)])

    def __init__(self, **how: Any) -> None:
        super().__init__(**how)
        self._ours = {one.id: one for one in writes_for(me())}
        self.organisation.choices = [SelectChoice(one.id, str(one.name)) for one in self._ours.values()]

    @property
    def source(self) -> dict[str, Any]:
        """What the source is to be; one of the alliance's office is everybody's."""
        owner = self._ours[self.organisation.data]
        return {
            **self.text,
            "key": self.key.data,
            "organisation": None if owner.kind is OrganisationKind.ALLIANCE else owner,
            "statuses": [Stated(SourceState(self.status.data), self.from_on.data)],
            "reason": self.reason.data,
        }


class ChangeForm(TextForm):
    """A correction of what is said of a source."""

    reason = TextAreaField(_l("Reason"), [Required(_l("Give a reason; inspectors will read it.")), Length(1000)])

    @classmethod
    def of(cls, source: Source) -> "ChangeForm":
        """The form as the source stands."""
        issuer = source.issuer or Words("", "")
        said = {"zh": source.title.zh, "en": source.title.en, "issuer_zh": issuer.zh, "issuer_en": issuer.en}
        return cls(data={**said, "link": source.link, "note": source.note})


class StatusForm(Form):
    """How a source stands from a day on."""

    status = SelectField(_l("Status"), choices=CHOICES, default=SourceState.REPEALED)
    from_on = DateField(_l("From the day"), [Required(_l("Choose its first day.")), Day()])
    successor = SelectField(_l("Followed by"), coerce=int, default=0)
    replaces = SelectField(_l("Takes the place of"), coerce=int, default=0)
    reason = TextAreaField(_l("Reason"), [Required(_l("Give a reason; inspectors will read it.")), Length(1000)])

    def __init__(self, source: Source, others: list[Source], **how: Any) -> None:
        super().__init__(**how)
        self._others = {one.id: one for one in others}
        self._standing = {one.id: one for one in source.standing()}
        follow = [SelectChoice(one.id, f"{one.name} {one.title}") for one in others]
        stand = [SelectChoice(id, one.told) for id, one in self._standing.items()]
        self.successor.choices = [SelectChoice(0, _("Nothing")), *follow]
        self.replaces.choices = [SelectChoice(0, _("None: it is added")), *stand]

    def validate_successor(self, field: Field) -> None:
        """Only what is repealed is followed by something."""
        if field.data and self.status.data != SourceState.REPEALED:
            raise StopValidation(_("Only a repealed source is followed by another."))

    @property
    def act(self) -> dict[str, Any]:
        """What is to be recorded."""
        replaces: SourceStatus | None = self._standing.get(self.replaces.data)
        successor: Source | None = self._others.get(self.successor.data)
        day: date | None = self.from_on.data
        return {
            "status": SourceState(self.status.data),
            "from_on": day,
            "successor": successor,
            "replaces": replaces,
            "reason": self.reason.data,
        }


class NoChangeForm(Form):
    """Why ticked places stay as they are."""

    reason = TextAreaField(_l("Why nothing has to be changed"), [Required(_l("Give a reason.")), Length(1000)])
    page = HiddenField()

    @property
    def number(self) -> int:
        """The page of the list that somebody came from."""
        number = self.page.data or ""
        return int(number) if number.isdecimal() and 0 < len(number) < 6 else 1

    def complain_of_no_place(self) -> None:
        """Say at the field that nothing is ticked, unless something else is wrong with it already."""
        if not self.reason.errors:
            self.reason.errors = [_("Tick the places that this is about.")]
