"""What the columns of a roster and its changes are called on screen."""

from flask_babel import lazy_gettext as _l

from learn.people.roster.plan import Act

FIELDS = {
    "staff_number": _l("Staff number"),
    "name": _l("Name"),
    "latin_name": _l("Name in Latin letters"),
    "email": _l("E-mail"),
    "department": _l("Department"),
    "job_roles": _l("Job roles"),
    "begins_on": _l("First day"),
    "ends_on": _l("Last day"),
}

ACTS = {
    Act.NEW_PERSON: _l("New person"),
    Act.NEW_MEMBERSHIP: _l("Begins here"),
    Act.NAME: _l("Name"),
    Act.DEPARTMENT: _l("Department"),
    Act.ROLE_TAKEN: _l("Takes the job role"),
    Act.ROLE_LEFT: _l("Leaves the job role"),
    Act.ENDS: _l("Last day"),
}
