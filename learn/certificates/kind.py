"""The kinds of certificates: what each is called and what it says that its holder has done."""

from learn.catalogue import CertificateKind
from learn.kit.text import Words
from learn.learning import Completion

# 合格, not 资格: a training certificate must not look like one of the vocational qualifications that the state gives.
HEADINGS = {
    CertificateKind.COMPLETION: Words("结业证书", "Certificate of completion"),
    CertificateKind.QUALIFICATION: Words("培训合格证书", "Certificate of qualification"),
    CertificateKind.DELTA: Words("差异培训证明", "Certificate of delta training"),
    CertificateKind.ATTENDANCE: Words("参训证明", "Certificate of attendance"),
}

_ASSESSED = {
    CertificateKind.COMPLETION: Words(
        "已修完下列课程全部内容并通过考核", "has completed the course and passed its assessment"
    ),
    CertificateKind.QUALIFICATION: Words(
        "已修完下列课程全部内容并经考核合格", "has completed the course, passed its assessment, and is qualified in it"
    ),
    CertificateKind.DELTA: Words(
        "已学完下列课程新版本的变更内容并通过考核", "has learnt what changed in this version and passed its assessment"
    ),
}
_LEARNT = {
    CertificateKind.COMPLETION: Words("已修完下列课程全部内容", "has completed the course"),
    CertificateKind.DELTA: Words(
        "已学完下列课程新版本的变更内容", "has learnt what changed in this version of the course"
    ),
    CertificateKind.ATTENDANCE: Words(
        "已学完下列课程全部内容，本课程不设考核", "has attended the whole of the course, which has no assessment"
    ),
}


def kind_of(completion: Completion) -> CertificateKind:
    """What the certificate of a completion is: of a delta; else what its course says; else by whether it was assessed
    and whether it ends.
    """
    if completion.delta_from:
        return CertificateKind.DELTA
    if said := completion.enrolment.version.certificate:
        return said
    if completion.score is None:
        return CertificateKind.ATTENDANCE
    return CertificateKind.QUALIFICATION if completion.valid_until else CertificateKind.COMPLETION


def sentence(kind: CertificateKind, *, assessed: bool, versions: tuple[str, str] | None = None) -> Words:
    """What the holder has done; no kind claims an assessment that there was not. A delta names both versions."""
    if versions:
        old, new = versions
        learnt = Words(
            f"已学完下列课程由 {old} 版到 {new} 版的变更内容",
            f"has learnt what changed from version {old} to version {new}",
        )
        return Words(f"{learnt.zh}并通过考核", f"{learnt.en} and passed its assessment") if assessed else learnt
    return (_ASSESSED if assessed else _LEARNT).get(kind, _LEARNT[CertificateKind.COMPLETION])
