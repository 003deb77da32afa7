"""Every blueprint, from the ground floor up."""

from flask import Blueprint

from learn.assessment import views as assessment
from learn.catalogue import banks
from learn.catalogue import views as catalogue
from learn.certificates import verification
from learn.certificates import views as certificates
from learn.learning import views as learning
from learn.notifications import views as notifications
from learn.people import admin_memberships, admin_organisations, admin_people, notices
from learn.people import views as people
from learn.people.roster import views as roster
from learn.reporting import my_views as my_records
from learn.reporting import records_views as records
from learn.reporting import views as hr
from learn.training import views as training

BLUEPRINTS: list[Blueprint] = [
    people.bp,
    notices.bp,
    admin_organisations.bp,
    admin_people.bp,
    admin_memberships.bp,
    roster.bp,
    notifications.bp,
    assessment.bp,
    catalogue.bp,
    banks.bp,
    learning.bp,
    certificates.bp,
    verification.bp,
    training.bp,
    hr.bp,
    records.bp,
    my_records.bp,
]
