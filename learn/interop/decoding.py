"""The text of a text file, whichever encoding its author's machine wrote."""

import re

from flask_babel import gettext as _

from learn.interop.reading import Fault, Unreadable

_CHINESE = re.compile(r"[\u3400-\u9fff]")
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufdd0-\ufdef\ufffe\uffff]")


def text_of(content: bytes) -> tuple[str, list[Fault]]:
    """The text with plain line ends, and what had to be guessed. Raises Unreadable, which names the line."""
    text, faults = _decoded(content)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if found := _UNSEEN.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise Unreadable(_("Here is a control character that has no place in a text."), line=line)
    return text, faults


def _decoded(content: bytes) -> tuple[str, list[Fault]]:
    """The text in UTF-8, in UTF-16 with a mark of its byte order, or in GB18030 if that makes Chinese of it."""
    try:
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            return content.decode("utf-16"), []
        return content.decode("utf-8-sig"), []
    except UnicodeDecodeError as fault:
        line = content.count(b"\n", 0, fault.start) + 1
    try:
        text = content.decode("gb18030")
    except UnicodeDecodeError:
        text = ""
    if _CHINESE.search(text):
        return text, [Fault(_("The file"), _("It is not UTF-8; it was read as GB18030. Look at its Chinese."), line)]
    raise Unreadable(_("This is not UTF-8 text."), line=line)
