"""Whose records an inspector or administrator may read."""

from sqlalchemy import Select

from learn.people import Organisation, OrganisationKind, Permission, Person

READERS = (Permission.INSPECTOR, Permission.ADMINISTRATOR)


def bound_to(person: Person) -> list[int] | None:
    """The organisations to which somebody's reading is bound. None: the whole alliance, by a grant of its office
    or of an authority."""
    grants = [grant for grant in person.current_grants if grant.permission in READERS]
    if any(grant.organisation.kind in (OrganisationKind.ALLIANCE, OrganisationKind.AUTHORITY) for grant in grants):
        return None
    return [grant.organisation_id for grant in grants]


def read_by(person: Person) -> Select[Organisation]:
    """The organisations whose records somebody may read, in the order of their codes."""
    bound = bound_to(person)
    return Organisation.all() if bound is None else Organisation.all().where(Organisation.id.in_(bound))
