"""Organisations, the people in them, what they do there and what they may do here."""

from learn.people.failed_sign_in import FailedSignIn
from learn.people.grant import Grant, Permission
from learn.people.job_role import JobRole, JobRoleHeld
from learn.people.lasting import Lasting
from learn.people.membership import Membership
from learn.people.organisation import Organisation, OrganisationKind
from learn.people.person import Person
from learn.people.sign_in import SignIn

__all__ = [
    "FailedSignIn",
    "Grant",
    "JobRole",
    "JobRoleHeld",
    "Lasting",
    "Membership",
    "Organisation",
    "OrganisationKind",
    "Permission",
    "Person",
    "SignIn",
]
