"""The words for states and languages: the same for HR, inspectors and the person concerned."""

from typing import Any

from flask_babel import lazy_gettext as _l

from learn.catalogue.retraining import LEVELS

# Where an assignment stands, the most urgent first: the order in which lists show and sort them.
STATES: dict[str, Any] = {
    "late": _l("Late"),
    "due": _l("Due"),
    "open": _l("Not started"),
    "doing": _l("In progress"),
    "ok": _l("In force"),
}

# What has become of a certificate, with the mark that stands beside the word on a page.
CERTIFICATE_STATES: dict[str, Any] = {
    "genuine": _l("In force"),
    "expired": _l("Expired"),
    "superseded": _l("Superseded"),
    "revoked": _l("Revoked"),
}
CERTIFICATE_MARKS = {"genuine": "ok", "expired": "late", "superseded": "exempt", "revoked": "void"}

__all__ = ["CERTIFICATE_MARKS", "CERTIFICATE_STATES", "HAND_INS", "LANGUAGES", "LEVELS", "STATES"]

LANGUAGES: dict[str, Any] = {"zh": _l("Chinese"), "en": _l("English")}

HAND_INS: dict[str, Any] = {"by_person": _l("Handed in"), "out_of_time": _l("Out of time")}
