"""The acts of those who keep the register of sources."""

from learn.catalogue.register import Source, SourceState, Stated
from learn.kit import clock
from learn.kit.db import db
from learn.kit.text import Words
from tests import cast
from tests.house_rules.correction_acts import ADA, QUINN, Steps

PAGE = "/studio/sources/{source}"
TEXT = {
    "zh": "欧盟 GMP 附录 1",
    "en": "EU GMP Annex 1",
    "link": "https://health.ec.europa.eu/",
    "reason": "It is cited",
}
STATUS = {
    "status": "repealed",
    "from_on": "2026-09-01",
    "successor": "0",
    "replaces": "0",
    "reason": "A new one is out",
}
NEW = {"organisation": "{alliance}", "key": "A11", "status": "in_force", "from_on": "2023-08-25", **TEXT}
STEPS = [
    Steps("register.add", ADA, "/studio/sources", NEW),
    Steps("register.change", QUINN, f"{PAGE}/details", TEXT),
    Steps("register.record_status", ADA, f"{PAGE}/statuses", STATUS),
    Steps("revisions.leave", ADA, f"{PAGE}/no-changes", {"place": "{place}", "reason": "It says so already"}),
]


def set_out() -> dict[str, object]:
    """A source that questions of a bank cite and that is repealed since."""
    from learn.assessment import Draft, QuestionBank, QuestionKind
    from learn.catalogue.register import Revisions

    ada = cast.person(ADA)
    source = Source.add(
        key="A1", title=Words(TEXT["zh"], TEXT["en"]), statuses=[Stated(SourceState.IN_FORCE)], reason="Cited", by=ada
    )
    bank = db.session.scalars(db.select(QuestionBank).where(QuestionBank.code == "GMP-101")).one()
    says = Words("附录 1 有效吗？", "Is Annex 1 in force?")
    bank.add_draft(Draft(QuestionKind.TRUEFALSE, says, {"answer": False}, source="A1"), by=ada)
    source.state(SourceState.REPEALED, from_on=clock.today(), reason="Out", by=ada)
    entries = Revisions(db.true(), db.true(), only=source).entries
    return {"source": source.name, "place": entries[0].place.seen}
