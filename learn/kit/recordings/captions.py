"""Captions in WebVTT: what is said, from when to when (W3C WebVTT, 4)."""

import re
from typing import NamedTuple

from flask_babel import gettext as _

from learn.kit.web import Refused

MOST_CUES, MOST_BYTES = 20_000, 4_000_000
_START = re.compile(rb"\A(?:\xef\xbb\xbf)?WEBVTT(?=[ \t\r\n]|\Z)")
_TIME = r"(?:(\d{2,4}):)?([0-5]\d):([0-5]\d)\.(\d{3})"
_TIMING = re.compile(rf"{_TIME}[ \t]+-->[ \t]+{_TIME}(?:[ \t]+(.*))?")
_SETTING = re.compile(r"(?:vertical|line|position|size|align|region):[\w.,%-]+")
_TAG = re.compile(r"<(/?)([a-z]*)([^<>]*)>|<")
_TAGS = {"c", "i", "b", "u", "v", "lang", "ruby", "rt"}
_INSIDE = re.compile(rf"{_TIME}")
_ENTITIES = {"&lt;": "<", "&gt;": ">", "&nbsp;": " ", "&lrm;": "", "&rlm;": "", "&amp;": "&"}


class Cue(NamedTuple):
    """One caption: from when to when in seconds, and what it says, without marks."""

    start: float
    end: float
    text: str


def looks_like(content: bytes) -> bool:
    """Whether a file begins as captions do."""
    return _START.match(content) is not None


def cues(content: bytes) -> list[Cue]:
    """The captions of a file in their order. Refuses, naming the line, what a player would leave out or what is more than words."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise Refused(_("These captions are not written in UTF-8. Save them as UTF-8 and send that.")) from fault
    if not looks_like(content) or "\0" in text or len(content) > MOST_BYTES:
        raise Refused(_("Captions are a WebVTT file: it begins with WEBVTT and is smaller than 4 MB."))
    found: list[Cue] = []
    for line, block in _blocks(text):
        if cue := _cue(line, block):
            if found and cue.start < found[-1].start:
                raise _wrong(line, _("this caption begins before the one above it"))
            found.append(cue)
    if not 0 < len(found) <= MOST_CUES:
        raise Refused(_("There is no caption in this file, or there are more than %(n)s.", n=MOST_CUES))
    return found


def _blocks(text: str) -> list[tuple[int, list[str]]]:
    """The stretches between empty lines behind the head, each with the number of its first line."""
    blocks: list[tuple[int, list[str]]] = []
    before = ""
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text), 1):
        if line and before and blocks:
            blocks[-1][1].append(line)
        elif line:
            blocks.append((number, [line]))
        before = line
    return blocks[1:]


def _cue(line: int, block: list[str]) -> Cue | None:
    """A caption; None: a note or the description of a region."""
    if re.match(r"STYLE[ \t]*\Z", block[0]):
        raise _wrong(line, _("captions bring no styles of their own; take this part out"))
    if re.match(r"(?:NOTE(?:[ \t]|\Z)|REGION[ \t]*\Z)", block[0]) and not any("-->" in one for one in block):
        return None
    at = 0 if "-->" in block[0] else 1
    timing = _TIMING.fullmatch(block[at].rstrip()) if at < len(block) else None
    if timing is None:
        raise _wrong(line, _("a caption begins with its times, such as 00:01.000 --> 00:04.000"))
    start, end = _seconds(timing.groups()[:4]), _seconds(timing.groups()[4:8])
    if end <= start:
        raise _wrong(line + at, _("this caption ends before it begins"))
    if any(not _SETTING.fullmatch(word) for word in (timing[9] or "").split()):
        raise _wrong(line + at, _("behind the times stands something that is no place on the screen"))
    said = [_words(line + at + n, one) for n, one in enumerate(block[at + 1 :], 1)]
    return Cue(start, end, "\n".join(said).strip())


def _words(line: int, text: str) -> str:
    """What a line says. Marks of WebVTT are taken off; anything else between angle brackets is refused."""
    if "-->" in text:
        raise _wrong(line, _("between two captions stands an empty line"))
    for tag in _TAG.finditer(text):
        name, rest = tag[2], tag[3] or ""
        timed = not name and _INSIDE.fullmatch(rest)
        if not (timed or (name in _TAGS and re.fullmatch(r"(?:[.\s][^=]*)?", rest))):
            raise _wrong(line, _("%(tag)s may not stand in a caption; a sign < is written &lt;", tag=tag[0][:40]))
    plain = _TAG.sub("", text)
    return re.sub(r"&(?:lt|gt|nbsp|lrm|rlm|amp);", lambda sign: _ENTITIES[sign[0]], plain)


def _seconds(parts: tuple[str, ...]) -> float:
    hours, minutes, seconds, thousandths = (int(part or 0) for part in parts)
    return hours * 3600 + minutes * 60 + seconds + thousandths / 1000


def _wrong(line: int, what: str) -> Refused:
    return Refused(_("Line %(line)s of the captions: %(what)s.", line=line, what=what))
