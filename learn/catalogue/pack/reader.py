"""Reading a pack: everything that is wrong is said at once, and only a faultless pack comes out."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

from flask_babel import gettext as _

from learn.catalogue.pack.checks import faults_in_course, faults_in_pictures, faults_in_questions, pictures_of
from learn.catalogue.pack.fault import Fault, Unreadable
from learn.catalogue.pack.folder import Folder
from learn.catalogue.pack.lesson import Lesson
from learn.catalogue.pack.lesson_checks import faults_between_languages, faults_in_facts, faults_in_lesson
from learn.catalogue.pack.media import Media
from learn.catalogue.pack.pack import Pack
from learn.catalogue.pack.schema import faults_of_shape
from learn.catalogue.pack.strict_yaml import Document
from learn.kit.text import LANGUAGES

MOST_TEXT = 1_000_000  # bytes of one text file


def read(path: Path) -> Pack:
    """The pack in a folder or a ZIP file. Raises Unreadable, with every fault by file and line."""
    if path.is_dir():
        return _Reading(Folder.on_disk(path)).pack()
    try:
        with path.open("rb") as stream:
            return read_zip(stream, path.name)
    except OSError as fault:
        raise Unreadable(
            [Fault(str(path), 1, _("This file cannot be read: %(problem)s.", problem=fault.strerror or ""))]
        ) from fault


def read_zip(stream: BinaryIO, label: str) -> Pack:
    """The pack in a ZIP. Raises Unreadable, with every fault by file and line."""
    return _Reading(Folder.in_zip(stream, label)).pack()


def read_files(files: Mapping[str, bytes], code: str) -> Pack:
    """The pack that some files make, by their names in the folder `code`. Raises Unreadable like the others."""
    return _Reading(Folder.of(files, code)).pack()


class _Reading:
    """One pack being read, and what was found wrong so far."""

    def __init__(self, folder: Folder) -> None:
        self.folder = folder
        self.faults = list(folder.faults)
        self.media = Media()
        self.lessons: dict[tuple[str, str], Lesson] = {}

    def pack(self) -> Pack:
        """The pack, if nothing at all is wrong with it."""
        course, questions = self._document("course"), self._document("questions")
        for name, content in self.folder.files.items():
            if name.startswith("media/"):
                self.media.add(name.removeprefix("media/"), content)
        self.faults += self.media.faults
        if course is not None:
            self._read_with(course, questions)
        if self.faults or course is None or questions is None:
            raise Unreadable(self.faults)
        return Pack(course.value, questions.value, self.lessons, self.media, dict(sorted(self.folder.files.items())))

    def _read_with(self, course: Document, questions: Document | None) -> None:
        """What can only be read once course.yaml says what there should be."""
        self.faults += faults_in_course(course, self.folder.name)
        if questions is not None:
            self.faults += faults_in_questions(questions, course)
            self.faults += faults_in_pictures(questions, self.media.names)
        self._read_lessons(course)
        for lesson in self.lessons.values():
            self.faults += faults_in_lesson(lesson, course.value, self.media.names)
        for slug in {slug for slug, _language in self.lessons}:
            if all((slug, language) in self.lessons for language in LANGUAGES):
                self.faults += faults_between_languages(self.lessons[slug, "zh"], self.lessons[slug, "en"])
        self.faults += faults_in_facts(list(self.lessons.values()), course)
        used = {picture.name for lesson in self.lessons.values() for picture in lesson.pictures}
        used |= pictures_of(questions.value) if questions is not None else set()
        for name in sorted(self.media.names - used):
            self.faults.append(Fault(f"media/{name}", 1, _("No lesson and no question shows this picture.")))

    def _document(self, name: str) -> Document | None:
        """course.yaml or questions.yaml, if it has the shape that its schema asks for."""
        text = self._text(f"{name}.yaml")
        if text is None:
            return None
        document = Document(f"{name}.yaml", text)
        found = document.faults or list(faults_of_shape(name, document))
        self.faults += found
        return None if found else document

    def _read_lessons(self, course: Document) -> None:
        expected = {"course.yaml", "questions.yaml"}
        for n, unit in enumerate(course.value["units"], start=1):
            for language in LANGUAGES if unit["kind"] == "lesson" else ():
                file = f"units/{n:02d}-{unit['slug']}.{language}.md"
                expected.add(file)
                if (text := self._text(file)) is not None:
                    self.lessons[unit["slug"], language] = Lesson(file, language, text)
        for name in self.folder.files:
            if name not in expected and not re.fullmatch(r"media/[^/]+", name):
                self.faults.append(
                    Fault(name, 1, _("This file is no part of a pack, or course.yaml names no such unit."))
                )

    def _text(self, name: str) -> str | None:
        content = self.folder.files.get(name)
        if content is None:
            self.faults.append(Fault(name, 1, _("This file is missing.")))
        elif len(content) > MOST_TEXT:
            self.faults.append(Fault(name, 1, _("This file is larger than %(n)s kB.", n=MOST_TEXT // 1000)))
        else:
            return self._decoded(name, content)
        return None

    def _decoded(self, name: str, content: bytes) -> str | None:
        try:
            text = content.decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError as fault:
            line = content[: fault.start].count(b"\n") + 1
            self.faults.append(Fault(name, line, _("This file is not UTF-8 text.")))
            return None
        if match := re.search(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]", text):
            line = text[: match.start()].count("\n") + 1
            self.faults.append(Fault(name, line, _("Here is a control character that has no place in a text.")))
            return None
        return text
