"""Every event of the audit trail as a sentence, and its values as a person reads them."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from learn.audit import AuditEntry, Event
from learn.kit.text import language
from learn.people.naming import KINDS, PERMISSION_NAMES
from learn.people.roster.naming import ACTS
from learn.reporting.reports import REPORTS
from learn.reporting.words import CERTIFICATE_STATES, HAND_INS, LANGUAGES, STATES

# %(who)s acted, %(what)s is the record. The platform itself is called so by `actor`.
SENTENCES: dict[Event, Any] = {
    Event.ORGANISATION_ADDED: _l("%(who)s added the organisation %(what)s"),
    Event.ORGANISATION_CHANGED: _l("%(who)s changed the organisation %(what)s"),
    Event.ORGANISATION_ENDED: _l("%(who)s ended the membership of the organisation %(what)s"),
    Event.PERSON_ADDED: _l("%(who)s opened an account for %(what)s"),
    Event.PERSON_CHANGED: _l("%(who)s changed the account of %(what)s"),
    Event.PERSON_LEFT: _l("%(who)s closed the account of %(what)s"),
    Event.PERSON_SIGNED_IN: _l("%(who)s signed in"),
    Event.PERSON_SIGNED_OUT: _l("%(who)s signed out"),
    Event.PERSON_SIGN_IN_FAILED: _l("Somebody failed to sign in as %(what)s"),
    Event.PERSON_LOCKED: _l("The account %(what)s was locked for a while"),
    Event.PASSWORD_CHANGED: _l("%(who)s changed the password of %(what)s"),
    Event.PASSWORD_RESET_ASKED: _l("%(who)s asked for a link to choose a password for %(what)s"),
    Event.SIGNED_OUT_EVERYWHERE: _l("%(who)s signed %(what)s out on every device"),
    Event.MEMBERSHIP_BEGUN: _l("%(who)s began the membership %(what)s"),
    Event.MEMBERSHIP_CHANGED: _l("%(who)s changed the membership %(what)s"),
    Event.MEMBERSHIP_ENDED: _l("%(who)s ended the membership %(what)s"),
    Event.JOB_ROLE_TAKEN: _l("%(who)s gave the membership %(what)s a job role"),
    Event.JOB_ROLE_LEFT: _l("%(who)s ended a job role of the membership %(what)s"),
    Event.JOB_ROLE_ADDED: _l("%(who)s added the job role %(what)s"),
    Event.GRANT_GIVEN: _l("%(who)s gave the permission %(what)s"),
    Event.GRANT_ENDED: _l("%(who)s ended the permission %(what)s"),
    Event.ROSTER_IMPORTED: _l("%(who)s took over the roster %(what)s"),
    Event.COURSE_ADDED: _l("%(who)s added the course %(what)s"),
    Event.VERSION_LOADED: _l("%(who)s loaded %(what)s"),
    Event.VERSION_PUBLISHED: _l("%(who)s put %(what)s into force"),
    Event.DRAFT_BEGUN: _l("%(who)s began the draft %(what)s"),
    Event.DRAFT_RENUMBERED: _l("%(who)s gave the draft %(what)s another number"),
    Event.DRAFT_DROPPED: _l("%(who)s dropped the draft %(what)s"),
    Event.REVIEW_BEGUN: _l("%(who)s handed in %(what)s for review"),
    Event.REVIEW_TAKEN_BACK: _l("%(who)s took %(what)s back from review"),
    Event.REVIEW_SENT_BACK: _l("%(who)s sent %(what)s back to its authors"),
    Event.REVIEW_APPROVED: _l("%(who)s approved %(what)s"),
    Event.SOURCE_ADDED: _l("%(who)s entered the source %(what)s in the register"),
    Event.SOURCE_CHANGED: _l("%(who)s changed what the register says of the source %(what)s"),
    Event.SOURCE_STATUS_RECORDED: _l("%(who)s recorded a status of the source %(what)s"),
    Event.REVISION_FOUND_NEEDLESS: _l("%(who)s looked at %(what)s after a source changed and left it as it is"),
    Event.BANK_ADDED: _l("%(who)s added the question bank %(what)s"),
    Event.QUESTIONS_ADDED: _l("%(who)s added the question %(what)s"),
    Event.QUESTIONS_TAGGED: _l("%(who)s tagged questions of %(what)s"),
    Event.QUESTIONS_UNTAGGED: _l("%(who)s took a tag off questions of %(what)s"),
    Event.QUESTIONS_IMPORTED: _l("%(who)s imported the questions of the file %(what)s"),
    Event.QUESTIONS_EXPORTED: _l("%(who)s exported the questions of %(what)s"),
    Event.LIBRARY_FILE_ADDED: _l("%(who)s put %(what)s into the media library"),
    Event.LIBRARY_FILE_DESCRIBED: _l("%(who)s changed title or words of %(what)s in the media library"),
    Event.REQUIREMENT_SET: _l("%(who)s set the requirement %(what)s"),
    Event.REQUIREMENT_ENDED: _l("%(who)s ended the requirement %(what)s"),
    Event.CORRECTION_PROPOSED: _l("%(who)s proposed to correct the key of %(what)s"),
    Event.CORRECTION_APPROVED: _l("%(who)s signed the correction of %(what)s"),
    Event.CORRECTION_DECLINED: _l("%(who)s declined the correction of %(what)s"),
    Event.ATTEMPT_REMARKED: _l("An attempt was marked again: %(what)s"),
    Event.EXTRA_TIME_ALLOWED: _l("%(who)s allowed more time: %(what)s"),
    Event.EXTRA_TIME_ENDED: _l("%(who)s ended the extra time %(what)s"),
    Event.QUESTION_LEFT: _l("%(who)s went on to the next question in attempt %(what)s"),
    Event.DOUBT_RAISED: _l("%(who)s questioned the question %(what)s"),
    Event.DOUBT_ANSWERED: _l("%(who)s answered what was said about %(what)s"),
    Event.UNIT_REOPENED: _l("A unit of %(what)s is open again"),
    Event.COMPLETION_WITHDRAWN: _l("The completion of %(what)s no longer counts"),
    Event.COMPLETION_CORRECTED: _l("The completion of %(what)s was corrected"),
    Event.SIGNED: _l("%(who)s signed %(what)s"),
    Event.COACHING_RECORDED: _l("%(who)s recorded a coaching for %(what)s"),
    Event.ENROLLED: _l("%(who)s enrolled in %(what)s"),
    Event.UNIT_COMPLETED: _l("%(who)s completed a unit of %(what)s"),
    Event.ATTEMPT_STARTED: _l("%(who)s started attempt %(what)s"),
    Event.ATTEMPT_HANDED_IN: _l("%(who)s handed in attempt %(what)s"),
    Event.ATTEMPT_MARKED: _l("%(who)s marked attempt %(what)s"),
    Event.MARKER_ASKED: _l("%(who)s asked for the marking of %(what)s"),
    Event.MARKING_PASSED_ON: _l("%(who)s gave the marking of %(what)s to somebody else"),
    Event.ANSWERS_JUDGED: _l("%(who)s gave points for %(what)s"),
    Event.ATTEMPT_SENT_BACK: _l("%(who)s sent attempt %(what)s back to be improved"),
    Event.ANSWER_SAVED: _l("%(who)s answered in attempt %(what)s"),
    Event.COURSE_COMPLETED: _l("%(who)s completed %(what)s"),
    Event.CERTIFICATE_ISSUED: _l("%(who)s issued certificate %(what)s"),
    Event.CERTIFICATE_STAMPED: _l("%(who)s laid a copy with a new time stamp beside certificate %(what)s"),
    Event.CERTIFICATE_SUPERSEDED: _l("%(who)s superseded certificate %(what)s by a newer one"),
    Event.CERTIFICATE_REVOKED: _l("%(who)s revoked certificate %(what)s"),
    Event.DESIGN_BEGUN: _l("%(who)s began the certificate design %(what)s"),
    Event.DESIGN_CHANGED: _l("%(who)s changed the draft of the certificate design %(what)s"),
    Event.DESIGN_PICTURE_ADDED: _l("%(who)s added a picture to the certificate design %(what)s"),
    Event.DESIGN_SUBMITTED: _l("%(who)s handed in version %(what)s of a certificate design"),
    Event.DESIGN_APPROVED: _l("%(who)s signed version %(what)s of a certificate design"),
    Event.DESIGN_DECLINED: _l("%(who)s declined version %(what)s of a certificate design"),
    Event.CERTIFICATE_REINSTATED: _l("%(who)s reinstated certificate %(what)s"),
    Event.CERTIFICATE_ACT_PROPOSED: _l("%(who)s proposed a change to certificate %(what)s"),
    Event.CERTIFICATE_ACT_APPROVED: _l("%(who)s approved and signed a change to certificate %(what)s"),
    Event.CERTIFICATE_ACT_DECLINED: _l("%(who)s declined a change to certificate %(what)s"),
    Event.COPIES_BEGUN: _l("%(who)s has copies of new certificates sent to %(what)s"),
    Event.COPIES_ENDED: _l("%(who)s ended the copies of certificates for %(what)s"),
    Event.FORMER_CERTIFICATES_IMPORTED: _l("%(who)s imported former certificates from %(what)s"),
    Event.TRANSCRIPT_MADE: _l("%(who)s made the transcript %(what)s"),
    Event.CERTIFICATE_SHARED: _l("%(who)s made a link that shows certificate %(what)s"),
    Event.SHARE_LINK_ENDED: _l("%(who)s ended a link that showed certificate %(what)s"),
    Event.CERTIFICATES_DOWNLOADED: _l("%(who)s downloaded certificates of %(what)s"),
    Event.RECORDS_EXPORTED: _l("%(who)s exported records of %(what)s"),
    Event.NOTIFICATION_READ: _l("%(who)s read a message"),
}

# The names under which values are kept, as a person would call them.
VALUES: dict[str, Any] = {
    "organisation": _l("Organisation"),
    "person": _l("Person"),
    "name": _l("Name"),
    "latin_name": _l("Latin name"),
    "email": _l("E-mail"),
    "language": _l("Language"),
    "staff_number": _l("Staff number"),
    "department": _l("Department"),
    "job_role": _l("Job role"),
    "permission": _l("Permission"),
    "device": _l("Device"),
    "address": _l("Network address"),
    "until": _l("Until"),
    "from": _l("From"),
    "to": _l("To"),
    "code": _l("Code"),
    "title": _l("Title"),
    "kind": _l("Kind"),
    "alt": _l("What it shows, in words"),
    "version": _l("Version"),
    "round": _l("Round"),
    "unit": _l("Unit"),
    "digest": _l("Digest"),
    "signature": _l("Signature"),
    "stamp_ends_on": _l("Time stamp ends on"),
    "content": _l("Content digest"),
    "questions": _l("Digest of the questions"),
    "question_count": _l("Questions"),
    "units": _l("Units"),
    "slug": _l("Unit"),
    "quiz": _l("Quiz"),
    "number": _l("Number"),
    "course": _l("Course"),
    "catalogue": _l("Catalogue"),
    "since": _l("From"),
    "effective_on": _l("In force from"),
    "changes": _l("Changes"),
    "change": _l("Change"),
    "tag": _l("Tag"),
    "codes": _l("Questions"),
    "score": _l("Score"),
    "seat": _l("Marker"),
    "points": _l("Points"),
    "shares": _l("Shares of the points"),
    "due": _l("Due on"),
    "percent": _l("Score"),
    "passed": _l("Passed"),
    "rule": _l("Marking rule"),
    "valid_until": _l("Valid until"),
    "due_days": _l("Days until due"),
    "act": _l("What is proposed"),
    "holder_name": _l("Name"),
    "holder_latin_name": _l("Latin name"),
    "organisation_name": _l("Organisation"),
    "expires_at": _l("Until"),
    "sha256": _l("SHA-256"),
    "size": _l("Size in bytes"),
    "completion": _l("Completion"),
    "successor": _l("Successor"),
    "report": _l("Report"),
    "form": _l("File"),
    "asked": _l("Filter"),
    "count": _l("Number"),
    "answered": _l("Questions answered"),
    "how": _l("How it ended"),
    "way": _l("How it was taken in"),
    "q": _l("Words"),
    "event": _l("Event"),
    "actor": _l("Who"),
    "subject": _l("Record"),
    "state": _l("State"),
    "role": _l("Job role"),
    "in_force": _l("In force"),
    "wrong": _l("Editions whose key is wrong"),
    "meaning": _l("Meaning"),
    "completed_at": _l("Completed"),
    "reason": _l("Reason"),
    "text": _l("Text"),
    "position": _l("Position"),
    "receipt": _l("Receipt"),
    "attempt_id": _l("Attempt"),
    "questions_digest": _l("Digest of the questions"),
    "edition": _l("Edition"),
    "bank": _l("Question bank"),
    "format": _l("Format"),
    "parts": _l("Changed"),
    "key": _l("Source key"),
    "issuer": _l("Issued by"),
    "link": _l("Link"),
    "note": _l("Note"),
    "status": _l("Status"),
    "statuses": _l("Status"),
    "replaces": _l("Takes the place of"),
    "source": _l("Source"),
    "source_clashes": _l("Other texts in the register"),
}

# Values that are kept as a word of the platform's own, by the name under which they are kept.
WORDS: dict[str, Any] = {
    "permission": PERMISSION_NAMES,
    "kind": KINDS,
    "language": LANGUAGES,
    "state": {**STATES, "attention": _l("Late or due"), **CERTIFICATE_STATES, "expiring": _l("To be renewed soon")},
    "status": {"draft": _l("Draft"), "in_force": _l("In force"), "repealed": _l("Repealed")},
    "how": HAND_INS,
    "way": {"played": _l("Played"), "transcript": _l("By its transcript")},
    "parts": {
        "colours": _l("Colours"),
        "wording": _l("Wording"),
        "signatories": _l("Signatories"),
        "logo": _l("Logo"),
    },
    "report": {
        **{name: one.title for name, one in REPORTS.items()},
        "audit": _l("Audit trail"),
        "my-records": _l("My records"),
    },
}


def actor(entry: AuditEntry) -> str:
    """Who acted, as the name stood then."""
    return entry.actor_name if entry.actor_id else _("The platform")


def sentence(entry: AuditEntry) -> str:
    """What happened, in one sentence."""
    return str(SENTENCES[entry.event]) % {"who": actor(entry), "what": _record(entry)}


def _record(entry: AuditEntry) -> str:
    """What the record was called; a permission by its name, not by the word it is kept as."""
    name = entry.subject_name or f"{entry.subject_type} {entry.subject_id}"
    if entry.subject_type == "Grant":
        permission, _space, holder = name.partition(" ")
        name = f"{_said('permission', permission)} {holder}".strip()
    return name


def events_to_choose() -> list[tuple[str, str]]:
    """Every kind of event, as its sentence reads with the names left out."""
    return [(event.value, str(words) % {"who": "…", "what": "…"}) for event, words in SENTENCES.items()]


def values(kept: dict[str, Any] | None) -> list[tuple[str, str]]:
    """Old or new values, each with its name, without those that say nothing."""
    return [(str(VALUES.get(name, name)), _said(name, value)) for name, value in (kept or {}).items() if _says(value)]


def _says(value: Any) -> bool:
    return value not in (None, "", {})


def _said(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, dict) and value.keys() == {"zh", "en"}:
        return str(value[language()])
    if isinstance(value, dict):
        named = ACTS if name == "changes" else VALUES
        return "; ".join(f"{named.get(part, part)} {_said(part, one)}" for part, one in value.items() if _says(one))
    if isinstance(value, list):
        return ", ".join(_said(name, one) for one in value)
    return str(WORDS.get(name, {}).get(value, value))
