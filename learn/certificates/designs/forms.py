"""What the authors and reviewers of a design fill in."""

import re
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, ColorField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.fields import Field
from wtforms.validators import StopValidation

from learn.catalogue import CertificateKind
from learn.certificates.designs.design import Design
from learn.certificates.designs.picture import DesignPicture, redrawn
from learn.certificates.designs.samples import SAMPLE_NAMES
from learn.certificates.kind import HEADINGS
from learn.certificates.look import WORDINGS, Colours
from learn.certificates.wording import fault_in
from learn.kit import fonts
from learn.kit.forms import Form, Length, Required
from learn.kit.text import LANGUAGES
from learn.kit.web import Refused
from learn.people import Person
from learn.signatures import SignatureForm

SIGNATORIES = range(3)
_COLOUR = re.compile(r"#[0-9a-f]{6}")
ASKED = {"name": _l("Name"), "title": _l("Job title"), "organisation": _l("Organisation")}
_LANGUAGE_NAMES = {"zh": _l("in Chinese"), "en": _l("in English")}
_COLOURS = {
    "ink": _l("Text and frame"),
    "line": _l("Fine lines"),
    "label": _l("Small labels"),
}
WORDING_NAMES = {
    "issuer": _l("Issuer, at the top"),
    "place": _l("Place, under the seal"),
    "attests": _l("Opening words"),
    "completion": _l("Sentence of a completion"),
    "qualification": _l("Sentence of a qualification"),
    "delta": _l("Sentence of a delta training"),
    "attendance": _l("Sentence of an attendance"),
    "note": _l("Note under the course"),
}


class PlaceForm(Form):
    """Where a new design applies."""

    organisation = SelectField(_l("Certificates of"), coerce=int)  # 0: of everybody
    course = SelectField(_l("Course"), coerce=int)  # 0: every course


