"""What permissions, kinds of organisation and kinds of change are called on screen."""

from flask_babel import lazy_gettext as _l

from learn.people.grant import Permission
from learn.people.organisation import OrganisationKind

PERMISSIONS = {
    Permission.INSTRUCTOR: _l("Instructor: writes courses and questions"),
    Permission.REVIEWER: _l("Reviewer: approves and signs versions"),
    Permission.HR: _l("HR: assigns and watches the training of an organisation"),
    Permission.EVALUATOR: _l("Evaluator: signs off practical skills"),
    Permission.INSPECTOR: _l("Inspector: reads the records for some days"),
    Permission.ADMINISTRATOR: _l("Administrator: organisations, accounts, permissions"),
}

PERMISSION_NAMES = {
    Permission.INSTRUCTOR: _l("Instructor"),
    Permission.REVIEWER: _l("Reviewer"),
    Permission.HR: _l("HR"),
    Permission.EVALUATOR: _l("Evaluator"),
    Permission.INSPECTOR: _l("Inspector"),
    Permission.ADMINISTRATOR: _l("Administrator"),
}

KINDS = {
    OrganisationKind.ALLIANCE: _l("Alliance office"),
    OrganisationKind.HOSPITAL: _l("Hospital"),
    OrganisationKind.DEVELOPER: _l("Developer"),
    OrganisationKind.CDMO: _l("CRO or CDMO"),
    OrganisationKind.CELL_BANK: _l("Cell bank"),
    OrganisationKind.SUPPLIER: _l("Maker of equipment or consumables"),
    OrganisationKind.AUTHORITY: _l("Authority"),
}
