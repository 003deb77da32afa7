"""Films, sound and their captions: known by what they hold, and how long they last. Nothing is decoded."""

from learn.kit.recordings.captions import Cue, cues
from learn.kit.recordings.kind import RECORDINGS, kind_of_recording, seconds_of

__all__ = ["RECORDINGS", "Cue", "cues", "kind_of_recording", "seconds_of"]
