"""The decision of a reviewer on a new version: from when, who learns it again, whom it is held back from."""

from typing import Any, Self

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from learn.catalogue import Hold, Level, Terms, TermsProposal, Verdict
from learn.catalogue.retraining import LEVEL_NAMES
from learn.kit import clock
from learn.kit.db import db
from learn.kit.forms import Day, Form, Length, Required
from learn.kit.web import Refused
from learn.people import JobRole
from learn.signatures import SignatureForm
from learn.training.releases.candidate import Candidate

DAYS = 30
_REASON = Required(_l("Give a reason; inspectors will read it."))


class VerdictRow(Form):
    """What is decided about one changed unit."""

    class Meta(Form.Meta):
        """The token stands once in the whole form."""

        csrf = False

    slug = HiddenField()
    level = SelectField(
        _l("To be learnt again"),
        [Required(_l("Decide who learns this again."))],
        choices=[
            SelectChoice("", _l("Choose")),
            *(SelectChoice(level.value, words) for level, words in LEVEL_NAMES.items()),
        ],
    )
    reason = StringField(_l("Reason"), [_REASON, Length(500)])


class TermsForm(Form):
    """From when a version is in force, and what it asks of those who hold an earlier one."""

    effective_on = DateField(
        _l("In force from"), [Required(_l("Choose the day from which people learn this version.")), Day()]
    )
    units = FieldList(FormField(VerdictRow), max_entries=400)
    days = IntegerField(
        _l("Days to learn it, from the day it comes into force"),
        [Optional(), NumberRange(0, 365, _l("Between 0 and 365 days."))],
    )
    roles = SelectMultipleField(
        _l("Critical job roles"), option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False)
    )
    share = IntegerField(
        _l("Share of them that has to be trained first, in per cent"),
        [Optional(), NumberRange(1, 100, _l("Between 1 and 100 per cent."))],
    )

    candidate: Candidate

    @classmethod
    def on(cls, candidate: Candidate) -> Self:
        """The form about a candidate; first as the author proposed it."""
        proposal = candidate.proposal
        before = proposal.proposed if proposal else Terms({}, days=DAYS)
        shown = {"effective_on": clock.today(), "proposal": _shown(proposal)}
        form = cls(data={**_answers(candidate, before), **shown})
        form.candidate = candidate
        form.roles.choices = [SelectChoice(one.code, str(one.title)) for one in db.session.scalars(JobRole.all())]
        return form

    @property
    def rows(self) -> list[Any]:
        """Each changed unit, with its row of the form."""
        rows = {row.form.slug.data: row.form for row in self.units}
        return [(change, rows[change.slug]) for change in self.candidate.to_decide if change.slug in rows]

    @property
    def terms(self) -> Terms | None:
        """What was decided; None: there is no earlier version, so nobody learns anything again."""
        if self.candidate.before is None:
            return None
        proposal = self.candidate.proposal
        proposed = proposal.proposed.verdicts if proposal else {}
        verdicts = {
            change.slug: Verdict(
                Level(row.level.data),
                row.reason.data,
                proposed[change.slug].level if change.slug in proposed else None,
                proposed[change.slug].reason if change.slug in proposed else "",
            )
            for change, row in self.rows
        }
        hold = Hold(tuple(self.roles.data), self.share.data) if self.roles.data and self.share.data else None
        return Terms(verdicts, days=DAYS if self.days.data is None else self.days.data, hold=hold)

    def validate_effective_on(self, field: DateField) -> None:
        """Nothing comes into force in the past."""
        if field.data is not None and field.data < clock.today():
            raise ValidationError(_("Choose today or a later day."))

    def validate_units(self, field: FieldList) -> None:
        """Every changed unit is decided, and no other."""
        if sorted(row.form.slug.data or "" for row in field) != sorted(one.slug for one in self.candidate.to_decide):
            raise ValidationError(_("Other units have changed than this page showed. Open it again, then decide."))

    def validate_share(self, field: IntegerField) -> None:
        """Roles and share go together."""
        if bool(self.roles.data) != (field.data is not None):
            raise ValidationError(_("Choose the job roles and say which share of them is waited for, or neither."))


class ApprovalForm(TermsForm, SignatureForm):
    """The same with a reason and the signature under it."""

    reason = TextAreaField(_l("Reason for this version"), [_REASON, Length(2000)], render_kw={"rows": 3})
    digest = HiddenField()  # of the content that was shown
    proposal = HiddenField()  # the one that was shown

    def validate_proposal(self, field: HiddenField) -> None:
        """What is signed tells what was proposed; another proposal since then was not seen."""
        if field.data != _shown(self.candidate.proposal):
            raise Refused(_("Somebody has proposed otherwise meanwhile. Open the page again, then decide."))


class EarlyReleaseForm(SignatureForm):
    """Why a version is released before enough people are trained."""

    reason = TextAreaField(_l("Reason"), [_REASON, Length(2000)], render_kw={"rows": 3})


def _shown(proposal: TermsProposal | None) -> str:
    return str(proposal.id) if proposal else ""


def _answers(candidate: Candidate, terms: Terms) -> dict[str, Any]:
    """The answers that stand in the form at first."""
    rows = [
        {
            "slug": change.slug,
            "level": verdict.level.value if verdict else "",
            "reason": verdict.reason if verdict else "",
        }
        for change in candidate.to_decide
        for verdict in (terms.verdicts.get(change.slug),)
    ]
    hold = terms.hold
    answers: dict[str, Any] = {"units": rows, "days": terms.days, "digest": candidate.digest}
    return {**answers, "roles": list(hold.roles) if hold else [], "share": hold.share if hold else None}
