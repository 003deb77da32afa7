"""What kind of recording a file is, by its content."""

from flask_babel import gettext as _

from learn.kit.recordings import captions, mp3, mp4, webm
from learn.kit.recordings.box import Damaged
from learn.kit.web import Refused

RECORDINGS = {
    "mp4": "video/mp4",
    "webm": "video/webm",
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "vtt": "text/vtt",
}


def kind_of_recording(content: bytes) -> str | None:
    """mp4, webm, mp3, m4a or vtt, looked through to its end; None: it is no recording. Refuses what is broken or more than one."""
    try:
        if content[4:8] == b"ftyp":
            return mp4.kind(content)
        if content.startswith(webm.START):
            webm.look_through(content)
            return "webm"
        if captions.looks_like(content):
            captions.cues(content)
            return "vtt"
        if mp3.looks_like(content):
            mp3.seconds(content)
            return "mp3"
    except Damaged as fault:
        raise Refused(
            _("This recording is damaged, cut off, or followed by something else. Export it once more and send that.")
        ) from fault
    return None


MOST_SECONDS = 86_400  # of a recording; what says more was put together to do harm, or by mistake


def seconds_of(content: bytes, kind: str) -> float | None:
    """How long a recording of a known kind lasts; for captions, until the last one goes. None: it does not say."""
    found = _seconds(content, kind)
    if found is not None and found > MOST_SECONDS:
        raise Refused(_("This recording says that it lasts longer than a day. Export it once more and send that."))
    return found


def _seconds(content: bytes, kind: str) -> float | None:
    match kind:
        case "mp4" | "m4a":
            return mp4.seconds(content)
        case "webm":
            return webm.look_through(content)
        case "mp3":
            return mp3.seconds(content)
        case "vtt":
            return max(cue.end for cue in captions.cues(content))
    return None
