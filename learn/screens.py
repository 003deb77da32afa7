"""Every blueprint, from the ground floor up."""

from flask import Blueprint

from learn.assessment import doubt_views as doubts
from learn.assessment import evidence_views, media_views
from learn.assessment import views as assessment
from learn.assessment.by_hand import views as marking
from learn.catalogue import (
    banks,
    blueprint_views,
    comparison_views,
    doubt_views,
    question_views,
    statistics_views,
    writing_views,
)
from learn.catalogue import views as catalogue
from learn.catalogue.adoption import views as adoptions
from learn.catalogue.desk import about_views as desk_about
from learn.catalogue.desk import checks_views as desk_checks
from learn.catalogue.desk import fact_views as desk_facts
from learn.catalogue.desk import outline_views as desk_outline
from learn.catalogue.desk import quiz_views as desk_quiz
from learn.catalogue.desk import term_views as desk_terms
from learn.catalogue.drafts import views as drafts
from learn.catalogue.library import views as library
from learn.catalogue.register import revision_views as revisions
from learn.catalogue.register import views as register
from learn.catalogue.retiring import views as retiring
from learn.catalogue.reviews import comparison_views as review_comparison
from learn.catalogue.reviews import thread_views as review_threads
from learn.catalogue.reviews import views as reviews
from learn.catalogue.writing_room import part_views as writing_room_parts
from learn.catalogue.writing_room import views as writing_room
from learn.certificates import authority_views, correction_views, verification
from learn.certificates import views as certificates
from learn.certificates.acts import views as certificate_acts
from learn.certificates.credential import views as credentials
from learn.certificates.designs import colour_views, review_views
from learn.certificates.designs import views as designs
from learn.certificates.former import views as former
from learn.certificates.log import views as certificate_log
from learn.certificates.sharing import views as sharing
from learn.certificates.transcripts import views as transcripts
from learn.interop import views as interchange
from learn.learning import glossary_views, unit_views
from learn.learning import views as learning
from learn.notifications import views as notifications
from learn.people import admin_memberships, admin_organisations, admin_people, notices
from learn.people import views as people
from learn.people.roster import views as roster
from learn.reporting import my_views as my_records
from learn.reporting import paper_views as hr
from learn.reporting import records_views as records
from learn.training import views as training
from learn.training.releases import views as releases

BLUEPRINTS: list[Blueprint] = [
    people.bp,
    notices.bp,
    admin_organisations.bp,
    admin_people.bp,
    admin_memberships.bp,
    roster.bp,
    notifications.bp,
    assessment.bp,
    doubts.bp,
    evidence_views.bp,
    marking.bp,
    media_views.bp,
    catalogue.bp,
    adoptions.bp,
    drafts.bp,
    desk_outline.bp,
    desk_about.bp,
    desk_facts.bp,
    desk_terms.bp,
    desk_quiz.bp,
    desk_checks.bp,
    writing_room.bp,
    writing_room_parts.bp,
    reviews.bp,
    review_threads.bp,
    review_comparison.bp,
    comparison_views.bp,
    banks.bp,
    question_views.bp,
    writing_views.bp,
    statistics_views.bp,
    blueprint_views.bp,
    doubt_views.bp,
    library.bp,
    register.bp,
    revisions.bp,
    retiring.bp,
    learning.bp,
    unit_views.bp,
    glossary_views.bp,
    certificates.bp,
    certificate_acts.bp,
    sharing.bp,
    former.bp,
    transcripts.bp,
    verification.bp,
    certificate_log.bp,
    correction_views.bp,
    credentials.bp,
    authority_views.bp,
    designs.bp,
    review_views.bp,
    colour_views.bp,
    training.bp,
    releases.bp,
    interchange.bp,
    hr.bp,
    records.bp,
    my_records.bp,
]
