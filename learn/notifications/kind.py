"""Everything that a person may be told, and in which words."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from learn.kit.text import Words, language


class Kind(StrEnum):
    """Everything that a person may be told."""

    CERTIFICATE_ISSUED = "certificate_issued"
    CERTIFICATE_EXPIRES = "certificate_expires"
    CERTIFICATES_EXPIRE = "certificates_expire"
    CERTIFICATE_COPY = "certificate_copy"
    CERTIFICATE_CORRECTED = "certificate_corrected"
    CERTIFICATE_REVOKED = "certificate_revoked"
    CERTIFICATE_REINSTATED = "certificate_reinstated"
    CERTIFICATE_ACT_PROPOSED = "certificate_act_proposed"
    CERTIFICATE_ACT_DECLINED = "certificate_act_declined"
    ATTEMPT_TIMED_OUT = "attempt_timed_out"
    MARKS_CORRECTED = "marks_corrected"
    MARKS_CORRECTED_PASSED = "marks_corrected_passed"
    MARKS_CORRECTED_FAILED = "marks_corrected_failed"
    RETRAINING_OWED = "retraining_owed"
    RETRAINING_HELD = "retraining_held"
    RETRAINING_OFFERED = "retraining_offered"
    RETRAINING_SUMMARY = "retraining_summary"
    DOUBT_RAISED = "doubt_raised"
    DOUBT_ANSWERED = "doubt_answered"
    REVIEW_ASKED = "review_asked"
    REVIEW_COMMENTED = "review_commented"
    REVIEW_SENT_BACK = "review_sent_back"
    VERSION_APPROVED = "version_approved"
    SOURCE_CHANGED = "source_changed"
    MARKING_ASKED = "marking_asked"
    MARKING_DUE = "marking_due"
    MARKING_LATE = "marking_late"
    ANSWERS_MARKED = "answers_marked"
    WORK_SENT_BACK = "work_sent_back"
    PASSWORD_LINK = "password_link"
    PASSWORD_CHANGED = "password_changed"
    ACCOUNT_READY = "account_ready"
    ADDRESS_CHANGED = "address_changed"


SECRET_LINK = frozenset({Kind.PASSWORD_LINK, Kind.ACCOUNT_READY})  # their link is made when the letter is written


@dataclass(frozen=True)
class Wording:
    """How one kind of news reads: its title, what more there is to say, what can be done, why it came."""

    title: Any
    more: Any
    act: Any
    why: Any


WORDING: dict[Kind, Wording] = {
    Kind.CERTIFICATE_ISSUED: Wording(
        title=_l("Your certificate %(number)s is ready"),
        more=_l("You have completed %(course)s. The certificate is kept for you and can be downloaded at any time."),
        act=_l("See the certificate"),
        why=_l("You get this letter because a certificate was issued to you."),
    ),
    Kind.CERTIFICATE_EXPIRES: Wording(
        title=_l("Your certificate for %(course)s is valid until %(day)s"),
        more=_l("Take the course again before that day: certificate %(number)s is then followed by a new one."),
        act=_l("See the course"),
        why=_l("You get this letter because a certificate of yours ends soon."),
    ),
    Kind.CERTIFICATES_EXPIRE: Wording(
        title=_l("Certificates of your staff that end soon: %(count)s"),
        more=_l("%(list)s"),
        act=_l("See who must renew"),
        why=_l("You get this letter because you see to the training of your organisation."),
    ),
    Kind.CERTIFICATE_COPY: Wording(
        title=_l("%(name)s has a new certificate: %(number)s"),
        more=_l("%(course)s. To open it, you sign in."),
        act=_l("See the certificate"),
        why=_l("You get this letter because your organisation sends you copies of new certificates."),
    ),
    Kind.CERTIFICATE_CORRECTED: Wording(
        title=_l("Certificate %(number)s of %(name)s is corrected"),
        more=_l(
            "%(course)s. Reason: “%(reason)s”. A new certificate takes its place within a minute; the old one stays on "
            "record and says so."
        ),
        act=_l("See the certificate"),
        why=_l(
            "You get this letter because the certificate is yours, or because you see to the training of its holder."
        ),
    ),
    Kind.CERTIFICATE_REVOKED: Wording(
        title=_l("Certificate %(number)s of %(name)s is revoked"),
        more=_l("%(course)s. Reason: “%(reason)s”. Whoever checks it is told that it is no longer valid."),
        act=_l("See the certificate"),
        why=_l(
            "You get this letter because the certificate is yours, or because you see to the training of its holder."
        ),
    ),
    Kind.CERTIFICATE_REINSTATED: Wording(
        title=_l("Certificate %(number)s of %(name)s is reinstated"),
        more=_l("%(course)s. Reason: “%(reason)s”. The revocation is ended; that it was stays on record."),
        act=_l("See the certificate"),
        why=_l(
            "You get this letter because the certificate is yours, or because you see to the training of its holder."
        ),
    ),
    Kind.CERTIFICATE_ACT_PROPOSED: Wording(
        title=_l("%(name)s proposes: %(act)s %(number)s"),
        more=_l("Nothing happens until somebody else has looked at it and signed."),
        act=_l("Look at the proposal"),
        why=_l("You get this letter because you decide on certificates of the alliance."),
    ),
    Kind.CERTIFICATE_ACT_DECLINED: Wording(
        title=_l("Your proposal was declined: %(act)s %(number)s"),
        more=_l("Reason: “%(reason)s”. The certificate stays as it is."),
        act=_l("Look at the proposal"),
        why=_l("You get this letter because you proposed it."),
    ),
    Kind.ATTEMPT_TIMED_OUT: Wording(
        title=_l("Your quiz in %(course)s was handed in when its time was over"),
        more=_l("Every answer saved until then was marked."),
        act=_l("See the result"),
        why=_l("You get this letter because you had started a quiz."),
    ),
    Kind.MARKS_CORRECTED: Wording(
        title=_l("Your score in %(quiz)s was corrected from %(before)s to %(after)s"),
        more=_l(
            "A question was marked by a wrong key. %(reason)s Your result stays what it was; the old marks stay on record."
        ),
        act=_l("See the result"),
        why=_l("You get this letter because marks of yours were corrected."),
    ),
    Kind.MARKS_CORRECTED_PASSED: Wording(
        title=_l("You passed %(quiz)s after all: %(before)s became %(after)s"),
        more=_l("A question was marked by a wrong key. %(reason)s The old marks stay on record."),
        act=_l("See the result"),
        why=_l("You get this letter because marks of yours were corrected."),
    ),
    Kind.MARKS_CORRECTED_FAILED: Wording(
        title=_l("Your score in %(quiz)s was corrected from %(before)s to %(after)s and is no longer a pass"),
        more=_l(
            "A question was marked by a wrong key. %(reason)s What rested on the pass no longer counts: you can sit the "
            "quiz again. The old marks stay on record."
        ),
        act=_l("See the result"),
        why=_l("You get this letter because marks of yours were corrected."),
    ),
    Kind.REVIEW_ASKED: Wording(
        title=_l("%(version)s waits for your review"),
        more=_l("%(name)s handed it in. Nobody learns it before somebody who did not write it has signed."),
        act=_l("Review it"),
        why=_l("You get this letter because you review versions of courses."),
    ),
    Kind.REVIEW_COMMENTED: Wording(
        title=_l("%(name)s commented on %(version)s"),
        more=_l("%(text)s"),
        act=_l("See the comments"),
        why=_l("You get this letter because you wrote this version or commented on it."),
    ),
    Kind.REVIEW_SENT_BACK: Wording(
        title=_l("%(version)s came back from review"),
        more=_l("%(name)s: “%(reason)s”. Your draft is open again."),
        act=_l("See the review"),
        why=_l("You get this letter because you wrote this version."),
    ),
    Kind.VERSION_APPROVED: Wording(
        title=_l("%(version)s is approved"),
        more=_l("%(name)s signed it. It is frozen from now on."),
        act=_l("See the review"),
        why=_l("You get this letter because you wrote this version."),
    ),
    Kind.RETRAINING_OWED: Wording(
        title=_l("%(code)s %(version)s is in force: learn %(what)s by %(day)s"),
        more=_l(
            "%(course)s. You hold an earlier version; what you completed stays on record. This is what is new for you."
        ),
        act=_l("Learn what changed"),
        why=_l("You get this letter because you hold an earlier version of this course and your job role asks for it."),
    ),
    Kind.RETRAINING_HELD: Wording(
        title=_l("%(code)s %(version)s is open to learn: %(what)s"),
        more=_l(
            "%(course)s. For your job role the version that you hold stays in force until enough people in critical roles "
            "are trained. You are one of those whom it waits for."
        ),
        act=_l("Learn what changed"),
        why=_l("You get this letter because you hold an earlier version of this course in a critical job role."),
    ),
    Kind.RETRAINING_OFFERED: Wording(
        title=_l("%(code)s %(version)s is in force; new for you: %(what)s"),
        more=_l(
            "%(course)s. No job role of yours asks for it, so nothing falls due; you can learn what changed all the same."
        ),
        act=_l("Learn what changed"),
        why=_l("You get this letter because you hold an earlier version of this course."),
    ),
    Kind.RETRAINING_SUMMARY: Wording(
        title=_l("%(code)s %(version)s is in force; of your staff learn it again: %(count)s"),
        more=_l("%(course)s. Each of them has been told what to learn and by when."),
        act=_l("See who learns it again"),
        why=_l("You get this letter because you see to the training of your organisation."),
    ),
    Kind.DOUBT_RAISED: Wording(
        title=_l("A trainee questions %(question)s"),
        more=_l("“%(text)s”"),
        act=_l("Read and answer"),
        why=_l("You get this letter because you write this question bank."),
    ),
    Kind.DOUBT_ANSWERED: Wording(
        title=_l("What you said about a question in %(quiz)s was answered"),
        more=_l("“%(text)s”"),
        act=_l("See the question"),
        why=_l("You get this letter because you questioned a question."),
    ),
    Kind.SOURCE_CHANGED: Wording(
        title=_l("%(source)s: %(status)s from %(day)s"),
        more=_l("Units and questions of yours that cite it and say otherwise: %(count)s. Please look at each."),
        act=_l("See what to revise"),
        why=_l("You get this letter because you write courses or questions that cite this source."),
    ),
    Kind.MARKING_ASKED: Wording(
        title=_l("Please mark answers in %(quiz)s by %(due)s"),
        more=_l("Somebody handed in answers that a person marks, and it is your turn."),
        act=_l("Read and mark"),
        why=_l("You get this letter because you mark the answers of this quiz."),
    ),
    Kind.MARKING_DUE: Wording(
        title=_l("Answers in %(quiz)s wait for your marks; they are due on %(due)s"),
        more=_l("The trainee cannot go on before. If you cannot do it, pass it on to somebody else."),
        act=_l("Read and mark"),
        why=_l("You get this letter because you mark the answers of this quiz."),
    ),
    Kind.MARKING_LATE: Wording(
        title=_l("%(name)s has not marked answers in %(quiz)s that were due on %(due)s"),
        more=_l("You can give them to somebody else."),
        act=_l("See what is being marked"),
        why=_l("You get this letter because you review the courses of this organisation."),
    ),
    Kind.ANSWERS_MARKED: Wording(
        title=_l("Your answers in %(quiz)s are marked"),
        more=_l("You can see the result, and what the markers say about it as far as the rules of the quiz show it."),
        act=_l("See the result"),
        why=_l("You get this letter because you handed in answers that a person marks."),
    ),
    Kind.WORK_SENT_BACK: Wording(
        title=_l("Your answers in %(quiz)s came back to be improved"),
        more=_l(
            "“%(reason)s” Start the quiz again: your answers are still in it. The attempt that came back does not count."
        ),
        act=_l("See what to do"),
        why=_l("You get this letter because you handed in answers that a person marks."),
    ),
    Kind.PASSWORD_LINK: Wording(
        title=_l("Choose a new password"),
        more=_l("The button leads to a page where you choose it. The link works once and holds for one day."),
        act=_l("Choose a password"),
        why=_l("Somebody, probably you, asked for this link. If it was not you, do nothing: your password stays."),
    ),
    Kind.PASSWORD_CHANGED: Wording(
        title=_l("Your password was changed"),
        more=_l(
            "Every device was signed out. If it was not you, choose a new password at once and tell the alliance office."
        ),
        act=_l("See where I am signed in"),
        why=_l("You get this letter whenever your password changes."),
    ),
    Kind.ADDRESS_CHANGED: Wording(
        title=_l("Your e-mail address was changed to %(address)s"),
        more=_l(
            "Letters go there from now on, and you sign in with it. If you do not know why, tell the alliance office."
        ),
        act=_l("See my account"),
        why=_l("You get this letter at the old address because the alliance office changed it."),
    ),
    Kind.ACCOUNT_READY: Wording(
        title=_l("Your training account is ready"),
        more=_l("Choose a password and you can start. The link works once and holds for seven days."),
        act=_l("Choose a password"),
        why=_l("You get this letter because your organisation trains its staff here."),
    ),
}


def spoken(text: Any, facts: dict[str, Any]) -> str:
    """A sentence with its facts, in the reader's language; a fact in two languages is {"zh": …, "en": …}."""
    told = {name: Words(**fact).of(language()) if isinstance(fact, dict) else fact for name, fact in facts.items()}
    return str(text) % told if told else str(text)
