"""Invented holders on whom every design is tried: the longest and the rarest names, titles and organisations."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from learn.catalogue import CertificateKind
from learn.certificates import paper
from learn.certificates.facts import Facts
from learn.certificates.layout import lay_out
from learn.certificates.look import Look
from learn.kit import fonts
from learn.kit.text import Words

NUMBER, CODE = "CGT-0000-00000-00000-0", "0000000000000000"  # a number that is never given

_ORDINARY = Facts(
    holder_name="林博",
    holder_latin_name="Lin Bo",
    organisation_name=Words("浦江细胞医院", "Pujiang Cell Hospital"),
    course_code="GMP-101",
    course_title=Words("细胞治疗产品生产质量管理规范基础", "Foundations of GMP for cell therapy products"),
    version_number="1.0",
    content_digest="0" * 64,
    questions_digest="",
    score=Decimal(96),
    hours=Decimal("1.5"),
    language="zh",
    completed_at=datetime(2026, 11, 22, tzinfo=UTC),
    valid_until=date(2027, 11, 21),
    issued_at=datetime(2026, 11, 22, tzinfo=UTC),
    kind=CertificateKind.QUALIFICATION,
)
_LONG_TITLE = Words(
    "细胞与基因治疗产品无菌生产工艺模拟试验与污染控制策略的制定、实施和持续确认",
    "Designing, carrying out and continually verifying aseptic process simulation and contamination control for products",
)
_LONG_EMPLOYER = Words(
    "上海市浦东新区外高桥保税区细胞与基因治疗联合创新中心附属医院细胞制备与质量管理部",
    "Department of Cell Manufacturing and Quality, Affiliated Hospital of the Waigaoqiao Joint Innovation Centre",
)
_LONG_LATIN = "Maximilian Alexander von und zu Hohenlohe-Schillingsfürst von"

SAMPLES: dict[str, Facts] = {
    "ordinary": _ORDINARY,
    "rare": replace(_ORDINARY, holder_name="欧阳䶮𬱖㛃", holder_latin_name="Ouyang Yanweijie"),
    "minority": replace(
        _ORDINARY, holder_name="阿卜杜热合曼·麦麦提吐尔逊·艾合买提", holder_latin_name="Abdurahman Memettursun Ehmet"
    ),
    "latin": replace(_ORDINARY, holder_name=_LONG_LATIN, holder_latin_name=""),
    "mixed": replace(_ORDINARY, holder_name="李小龙 (Bruce)", holder_latin_name="Łukasz Đặng Şahin Großmann"),
    "chinese": replace(_ORDINARY, holder_name="欧阳明慧", holder_latin_name="", organisation_name=None),
    "title": replace(_ORDINARY, course_title=_LONG_TITLE),
    "employer": replace(_ORDINARY, organisation_name=_LONG_EMPLOYER),
    "everything": replace(
        _ORDINARY,
        holder_name=_LONG_LATIN,
        holder_latin_name="",
        course_title=_LONG_TITLE,
        organisation_name=_LONG_EMPLOYER,
        course_code="TRIAL-101",
        version_number="12.34",
        score=Decimal(100),
        hours=Decimal("120.5"),
    ),
}
SAMPLE_NAMES: dict[str, Any] = {
    "ordinary": _l("An ordinary name"),
    "rare": _l("Rare characters"),
    "minority": _l("A long name with dots"),
    "latin": _l("A long Latin name"),
    "mixed": _l("Chinese and Latin mixed"),
    "chinese": _l("Chinese only, no organisation"),
    "title": _l("A long course title"),
    "employer": _l("A long organisation"),
    "everything": _l("Everything long"),
}
PARTS: dict[str, Any] = {
    "issuer": _l("Issuer"),
    "attests": _l("Opening words"),
    "name": _l("Name"),
    "latin": _l("Latin name"),
    "employer": _l("Organisation"),
    "sentence": _l("Sentence"),
    "title": _l("Course"),
    "note": _l("Note"),
}


@dataclass(frozen=True)
class Fault:
    """Something that would not come out well on the paper of a sample."""

    part: str
    sample: str
    kind: CertificateKind
    missing: str = ""

    def __str__(self) -> str:
        if self.missing:
            return _("None of our fonts can print “%(characters)s”.", characters=self.missing)
        name, _rest, number = self.part.partition("signatory")
        if number:
            return _(
                "Signatory %(n)s has more words than fit. Shorten name, title or organisation.", n=int(number[0]) + 1
            )
        return _(
            "“%(part)s” does not fit on the paper, tried with: %(sample)s. Say it in fewer words.",
            part=PARTS[name.removesuffix("_en")],
            sample=SAMPLE_NAMES[self.sample],
        )


def sample(name: str, kind: CertificateKind) -> Facts:
    """The facts of a sample as a certificate of some kind would have them."""
    facts = SAMPLES[name]
    if kind is CertificateKind.ATTENDANCE:
        return replace(facts, kind=kind, score=None, valid_until=None)
    return replace(facts, kind=kind, valid_until=None if kind is CertificateKind.COMPLETION else facts.valid_until)


def faults_of(look: Look) -> list[Fault]:
    """What would not print, or not fit, on any kind of certificate of any sample."""
    return list(_faults(look))


def _faults(look: Look) -> Iterator[Fault]:
    for kind in CertificateKind:
        for name in SAMPLES:
            said = paper.said(sample(name, kind), look, number=NUMBER)
            if missing := fonts.missing_characters("".join(value or "" for value in said.values())):
                yield Fault("name", name, kind, missing)
            for part in lay_out(said, look).overflowing:
                yield Fault(part, name, kind)
