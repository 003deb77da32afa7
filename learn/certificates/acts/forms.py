"""What is asked when somebody proposes an act on a certificate, and when somebody decides on it."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice

from learn.certificates.certificate import Certificate
from learn.kit import fonts
from learn.kit.db import db
from learn.kit.forms import Form, Length, Required
from learn.people import Membership, Permission, Person
from learn.signatures import SignatureForm

LONGEST_NAME = 80


def one_line(text: str | None) -> str:
    """A name as it is printed: without line breaks, doubled spaces and signs that nobody sees."""
    return fonts.printable(text or "")


class CorrectionForm(Form):
    """What should stand on the certificate instead, and why."""

    holder_name = StringField(
        _l("Name"), [Required(_l("Give the name as it should stand there.")), Length(LONGEST_NAME)], filters=[one_line]
    )
    holder_latin_name = StringField(_l("Latin name"), [Length(LONGEST_NAME)], filters=[one_line])
    membership = SelectField(_l("Organisation"), coerce=int)
    reason = TextAreaField(_l("Reason"), [Required(_l("Give a reason; inspectors will read it.")), Length(500)])

    @classmethod
    def about(cls, certificate: Certificate, reader: Person) -> "CorrectionForm":
        """The form with what stands there, and the organisations that whoever asks may name."""
        completion = certificate.completion
        form = cls(holder_name=completion.holder_name, holder_latin_name=completion.holder_latin_name, membership=0)
        form.memberships = {one.id: one for one in _memberships(certificate, reader)}
        as_it_is = _("As it is: %(name)s", name=str(completion.organisation_name or "—"))
        form.membership.choices = [
            SelectChoice(0, as_it_is),
            *(
                SelectChoice(id, f"{one.organisation.name} · {one.staff_number}")
                for id, one in form.memberships.items()
            ),
        ]
        return form

    @property
    def facts(self) -> dict[str, Any]:
        """The facts by the names that a completion has for them."""
        facts = {
            "holder_name": self.holder_name.data,
            "holder_latin_name": self.holder_latin_name.data or "",
        }
        chosen: Membership | None = self.memberships.get(self.membership.data)
        return facts if chosen is None else facts | {
            "organisation_id": chosen.organisation_id,
            "organisation_name": chosen.organisation.name,
            "staff_number": chosen.staff_number,
        }  # fmt: skip


def _memberships(certificate: Certificate, reader: Person) -> list[Membership]:
    """Where the holder works or worked: all of it for the office, for HR only their own organisations."""
    held = select(Membership).where(Membership.person_id == certificate.person_id).order_by(Membership.begins_on)
    if not reader.may(Permission.ADMINISTRATOR):
        held = held.where(Membership.organisation_id.in_([one.id for one in reader.organisations_as(Permission.HR)]))
    return list(db.session.scalars(held.options(joinedload(Membership.organisation))))


class ReasonForm(Form):
    """Why a certificate should be taken back or given back."""

    reason = TextAreaField(_l("Reason"), [Required(_l("Give a reason; inspectors will read it.")), Length(500)])


class ApprovalForm(SignatureForm):
    """The password, over the digest of what was shown."""

    digest = HiddenField()


class DeclineForm(Form):
    """Why the certificate stays as it is."""

    note = TextAreaField(_l("Reason"), [Required(_l("Say why the certificate stays as it is.")), Length(500)])
