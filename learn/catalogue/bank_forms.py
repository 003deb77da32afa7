"""The forms of question banks: a new bank, a tag for ticked questions."""

from typing import Any
from urllib.parse import parse_qsl

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, SelectField, StringField, SubmitField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Regexp

from learn.catalogue.finding import ASKED
from learn.kit.forms import Form, Length, Required
from learn.kit.text import Words
from learn.people import OrganisationKind, Permission
from learn.people.access import me


def _capitals(text: str | None) -> str:
    return (text or "").upper()


class BankForm(Form):
    """A new bank: whose, and what it is called."""

    organisation = SelectField(_l("Belongs to"), coerce=int)
    code = StringField(
        _l("Code"),
        [
            Required(_l("Give the bank a code.")),
            Length(30),
            Regexp(r"[A-Z0-9][A-Z0-9-]*$", message=_l("Letters, digits and hyphens, such as CAR-T-PRACTICE.")),
        ],
        filters=[_capitals],
    )
    zh = StringField(_l("Chinese title"), [Required(_l("Give the Chinese title.")), Length(120)])
    en = StringField(_l("English title"), [Required(_l("Give the English title.")), Length(120)])

    def __init__(self, **how: Any) -> None:
        super().__init__(**how)
        self._ours = {one.id: one for one in me().organisations_as(Permission.INSTRUCTOR)}
        self.organisation.choices = [SelectChoice(one.id, str(one.name)) for one in self._ours.values()]

    @property
    def bank(self) -> dict[str, Any]:
        """What the bank is to be; a bank of the alliance's office is the alliance's."""
        owner = self._ours[self.organisation.data]
        return {
            "code": self.code.data,
            "title": Words(zh=self.zh.data or "", en=self.en.data or ""),
            "organisation": None if owner.kind is OrganisationKind.ALLIANCE else owner,
        }


class TagForm(Form):
    """A tag for the questions that are ticked."""

    tag = StringField(_l("Tag"), [Required(_l("Write a tag.")), Length(40)])
    all_found = BooleanField(_l("All that match, on every page"))
    remove = SubmitField()
    asked = HiddenField()  # the filters of the list, to come back to it

    def complain_of_no_question(self) -> None:
        """Say at the field that nothing is ticked, unless something else is wrong with it already."""
        if not self.tag.errors:
            self.tag.errors = [_("Tick the questions that this is about.")]

    @property
    def page(self) -> int:
        """The page of the list that somebody came from."""
        number = self.back.get("page", "")
        return int(number) if number.isdecimal() and len(number) < 6 else 1

    @property
    def back(self) -> dict[str, str]:
        """The filters of the list that somebody came from."""
        kept = {*ASKED, "page"} - {"bank"}
        return {name: value for name, value in parse_qsl((self.asked.data or "")[:2000]) if name in kept}
