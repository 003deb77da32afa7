"""What became of certificates: a member's own design, one revoked, one corrected, and a correction that waits for a signature."""

from pypinyin import lazy_pinyin
from sqlalchemy import select

from learn.certificates import Certificate
from learn.certificates.acts import CertificateProposal, ProposedAct
from learn.certificates.designs import Design, DesignVersion
from learn.kit.db import db
from learn.people import Organisation, Person

COLOURS = {"ink": "#0b3d4a", "line": "#3f8f8a", "label": "#0b5a5e"}
SIGNATORY = {
    "name": {"zh": "胡悦", "en": "Hu Yue"},
    "title": {"zh": "培训负责人", "en": "Head of Training"},
    "organisation": {"zh": "港城生物制药", "en": "Gangcheng Biopharma"},
    "signature": None,
}
NOT_HERS = (
    "由同名同事代为登录完成，本人已重新参加培训。Taken by a colleague under this account; the holder has begun anew."
)
LATIN = "登记时漏填了拉丁文姓名。The Latin form of the name was left out."


def design_for(code: str, ada: Person, quinn: Person) -> None:
    """A member gets colours and a signatory of its own."""
    organisation = db.session.scalars(select(Organisation).where(Organisation.code == code)).one()
    design = Design.begin(organisation, None, by=ada)
    db.session.add(design)
    db.session.flush()
    content = {**design.draft.content, "colours": COLOURS, "signatories": [SIGNATORY]}
    design.draft.change(content, seen=design.draft.digest, by=ada)
    version = DesignVersion.submit(design, by=ada)
    db.session.flush()
    version.approve(by=quinn)


def revoke_one(hana: Person, quinn: Person) -> None:
    """Hana proposes that one is taken back, and Quinn signs."""
    if certificate := _in_force(hana, 0):
        _propose(certificate, ProposedAct.REVOCATION, NOT_HERS, hana).approve(by=quinn)


def correct_one(hana: Person, quinn: Person) -> None:
    """Hana proposes that a name is spelt otherwise, and Quinn signs: a new one stands in its place."""
    if certificate := _in_force(hana, 1):
        _respell(certificate, hana).approve(by=quinn)


def propose_one(hana: Person) -> None:
    """The same for somebody else; it waits for whoever tries the platform."""
    if certificate := _in_force(hana, 2):
        _respell(certificate, hana)


def _respell(certificate: Certificate, hana: Person) -> CertificateProposal:
    family, *given = (part.capitalize() for part in lazy_pinyin(certificate.completion.holder_name))
    facts = {"holder_latin_name": f"{family} {''.join(given).capitalize()}"}
    return _propose(certificate, ProposedAct.CORRECTION, LATIN, hana, facts)


def _propose(
    certificate: Certificate, act: ProposedAct, reason: str, hana: Person, facts: dict[str, str] | None = None
) -> CertificateProposal:
    proposal = CertificateProposal.propose(certificate, act, by=hana, reason=reason, facts=facts)
    db.session.flush()
    return proposal


def _in_force(hana: Person, nth: int) -> Certificate | None:
    """A certificate of Hana's people, of the newest; never of the cast, whose certificates visitors look for."""
    assert hana.organisation
    found = db.session.scalars(
        Certificate.whole()
        .join(Certificate.person)
        .where(Certificate.organisation_id == hana.organisation.id, Person.email.like("pj-%"))
        .order_by(Certificate.id.desc())
    )
    return next((one for n, one in enumerate(found) if n >= nth * 3 and one.verdict == "genuine"), None)
