"""A course of every kind of unit, written as a folder: a lesson, a document, a film, a sound, and a quiz."""

from io import BytesIO
from pathlib import Path

import pikepdf

from tests.kit.recordings import VTT, mp3, mp4
from tests.small_course import small_pack

UNITS = """  - slug: sop
    kind: document
    title: {zh: 更衣规程, en: Gowning procedure}
    number: SOP-012
    edition: "3"
    file: {zh: media/sop-012.zh.pdf, en: media/sop-012.en.pdf}
    minutes: 15
    least_minutes: 5
    needs: [lesson-1]
  - slug: film
    kind: video
    title: {zh: 气闸, en: The airlock}
    file: media/airlock.mp4
    captions: {zh: media/airlock.zh.vtt, en: media/airlock.en.vtt}
    minutes: 2
    watched: 80
  - slug: talk
    kind: audio
    title: {zh: 访谈, en: A talk}
    file: {zh: media/talk.zh.mp3, en: media/talk.en.mp3}
    captions: {zh: media/airlock.zh.vtt, en: media/airlock.en.vtt}
    minutes: 1
    required: false
"""
TRANSCRIPT = {
    "zh": "先洗手，再等待。\n\n## 更衣 {#gowning}\n\n先穿鞋套，再戴帽子。\n",
    "en": "Wash your hands, then wait.\n\n## Gowning {#gowning}\n\nShoe covers first, then the cap.\n",
}
FILM_SECONDS = 90


def pdf(words: str = "SOP-012") -> bytes:
    """A PDF of one page."""
    document, stream = pikepdf.new(), BytesIO()
    page = document.add_blank_page(page_size=(300, 200))
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    page.Contents = document.make_stream(f"BT /F1 24 Tf 40 120 Td ({words}) Tj ET".encode())
    document.save(stream, static_id=True)
    return stream.getvalue()


def kinds_pack(folder: Path, code: str = "GMP-103", version: str = "1.0") -> Path:
    """Write the pack as a folder named by its code, and say where it lies."""
    pack = small_pack(folder, code=code, version=version, lessons=1)
    course = pack / "course.yaml"
    text = course.read_text(encoding="utf-8")
    course.write_text(text.replace("  - slug: final-quiz", f"{UNITS}  - slug: final-quiz"), encoding="utf-8")
    files = {
        "sop-012.zh.pdf": pdf("SOP-012 zh"),
        "sop-012.en.pdf": pdf("SOP-012 en"),
        "airlock.mp4": mp4(lasts=FILM_SECONDS * 1000),
        "airlock.zh.vtt": VTT,
        "airlock.en.vtt": VTT,
        "talk.zh.mp3": mp3(400),
        "talk.en.mp3": mp3(800),
    }
    for name, content in files.items():
        (pack / "media" / name).write_bytes(content)
    for n, slug in ((3, "film"), (4, "talk")):
        for language, words in TRANSCRIPT.items():
            (pack / "units" / f"{n:02d}-{slug}.{language}.md").write_text(words, encoding="utf-8")
    return pack