class DesignForm(Form):
    """A draft: its colours, pictures, words and signatories, and the sample on which it is shown."""

    seen = HiddenField()
    sample = SelectField(_l("Sample holder"), choices=lambda: list(SAMPLE_NAMES.items()), default="ordinary")
    kind = SelectField(
        _l("Kind"),
        choices=lambda: [(kind.value, str(HEADINGS[kind])) for kind in CertificateKind],
        default=CertificateKind.QUALIFICATION.value,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.drawn: dict[str, bytes] = {}  # pictures that were sent and are good

    def choose(self, asked: Mapping[str, str]) -> None:
        """Show the draft on the sample that an address asks for."""
        self.sample.data, self.kind.data = shown_of(asked.get("sample"), asked.get("kind"))

    @property
    def shown(self) -> tuple[str, str]:
        """The sample and the kind of certificate on which the draft is shown."""
        return shown_of(self.sample.data, self.kind.data)

    # from and to the content of a design

    def begin(self, content: dict[str, Any], seen: str) -> None:
        """Show the content of a draft."""
        self.seen.data = seen
        for part, colour in content["colours"].items():
            self[part].data = colour
        for key, words in content["wording"].items():
            self._show(key, words)
        self.logo_kept.data = content["logo"] or ""
        for n, one in enumerate(content["signatories"]):
            for part in ASKED:
                self._show(f"signatory{n}_{part}", one[part])
            self[f"signature{n}_kept"].data = one["signature"] or ""

    def content(self, design: Design, *, by: Person) -> dict[str, Any]:
        """What was filled in, as plain values; pictures that were sent are kept with the design."""
        wording = {key: self._words(key) for key in WORDINGS}
        signed = [self._signatory(n, design, by=by) for n in SIGNATORIES]
        return {
            "colours": {part: self[part].data for part in _COLOURS},
            "wording": {key: words for key, words in wording.items() if any(words.values())},
            "signatories": [one for one in signed if any(one["name"].values())],
            "logo": self._picture("logo", design, by=by),
        }

    def _signatory(self, n: int, design: Design, *, by: Person) -> dict[str, Any]:
        words = {part: self._words(f"signatory{n}_{part}") for part in ASKED}
        return {**words, "signature": self._picture(f"signature{n}", design, by=by)}

    def _picture(self, name: str, design: Design, *, by: Person) -> str | None:
        """The digest of a picture: of the one just sent, else of the one kept, unless it is to go."""
        kept = self[f"{name}_kept"]
        if name in self.drawn:
            kept.data = DesignPicture.keep(design, self.drawn[name], by=by)
        if self[f"{name}_gone"].data or not (kept.data and DesignPicture.belongs(design, kept.data)):
            kept.data = ""
        self[f"{name}_gone"].data = False
        return kept.data or None

    def _words(self, name: str) -> dict[str, str]:
        return {language: self[f"{name}_{language}"].data or "" for language in LANGUAGES}

    def _show(self, name: str, words: dict[str, str]) -> None:
        for language in LANGUAGES:
            self[f"{name}_{language}"].data = words[language]

    # whether it can be so

    def validate(self, extra_validators: Any = None) -> bool:
        """Each answer by itself, then those that belong together."""
        good = super().validate(extra_validators)
        for name in [*WORDINGS, *(f"signatory{n}_{part}" for n in SIGNATORIES for part in ASKED)]:
            self._check_both_languages(name)
        for n in SIGNATORIES:
            self._check_signatory(n)
        for name in ("logo", *(f"signature{n}" for n in SIGNATORIES)):
            self._check_picture(name)
        if not any(self[part].errors for part in _COLOURS):
            self._check_colours()
        return good and not self.errors

    def _check_both_languages(self, name: str) -> None:
        words = self._words(name)
        for language, other in (("zh", "en"), ("en", "zh")):
            if words[other] and not words[language]:
                _blame(self[f"{name}_{language}"], _("A certificate says everything in both languages."))

    def _check_signatory(self, n: int) -> None:
        said = {part: any(self._words(f"signatory{n}_{part}").values()) for part in ASKED}
        given = any(said.values()) or bool(self[f"signature{n}_kept"].data or _sent(self[f"signature{n}"]))
        for part in ("name", "title"):
            if given and not said[part]:
                _blame(self[f"signatory{n}_{part}_zh"], _("Give name and title of whoever signs."))

    def _check_picture(self, name: str) -> None:
        sent = _sent(self[name])
        if sent is None:
            return
        try:
            self.drawn[name] = redrawn(sent)
        except Refused as refusal:
            _blame(self[name], str(refusal))

    def _check_colours(self) -> None:
        colours = Colours(**{part: self[part].data for part in _COLOURS})
        for part in _COLOURS:
            if fault := colours.fault_in(part):
                _blame(self[part], fault)


class ApprovalForm(SignatureForm):
    """The password, over the digest of what was shown."""

    digest = HiddenField()


class DeclineForm(Form):
    """What should be different."""

    note = TextAreaField(_l("Reason"), [Required(_l("Say what should be different.")), Length(500)])


def shown_of(sample: str | None, kind: str | None) -> tuple[str, str]:
    """A sample and a kind of certificate that somebody asked for; where there is none such, an ordinary one."""
    kinds = {one.value for one in CertificateKind}
    return (
        sample if sample in SAMPLE_NAMES else "ordinary",
        kind if kind in kinds else CertificateKind.QUALIFICATION.value,
    )


def _blame(field: Field, sentence: str) -> None:
    if not field.errors:
        field.errors = [sentence]


def _sent(field: Field) -> bytes | None:
    """The bytes of a file that was sent; None: none was."""
    upload = field.data
    if not upload or not getattr(upload, "filename", ""):
        return None
    content: bytes = upload.stream.read()
    upload.stream.seek(0)
    return content


def _is_colour(_form: Form, field: Field) -> None:
    field.data = (field.data or "").lower()
    if not _COLOUR.fullmatch(field.data):
        raise StopValidation(_("Write a colour as # and six digits or letters from a to f, such as #14233b."))


def _is_wording(_form: Form, field: Field) -> None:
    if fault := fault_in(field.data or ""):
        raise StopValidation(fault)


def _is_printable(_form: Form, field: Field) -> None:
    if missing := fonts.missing_characters(field.data or ""):
        raise StopValidation(_("None of our fonts can print “%(characters)s”.", characters=missing))


def _add_fields() -> None:
    """One field for each colour, text and picture, named after what it is."""
    for part, label in _COLOURS.items():
        setattr(DesignForm, part, ColorField(label, [_is_colour], default=getattr(Colours(), part)))
    for language, in_language in _LANGUAGE_NAMES.items():
        for key in WORDINGS:
            setattr(DesignForm, f"{key}_{language}", StringField(in_language, [Length(160), _is_wording]))
        for n in SIGNATORIES:
            for part in ASKED:
                field = StringField(in_language, [Length(80), _is_printable])
                setattr(DesignForm, f"signatory{n}_{part}_{language}", field)
    for name in ("logo", *(f"signature{n}" for n in SIGNATORIES)):
        label = _l("Logo") if name == "logo" else _l("Scanned signature")
        setattr(DesignForm, name, FileField(label, render_kw={"accept": "image/png,image/jpeg"}))
        setattr(DesignForm, f"{name}_kept", HiddenField())
        setattr(DesignForm, f"{name}_gone", BooleanField(_l("Leave it out")))


_add_fields()
