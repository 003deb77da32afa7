"""The acts on issued certificates, and what they are done to."""

import io
import zipfile

from sqlalchemy import select

from learn import demo
from learn.certificates import Certificate
from learn.certificates.acts import CertificateProposal, ProposedAct
from learn.certificates.copies import CopyRecipient
from learn.certificates.paper import qr_code
from learn.certificates.sharing import ShareLink
from learn.kit.db import db
from learn.learning import Completion
from learn.people import Person
from tests import cast
from tests.house_rules.correction_acts import Steps

BO, HANA, OMAR, QUINN = "bo@pujiang.example", "hana@pujiang.example", "omar@alliance.example", "quinn@alliance.example"
REASON = "The name was mistyped."
CERTIFICATE, PROPOSAL = "/certificates/{certificate}", "/certificates/proposals/{proposal}"

STEPS = [
    Steps(
        "certificate_acts.propose_correction",
        HANA,
        f"{CERTIFICATE}/correction",
        {"holder_name": "林伯", "holder_latin_name": "Lin Bo", "membership": "{bos_membership}", "reason": REASON},
    ),
    Steps("certificate_acts.propose_revocation", OMAR, f"{CERTIFICATE}/revocation", {"reason": REASON}),
    Steps("certificate_acts.propose_reinstatement", OMAR, "/certificates/{revoked}/reinstatement", {"reason": REASON}),
    Steps(
        "certificate_acts.approve", QUINN, f"{PROPOSAL}/approval", {"password": demo.PASSWORD, "digest": "{proposed}"}
    ),
    Steps("certificate_acts.decline", QUINN, f"{PROPOSAL}/refusal", {"note": "Nothing is wrong."}),
    Steps("hr.send_copies_to", HANA, "/hr/certificates/copies", {"staff_number": "PJ-0107", "department": ""}),
    Steps("hr.end_copies", HANA, "/hr/certificates/copies/{copies}/ending"),
    Steps("my.make_transcript", BO, "/my/records/transcripts"),
    Steps("hr.make_transcript", HANA, "/hr/people/{bos_membership}/transcripts"),
    Steps("sharing.share", BO, f"{CERTIFICATE}/links", {"days": "7"}),
    Steps("sharing.end_link", BO, "/certificates/links/{share_link}/ending"),
]


def file() -> dict[str, object]:
    """A ZIP with one former certificate of Bo's."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(
            "index.csv", "邮箱,证书名称,颁发单位,颁发日期,文件名\nbo@pujiang.example,GMP,旧系统,2024-05-01,a.png\n"
        )
        archive.writestr("a.png", qr_code("a former certificate"))
    return {"file": (io.BytesIO(content.getvalue()), "former.zip")}


def set_out() -> dict[str, object]:
    """A proposal that waits, a certificate that was revoked, and a link of Bo's."""
    hana, quinn, bo = cast.person(HANA), cast.person(QUINN), cast.person(BO)
    waiting = CertificateProposal.propose(_certified("lan"), ProposedAct.REVOCATION, by=hana, reason=REASON)
    revoked = _certified("mei")
    revoked.revoke(by=quinn, reason=REASON)
    bos = db.session.scalars(select(Certificate).where(Certificate.person_id == bo.id)).one()
    link, _token = ShareLink.make(bos, days=1, by=bo)
    copies = CopyRecipient.add(hana.organisation, hana.memberships[0], department="", by=hana)
    db.session.flush()
    return {
        "copies": copies.id,
        "bos_membership": bo.memberships[0].id,
        "proposal": waiting.id,
        "proposed": waiting.digest,
        "revoked": revoked.number,
        "share_link": link.id,
    }


def _certified(name: str) -> Certificate:
    """Somebody at Pujiang who has learnt GMP-101."""
    person = Person.add(email=f"{name}@pujiang.example", name=name, by=None)
    person.join(cast.organisation(cast.PUJIANG), by=None)
    demo.study(person, "GMP-101")
    return Certificate.issue(db.session.scalars(select(Completion).where(Completion.person_id == person.id)).one())
