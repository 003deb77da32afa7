"""What can happen that another room must hear of: facts in the past tense, sent by the verb, heard in the same transaction."""

from blinker import Signal

person_added = Signal("An account was made for somebody. Sender: the Person.")
password_link_asked = Signal("Somebody needs a link to choose a password. Sender: the Person.")
address_changed = Signal("Somebody's e-mail address was changed. Sender: the Person; before: the old address.")
password_changed = Signal("Somebody chose a new password. Sender: the Person.")
attempt_handed_in = Signal("An attempt was handed in. Sender: the Attempt.")
attempt_marked = Signal("An attempt has marks, the first or later ones. Sender: the Attempt.")
doubt_raised = Signal("A trainee questioned a question. Sender: the Doubt.")
attempt_remarked = Signal("A corrected key gave an attempt new marks. Sender: the Remarking.")
source_stated = Signal("Somebody recorded a status of a source. Sender: the SourceStatus.")
course_completed = Signal("Somebody finished every required unit. Sender: the Completion.")
completion_withdrawn = Signal("A completion no longer counts. Sender: the Withdrawal.")
version_published = Signal("A version was put into force, from its day on. Sender: the Publication.")
certificate_issued = Signal("A certificate was stored and issued. Sender: the Certificate.")
certificate_revoked = Signal("A certificate was taken back. Sender: the Revocation.")
certificate_reinstated = Signal("A revocation was ended. Sender: the Reinstatement.")
