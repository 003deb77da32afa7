"""Who hears which fact. All hidden flow of the platform is on this page."""

from learn import catalogue, certificates, learning, signals
from learn.assessment import by_hand
from learn.catalogue import register
from learn.certificates import acts, copies, log
from learn.notifications import account_news
from learn.training import releases


def connect() -> None:
    """Tell the rooms above what happens below. Each listener runs in the sender's transaction."""
    signals.person_added.connect(account_news.welcome)
    signals.password_link_asked.connect(account_news.mail_password_link)
    signals.address_changed.connect(account_news.tell_of_new_address)
    signals.password_changed.connect(account_news.tell_of_new_password)
    signals.attempt_handed_in.connect(by_hand.call_markers)
    signals.attempt_marked.connect(learning.note_passed)
    signals.doubt_raised.connect(catalogue.tell_writers)
    signals.source_stated.connect(register.tell_soon)
    signals.attempt_remarked.connect(learning.follow_remarking)
    signals.completion_withdrawn.connect(certificates.follow_withdrawal)
    signals.course_completed.connect(certificates.award_soon)
    signals.course_completed.connect(releases.follow_completion)
    signals.version_published.connect(releases.follow_publication)
    log.follow()  # every issue, supersession and revocation of a certificate is entered in the public log
    signals.certificate_issued.connect(acts.keep_revoked)
    signals.certificate_issued.connect(acts.tell_new_employer)
    signals.certificate_issued.connect(copies.send_copies)
    signals.certificate_revoked.connect(acts.tell_of_revocation)
    signals.certificate_reinstated.connect(acts.tell_of_reinstatement)
