"""The text of a text file, whichever encoding its author's machine wrote."""

import re

from flask_babel import gettext as _

from learn.interop.reading import Fault, Unreadable

_CHINESE = re.compile(r"[\u3400-\u9fff]")
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufdd0-\ufdef\ufffe\uffff]")
_HIGH = re.compile(rb"[\x80-\xff]")
_PAIR = re.compile(rb"[\xa1-\xf7][\xa1-\xfe]")  # how GB2312 writes a sign: what Chinese texts are nearly made of
_ACCENTED = re.compile(r"[A-Za-z][À-ÖØ-öø-ÿ]|[À-ÖØ-öø-ÿ][A-Za-z]")
_WESTERN = re.compile(r"[^\x00-\x7fÀ-ÖØ-öø-ÿŠšŽžŒœŸ€‚„…‘’“”–—•™°±²³µ·¹º¼½¾×÷§©®«»¿¡´\xa0]")


def text_of(content: bytes) -> tuple[str, list[Fault]]:
    """The text with plain line ends, and what had to be guessed. Raises Unreadable, which names the line."""
    text, faults = _decoded(content)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if found := _UNSEEN.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise Unreadable(_("Here is a control character that has no place in a text."), line=line)
    return text, faults


def _decoded(content: bytes) -> tuple[str, list[Fault]]:
    """The text in UTF-8 or UTF-16; else in what Windows wrote before, Chinese or Western, if that makes sense."""
    line = 1
    try:
        if encoding := _wide(content):
            return content.decode(encoding).removeprefix("\ufeff"), []
        return content.decode("utf-8-sig"), []
    except UnicodeDecodeError as fault:
        line = content.count(b"\n", 0, fault.start) + 1
    if text := _old_chinese(content):
        return text, [Fault(_("The file"), _("It is not UTF-8; it was read as GB18030. Look at its Chinese."), line)]
    if text := _old_western(content):
        what = _("It is not UTF-8; it was read as Windows-1252. Look at its accented letters.")
        return text, [Fault(_("The file"), what, line)]
    if b"\x00" in content:
        raise Unreadable(_("This is no file of questions that we know: neither text, XML nor ZIP."))
    raise Unreadable(_("This is not UTF-8 text."), line=line)


def _wide(content: bytes) -> str:
    """Which UTF-16 a file is in, by its mark, or by the noughts that stand beside plain letters; empty: in none."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if len(content) % 2 or (noughts := content.count(0)) < len(content) // 20 or not noughts:
        return ""
    behind = content[1::2].count(0) / noughts  # not all of them: 一 is U+4E00
    return "utf-16-le" if behind > 0.7 else "utf-16-be" if behind < 0.3 else ""


def _old_chinese(content: bytes) -> str:
    """The text in GB18030, if most of what is not ASCII are pairs as Chinese has them; else nothing."""
    high = len(_HIGH.findall(content))
    if 2 * len(_PAIR.findall(content)) < high * 0.7:
        return ""
    try:
        text = content.decode("gb18030")
    except UnicodeDecodeError:
        return ""
    return text if _CHINESE.search(text) else ""


def _old_western(content: bytes) -> str:
    """The text in Windows-1252, if its signs are letters with accents in words; else nothing."""
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError:
        return ""
    return text if _ACCENTED.search(text) and not _WESTERN.search(text) else ""
