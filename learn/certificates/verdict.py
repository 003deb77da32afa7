"""The verdict on a certificate or on a file that claims to be one."""

from enum import StrEnum

from learn.kit.text import Words


class Verdict(StrEnum):
    """What a check of a certificate can say; the words are promised to scripts as `data-verdict`."""

    GENUINE = "genuine"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    REVOKED = "revoked"
    ALTERED = "altered"
    FOREIGN = "foreign"
    UNKNOWN = "unknown"

    @property
    def issued_by_us(self) -> bool:
        """Whether there is a certificate of ours behind it."""
        return self not in (Verdict.ALTERED, Verdict.FOREIGN, Verdict.UNKNOWN)

    @property
    def words(self) -> Words:
        """How the verdict reads; the page shows it in both languages, for whoever looks over the reader's shoulder."""
        return _WORDS[self]


_WORDS = {
    Verdict.GENUINE: Words("真实，现行有效", "Genuine and in force"),
    Verdict.EXPIRED: Words("真实，已过有效期", "Genuine, but expired"),
    Verdict.SUPERSEDED: Words("真实，已被新证书取代", "Genuine, superseded by a newer one"),
    Verdict.REVOKED: Words("已撤销，不再有效", "Revoked, no longer valid"),
    Verdict.ALTERED: Words("与颁发时不一致，请勿采信", "Not as it was issued; do not rely on it"),
    Verdict.FOREIGN: Words("不是本联盟的证书文件", "Not a certificate file of the alliance"),
    Verdict.UNKNOWN: Words("没有这个编号的证书", "No certificate has this number"),
}
