"""A pack on its way into the database: pages, questions, units, pictures, and the pack itself in storage."""

from decimal import Decimal
from tempfile import TemporaryFile
from typing import Any

from learn import audit
from learn.assessment import BankFile, File, Part, QuestionVersion, Quiz
from learn.audit import Event
from learn.catalogue.course import Course
from learn.catalogue.drafts.asked import as_in_a_pack
from learn.catalogue.pack import Pack, files_of_unit, pictures_of
from learn.catalogue.page import MediaFile, Page
from learn.catalogue.register import enter_sources
from learn.catalogue.unit import FileUse, Unit, UnitFile, UnitKind, UnitPage
from learn.catalogue.version import CertificateKind, CourseVersion
from learn.kit.db import db
from learn.kit.digest import sha256_of
from learn.kit.drawing import DRAWING
from learn.kit.recordings import RECORDINGS
from learn.kit.storage import storage
from learn.kit.text import LANGUAGES, Words, fold, search_key
from learn.people import Person

_TYPES = {"png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "svg": DRAWING, "pdf": "application/pdf"}
_TYPES |= RECORDINGS
WATCHED = 90  # per cent of a recording, where the pack does not say
_OF_THE_PACK = {
    "id",
    "unit",
    "objective",
    "difficulty",
    "kind",
    "text",
    "reason",
    "source",
    "clause",
    "check",
    "measure",
}


class Loading:
    """One pack being made a version, by one person."""

    def __init__(self, pack: Pack, *, by: Person | None) -> None:
        self.pack, self.by = pack, by
        self.media = {name: self._media_file(name) for name in pack.media.kept}

    def version(self) -> CourseVersion:
        """The version, with everything that belongs to it. The files are stored before any row names them."""
        pack = self.pack
        pack_digest = self._store()
        course = Course.of(pack, by=self.by)
        questions = [self._question(course, question) for question in pack.questions]
        version = CourseVersion(
            course=course,
            number=pack.version,
            **{key: Words(**pack.course[key]) for key in ("title", "summary", "audience")},
            objectives=pack.course["objectives"],
            hours=Decimal(str(pack.course["hours"])),
            valid_months=pack.course.get("valid_months"),
            certificate=CertificateKind(pack.course["certificate"]) if "certificate" in pack.course else None,
            prerequisites=pack.course.get("prerequisites", []),
            sources=pack.course["sources"],
            facts=pack.course["facts"],
            glossary=pack.course.get("terms", {}),
            search_text=self._search_text(),
            digest=pack.digest,
            pack_digest=pack_digest,
            loaded_by=self.by,
            units=[self._unit(n, unit, questions) for n, unit in enumerate(pack.course["units"], start=1)],
            media=list(self.media.values()),
            publication=None,
        )
        clashes = enter_sources(pack.course, organisation=course.organisation, by=self.by)
        new = {"digest": pack.digest, "units": len(version.units), "question_count": len(questions)}
        new |= {"source_clashes": clashes} if clashes else {}
        audit.record(Event.VERSION_LOADED, version, by=self.by, new=new)
        db.session.flush()
        return version

    def _store(self) -> str:
        """Keep the pack and its files; what is there already is left alone. Returns the digest of the ZIP."""
        with TemporaryFile() as file:
            self.pack.write_zip(file)
            digest = sha256_of(file)
            storage().put_file(f"packs/{digest}.zip", file)
        for name, content in self.pack.media.kept.items():
            storage().put(f"media/{self.pack.digest_of(name)}", content)
        return digest

    def _question(self, course: Course, question: dict[str, Any]) -> QuestionVersion:
        """The edition of the bank that says exactly this, whichever; else a new one."""
        known = course.bank.find(question["id"]) if course.bank.id else None
        if same := next((one for one in known.versions if self._says(one, question)), None) if known else None:
            return same
        return self._new_question(course, question)

    def _says(self, version: QuestionVersion, question: dict[str, Any]) -> bool:
        pictures = {name: said["digest"] for name, said in version.body.get("media", {}).items()}
        return as_in_a_pack(version) == question and all(
            self.pack.digest_of(name) == digest for name, digest in pictures.items() if name in self.pack.media.names
        )

    def _new_question(self, course: Course, question: dict[str, Any]) -> QuestionVersion:
        body = {key: value for key, value in question.items() if key not in _OF_THE_PACK}
        if "measure" in question:
            body["unit"] = question["measure"]  # in a pack, `unit` is the lesson that the question belongs to
        if pictures := sorted(pictures_of(question)):
            db.session.flush()  # the bank has an id
            body["media"] = {name: BankFile.keep(course.bank.id, name, self._file(name)) for name in pictures}
        return course.bank.take(
            code=question["id"],
            kind=question["kind"],
            topic=question["unit"],
            objective=question["objective"],
            difficulty=question["difficulty"],
            text=Words(**question["text"]),
            body=body,
            reason=Words(**question["reason"]),
            source=question["source"],
            source_title=Words(**self.pack.course["sources"][question["source"]]["title"]),
            clause=Words(**question["clause"]),
            check=question["check"],
            by=self.by,
        )

    def _file(self, name: str) -> File:
        return File(self.pack.files[f"media/{name}"], _TYPES[name.rpartition(".")[2]])

    def _unit(self, position: int, unit: dict[str, Any], questions: list[QuestionVersion]) -> Unit:
        rules, kind = unit.get("quiz"), UnitKind(unit["kind"])
        languages = LANGUAGES if (unit["slug"], "zh") in self.pack.lessons else ()
        return Unit(
            position=position,
            slug=unit["slug"],
            kind=kind,
            title=Words(**unit["title"]),
            minutes=rules["minutes"] if rules else unit["minutes"],
            required=unit.get("required", True),
            needs=unit.get("needs"),
            least_minutes=unit.get("least_minutes"),
            document_number=unit.get("number"),
            document_edition=unit.get("edition"),
            watched=unit.get("watched", WATCHED) if kind.recorded else None,
            quiz=self._quiz(rules, questions) if rules else None,
            pages=[self._unit_page(position, unit["slug"], language) for language in languages],
            files=[self._unit_file(key, language, name) for key, language, name, _place in files_of_unit(unit)],
        )

    def _unit_file(self, use: str, language: str, name: str) -> UnitFile:
        seconds = self.pack.media.seconds.get(name) if use == FileUse.CONTENT else None
        return UnitFile(
            use=FileUse(use),
            language=language,
            media=self.media[name],
            seconds=max(1, int(seconds)) if seconds else None,
        )

    def _quiz(self, rules: dict[str, Any], questions: list[QuestionVersion]) -> Quiz:
        """A quiz with the questions that some part of it may draw."""
        parts = [Part.read(part) for part in rules["draw"]]
        return Quiz.of(rules, [question for question in questions if any(part.fits(question) for part in parts)])

    def _unit_page(self, position: int, slug: str, language: str) -> UnitPage:
        return UnitPage(language=language, page=Page.of(self.pack.lessons[slug, language], self.pack, number=position))

    def _media_file(self, name: str) -> MediaFile:
        return MediaFile(name=name, digest=self.pack.digest_of(name), media_type=_TYPES[name.rpartition(".")[2]])

    def _search_text(self) -> str:
        """Found by code, by titles in every way of typing them, and by the words of the summary."""
        course = self.pack.course
        titles = [text for unit in (course, *course["units"]) for text in unit["title"].values()]
        return f"{search_key([course['code'], *titles])} {fold(' '.join(course['summary'].values()))}"
