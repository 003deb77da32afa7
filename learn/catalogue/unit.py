"""The units of a version: what each shows, what comes before it, and whether it must be done."""

from enum import StrEnum
from functools import cache

from sqlalchemy import ForeignKey, Select, UniqueConstraint, bindparam, select, true
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from learn.assessment import Quiz
from learn.catalogue.page import MediaFile, Page
from learn.kit.db import db
from learn.kit.text import Words


class UnitKind(StrEnum):
    """The kinds of unit that there are so far."""

    LESSON = "lesson"
    DOCUMENT = "document"
    VIDEO = "video"
    AUDIO = "audio"
    QUIZ = "quiz"

    @property
    def recorded(self) -> bool:
        """Whether there is a player, with the transcript below it."""
        return self in (UnitKind.VIDEO, UnitKind.AUDIO)


class FileUse(StrEnum):
    """What a file is to its unit."""

    CONTENT = "file"
    CAPTIONS = "captions"


class Unit(db.Model):
    """One step of a version: a lesson, a document to read, a recording, or a quiz."""

    __table_args__ = (UniqueConstraint("version_id", "position"), UniqueConstraint("version_id", "slug"))

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("course_version.id"), index=True)
    position: Mapped[int]  # from 1
    slug: Mapped[str]
    kind: Mapped[UnitKind]
    title: Mapped[Words]
    minutes: Mapped[int]  # reading or playing time, or the time of one attempt
    required: Mapped[bool] = mapped_column(default=True, server_default=true())  # False: nothing waits for it
    needs: Mapped[list[str] | None]  # slugs of the units that come first; None: by the rule of its kind
    least_minutes: Mapped[int | None]  # None: it may be read as fast as somebody can
    document_number: Mapped[str | None]  # the document's own, such as SOP-012; None: not a document
    document_edition: Mapped[str | None]
    watched: Mapped[int | None]  # per cent of the recording that must have been played; None: not a recording
    quiz_id: Mapped[int | None] = mapped_column(ForeignKey("quiz.id"))  # None: not a quiz
    quiz: Mapped[Quiz | None] = relationship()
    pages: Mapped[list["UnitPage"]] = relationship()
    files: Mapped[list["UnitFile"]] = relationship()

    def page_in(self, language: str) -> Page | None:
        """The page of this lesson, or the transcript of this recording, in one language; None: it has none."""
        return db.session.scalar(_page(), {"unit": self.id, "language": language})

    def shown_in(self, language: str) -> "Shown":
        """The document or recording in one language, with the captions in both."""
        return Shown(list(db.session.scalars(_files(), {"unit": self.id})), language)


class UnitPage(db.Model):
    """The page that a lesson shows in one language."""

    __table_args__ = (UniqueConstraint("unit_id", "language"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    language: Mapped[str]
    page_id: Mapped[int] = mapped_column(ForeignKey("page.id"))
    page: Mapped[Page] = relationship()


class UnitFile(db.Model):
    """The document, the recording or the captions of a unit in one language. One file may serve both."""

    __table_args__ = (UniqueConstraint("unit_id", "use", "language"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    use: Mapped[FileUse]
    language: Mapped[str]
    media_id: Mapped[int] = mapped_column(ForeignKey("media_file.id"))
    media: Mapped[MediaFile] = relationship()
    seconds: Mapped[int | None]  # how long a recording lasts, in whole seconds; None: it is no recording


class Shown:
    """What a unit shows in one language beside its text."""

    def __init__(self, files: list[UnitFile], language: str) -> None:
        self._files, self.language = files, language

    @property
    def file(self) -> UnitFile:
        """The document or the recording."""
        return next(one for one in self.contents if one.language == self.language)

    @property
    def captions(self) -> list[UnitFile]:
        """The captions, those in the reader's language first."""
        found = [one for one in self._files if one.use is FileUse.CAPTIONS]
        return sorted(found, key=lambda one: one.language != self.language)

    def by_digest(self, digest: str) -> UnitFile | None:
        """The recording with this content, in whichever language."""
        return next((one for one in self.contents if one.media.digest == digest), None)

    @property
    def contents(self) -> list[UnitFile]:
        """The document or recording in each language; one file may serve both."""
        return [one for one in self._files if one.use is FileUse.CONTENT]


@cache
def _page() -> Select[Page]:
    shown = select(Page).join(UnitPage, UnitPage.page_id == Page.id)
    return shown.where(UnitPage.unit_id == bindparam("unit"), UnitPage.language == bindparam("language"))


@cache
def _files() -> Select[UnitFile]:
    return select(UnitFile).where(UnitFile.unit_id == bindparam("unit")).options(joinedload(UnitFile.media))
