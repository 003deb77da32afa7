"""What was done to a file that is no longer the one that was issued."""

import re
from enum import StrEnum

from learn.certificates.number import NUMBER
from learn.kit.pades_check import Look
from learn.kit.text import Words

_RANGE = re.compile(rb"/ByteRange\s*\[\s*0\s+(\d+)\s+(\d+)\s+\d+\s*\]")


class Change(StrEnum):
    """The kinds of change that can be told apart."""

    INSIDE = "inside"
    ADDED = "added"
    SAVED_ANEW = "saved-anew"
    ENVELOPE = "envelope"
    ATTACHMENT = "attachment"
    SIGNED_BY_OTHERS = "signed-by-others"
    CUT = "cut"
    DIFFERENT = "different"
    UNREADABLE = "unreadable"
    NOT_RECORDED = "not-recorded"
    PROOFS_ADDED = "proofs-added"  # the one that is allowed

    @property
    def words(self) -> Words:
        """What was done, and what it means for whoever relies on the file."""
        return _WORDS[self]


_WORDS = {
    Change.INSIDE: Words(
        "签名所覆盖的内容已被改动：文件中的文字或图像不再可信。",
        "Something that the signature covers was changed: what the file says can no longer be trusted.",
    ),
    Change.ADDED: Words(
        "签名之后又向文件中添加了内容：打开后看到的可能不是当初颁发的内容。",
        "Something was added after signing: what is seen on opening may not be what was issued.",
    ),
    Change.SAVED_ANEW: Words(
        "文件被其他程序重新保存，签名已经丢失，因此无法再证明其内容。",
        "The file was saved anew by another program and its signature is gone, so nothing proves its content any more.",
    ),
    Change.ENVELOPE: Words(
        "只有签名自身的封装部分被触动，证书上的内容仍与签名时一致；请使用原文件。",
        "Only the envelope of the signature was touched; what the certificate says is still as signed. Use the original file.",
    ),
    Change.ATTACHMENT: Words(
        "文件内的附件属于另一份证书。", "The file carries an attachment that belongs to another certificate."
    ),
    Change.SIGNED_BY_OTHERS: Words(
        "文件由他人的密钥签名，而不是联盟的密钥。",
        "The file is signed with somebody else's key, not with one of the alliance.",
    ),
    Change.CUT: Words(
        "文件的末尾缺失，可能是下载中断；请重新下载。",
        "The end of the file is missing, as after a download that broke off. Download it again.",
    ),
    Change.DIFFERENT: Words(
        "文件的字节与颁发时不同；这份证书颁发时还没有电子签章，因此无法说明改动了什么。",
        "Its bytes differ from those that were issued; this certificate is from before ours were signed, "
        "so what was changed cannot be told.",
    ),
    Change.UNREADABLE: Words("文件已损坏，无法读取。", "The file is damaged and cannot be read."),
    Change.NOT_RECORDED: Words(
        "文件带有联盟的签名，但记录中没有这份证书；请联系联盟办公室。",
        "The file bears a signature of the alliance, but there is no record of this certificate. Ask the alliance office.",
    ),
    Change.PROOFS_ADDED: Words(
        "文件在颁发之后只添加了证明签名时间的数据，内容未变。",
        "Since it was issued only proof of the signature's age was added; its content is unchanged.",
    ),
}


def told_by_length(content: bytes, originals: list[bytes]) -> Change | None:
    """What a comparison with the files that were issued tells; None: one must look inside."""
    for original in originals:
        if len(content) < len(original) and original.startswith(content):
            return Change.CUT
        if len(content) == len(original) and (envelope := _RANGE.search(original)):
            start, end = int(envelope[1]), int(envelope[2])
            same = content[:start] == original[:start] and content[end:] == original[end:]
            return Change.ENVELOPE if same else Change.INSIDE
    return None


def told_by_look(look: Look, *, number: str, signers: list[str]) -> Change:
    """What the inside of a file tells that bears a number of ours."""
    if any(other != number for other in NUMBER.findall(look.attached_text)):
        return Change.ATTACHMENT
    if not look.signer:
        return Change.SAVED_ANEW
    if look.signer not in signers:
        return Change.SIGNED_BY_OTHERS
    if not look.intact:
        return Change.INSIDE
    return Change.ENVELOPE if look.whole else Change.ADDED
