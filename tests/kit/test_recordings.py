"""Films, sound and captions: known by what they hold, measured, and refused where a browser would not play them."""

from contextlib import suppress

import pytest

from learn.kit.recordings import RECORDINGS, cues, kind_of_recording, seconds_of
from learn.kit.upload import type_of
from learn.kit.web import Refused
from tests.kit.recordings import FILM, SOUND, VTT, box, element, mp3, mp4, track, webm
from tests.kit.test_upload import ZIP_END, pdf, picture

ALL = ("pdf", "jpg", "png", *RECORDINGS)
GOOD = {
    "a film": (mp4(), "mp4", 90.5),
    "a film that counts in eight bytes": (mp4(large=True), "mp4", 90.5),
    "a film in fragments": (mp4(lasts=0, fragments=7_000), "mp4", 7.0),
    "a film that does not say how long it is": (mp4(lasts=0), "mp4", None),
    "sound in an MP4": (mp4(SOUND, brand=b"M4A "), "m4a", 90.5),
    "a silent film with other tracks": (mp4(FILM, track(b"meta", b"mebx")), "mp4", 90.5),
    "a WebM": (webm(), "webm", 90.5),
    "a WebM as a browser records it": (webm(lasts=None, open=True), "webm", 2.04),
    "an MP3": (mp3(), "mp3", 100 * 1152 / 44_100),
    "an MP3 without labels": (mp3(label=False), "mp3", 100 * 1152 / 44_100),
    "captions": (VTT, "vtt", 7.5),
    "captions of an old computer": (b"\xef\xbb\xbf" + VTT.replace(b"\n", b"\r\n"), "vtt", 7.5),
}
BAD = {
    "half a film": (mp4()[:-50], "damaged, cut off"),
    "a film followed by something": (mp4() + b"<script>alert(1)</script>", "damaged, cut off"),
    "a film with a strange part": (mp4() + box(b"evil", b"x"), "damaged, cut off"),
    "a film that is a ZIP": (mp4() + box(b"free", ZIP_END), "two files in one"),
    "a film that is a PDF": (box(b"ftyp", b"isom") + box(b"free", b"%PDF-1.4") + mp4()[24:], "two files in one"),
    "a head without a film": (box(b"ftyp", b"isom", bytes(4)), "damaged, cut off"),
    "an iPhone's film": (mp4(brand=b"qt  "), "QuickTime"),
    "a film in H.265": (mp4(track(b"vide", b"hvc1"), SOUND), "H.264 and AAC"),
    "a locked film": (mp4(track(b"vide", b"encv")), "locked"),
    "a film that lies elsewhere": (mp4(track(b"vide", b"avc1", elsewhere=True)), "in another file"),
    "a film without film": (mp4(track(b"hint", b"rtp ")), "damaged, cut off"),
    "an iPhone's picture": (box(b"ftyp", b"heic", bytes(4)), "JPEG or PNG"),
    "a Matroska": (webm(kind=b"matroska"), "H.264 and AAC"),
    "a WebM in H.264": (webm(codec=b"V_MPEG4/ISO/AVC"), "H.264 and AAC"),
    "a WebM with a file within": (webm(element(0x1941A469, b"MZ")), "damaged, cut off"),
    "half a WebM": (webm()[:-10], "damaged, cut off"),
    "a WebM followed by something": (webm() + b"<html>", "damaged, cut off"),
    "an MP3 followed by something": (mp3(label=False) + b"<script>" * 20, "damaged, cut off"),
    "a label without sound": (mp3(frames=0), "damaged, cut off"),
    "something that begins like an MP3": (b"\xff\xfb\x90\x00" + b"<script>" * 99, "damaged, cut off"),
    "a label that is longer than its file": (b"ID3\4\0\0\x7f\x7f\x7f\x7f" + mp3(label=False), "damaged, cut off"),
    "captions without captions": (b"WEBVTT\n\nNOTE nothing\n", "no caption"),
    "captions in another coding": ("WEBVTT\n\n00:01.000 --> 00:02.000\n请".encode("gbk"), "UTF-8"),
    "captions with script": (VTT + b"\n\n00:08.000 --> 00:09.000\n<script>alert(1)</script>", "Line 15"),
    "captions with a picture": (VTT + b"\n\n00:08.000 --> 00:09.000\n<img src=x onerror=a>", "may not stand"),
    "captions with a handler": (VTT + b"\n\n00:08.000 --> 00:09.000\n<b onclick=a>x</b>", "may not stand"),
    "captions with styles": (VTT.replace(b"NOTE Written by Ada", b"STYLE\n::cue{background:url(//e.x)}"), "styles"),
    "captions that go back": (VTT + b"\n\n00:02.000 --> 00:09.000\nLate", "begins before"),
    "a caption that ends before it begins": (b"WEBVTT\n\n00:04.000 --> 00:01.000\nx", "ends before"),
    "a caption without times": (b"WEBVTT\n\nWash your hands", "begins with its times"),
    "captions with an address at the times": (b"WEBVTT\n\n00:01.000 --> 00:02.000 src:x\nx", "no place on the screen"),
    "a page of the web": (b"<html><script>alert(1)</script></html>", "asked for"),
    "a program": (b"MZ\x90\0" + bytes(100), "asked for"),
}


@pytest.mark.parametrize("named", GOOD)
def test_a_recording_is_known_and_measured(app, named):
    content, kind, seconds = GOOD[named]
    assert type_of(content, ALL) == kind
    assert seconds_of(content, kind) == (None if seconds is None else pytest.approx(seconds))


@pytest.mark.parametrize("named", BAD)
def test_what_no_browser_would_play_or_is_more_than_a_recording_is_refused(app, named):
    content, sentence = BAD[named]
    with app.test_request_context("/?hl=en"), pytest.raises(Refused, match=sentence):
        type_of(content, ALL)


@pytest.mark.parametrize("whole", [mp4(), webm(), webm(lasts=None, open=True), mp3(), VTT], ids=lambda one: one[:8])
def test_a_recording_cut_off_anywhere_never_breaks_the_reader(app, whole):
    with app.test_request_context("/?hl=en"):
        for end in range(len(whole)):
            try:
                kind = type_of(whole[:end], ALL)
            except Refused:
                continue
            seconds_of(whole[:end], kind)


@pytest.mark.parametrize("whole", [mp4(), webm(lasts=None, open=True), mp3(3)], ids=lambda one: one[:8])
def test_a_recording_with_a_wrong_byte_never_breaks_the_reader(app, whole):
    with app.test_request_context("/?hl=en"):
        for at in range(len(whole)):
            for byte in (0, 1, 0x80, 0xFF):
                changed = whole[:at] + bytes([byte]) + whole[at + 1 :]
                with suppress(Refused):
                    seconds_of(changed, type_of(changed, ALL))


def test_recordings_are_taken_only_where_they_are_asked_for(app):
    with app.test_request_context("/?hl=en"), pytest.raises(Refused, match="asked for: PDF"):
        type_of(mp4(), ["pdf"])
    assert kind_of_recording(pdf()) is kind_of_recording(picture("JPEG")) is kind_of_recording(b"") is None


def test_captions_can_be_read_as_a_transcript(app):
    first, second = cues(VTT)
    assert (first.start, first.end, first.text) == (1.0, 4.0, "Wash your hands.")
    assert second.text == "Then dry them & wait.\n请擦干。"
