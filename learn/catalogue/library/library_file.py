"""A picture, recording or document of the media library."""

from pathlib import PurePath

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, ForeignKey, Index, Select, or_, select, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learn import audit
from learn.audit import Event
from learn.catalogue.library.intake import PICTURES, Intake, slug_of
from learn.kit.db import Created, WordsOrNone, db
from learn.kit.drawing import DRAWING
from learn.kit.storage import storage
from learn.kit.text import Words, fold, like, search_key
from learn.kit.web import once
from learn.people import Organisation, OrganisationKind, Permission, Person

_OURS, _ALLIANCES = text("organisation_id IS NOT NULL"), text("organisation_id IS NULL")


def _once_each(column: str) -> tuple[Index, Index]:
    """In one organisation a column says a thing once, and so it does among what is the alliance's."""
    one = Index(
        f"ix_library_file_{column}_ours",
        "organisation_id",
        column,
        unique=True,
        sqlite_where=_OURS,
        postgresql_where=_OURS,
    )
    other = Index(
        f"ix_library_file_{column}_alliance", column, unique=True, sqlite_where=_ALLIANCES, postgresql_where=_ALLIANCES
    )
    return one, other


class LibraryFile(db.Model):
    """A file that lessons and questions may show, kept in storage under its digest. Only its title and words change."""

    __table_args__ = (*_once_each("digest"), *_once_each("pack_name"))

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisation.id"), index=True
    )  # None: the alliance's
    organisation: Mapped[Organisation | None] = relationship()
    digest: Mapped[str] = mapped_column(index=True)  # SHA-256 of what is kept
    sent_digest: Mapped[str]  # SHA-256 of what came in
    sent_name: Mapped[str]
    pack_name: Mapped[str]  # in a pack it is media/<pack_name>
    title: Mapped[str]
    alt: Mapped[Words | None] = mapped_column(
        WordsOrNone
    )  # for people who cannot see or hear it; None: not written yet
    media_type: Mapped[str]
    size: Mapped[int]  # bytes
    width: Mapped[int | None]  # in points; None: not a picture
    height: Mapped[int | None]
    seconds: Mapped[int | None]  # None: not a recording, or one that does not say
    search_text: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    by: Mapped[Person] = relationship()
    recorded_at: Mapped[Created]

    @property
    def audit_name(self) -> str:
        """How the audit trail names this file."""
        return self.pack_name

    @property
    def key(self) -> str:
        """Where it lies in storage."""
        return f"media/{self.digest}"

    @property
    def is_picture(self) -> bool:
        """Whether it is something to look at that stands still."""
        return self.media_type in PICTURES

    @property
    def is_drawing(self) -> bool:
        """Whether it is a diagram, drawn in the page and coloured by it."""
        return self.media_type == DRAWING

    @property
    def lacks_words(self) -> bool:
        """Whether it is a picture that cannot go into a lesson yet, since nobody wrote what it shows."""
        return self.is_picture and self.alt is None

    # verbs

    @classmethod
    def take_in(
        cls, intake: Intake, name: str, *, organisation: Organisation | None, by: Person, alt: Words | None = None
    ) -> tuple["LibraryFile", bool]:
        """Keep a file, and say whether it is new: what the organisation has already stays what it is."""
        if found := cls.standing_for(intake, organisation):
            return found, False
        storage().put(f"media/{intake.digest}", intake.content)
        title = PurePath(name.replace("\\", "/")).stem.strip()[:200] or intake.kind
        file = cls(
            organisation=organisation,
            organisation_id=organisation.id if organisation else None,
            digest=intake.digest,
            sent_digest=intake.sent_digest,
            sent_name=name[:200],
            pack_name=cls._free_name(slug_of(name), intake.kind, organisation),
            title=title,
            alt=alt,
            media_type=intake.media_type,
            size=len(intake.content),
            width=intake.width,
            height=intake.height,
            seconds=intake.seconds,
            search_text=_found_by(title, name, alt),
            by=by,
            by_id=by.id,
        )
        new = {"name": file.pack_name, "digest": file.digest, "title": title, "alt": alt}
        taken = _("Somebody else has just sent a file like “%(name)s”. Send it once more.", name=name)
        once(lambda: audit.record(Event.LIBRARY_FILE_ADDED, file, by=by, new=new), else_=taken)
        return file, True

    def describe(self, *, title: str, alt: Words | None, by: Person) -> bool:
        """Change the title and the words; whether that changed anything. What a published version shows stays as it is."""
        if (title, alt) == (self.title, self.alt):
            return False
        old = {"title": self.title, "alt": self.alt}
        self.title, self.alt, self.search_text = title, alt, _found_by(title, self.sent_name, alt)
        audit.record(Event.LIBRARY_FILE_DESCRIBED, self, by=by, old=old, new={"title": title, "alt": alt})
        return True

    # questions asked of them

    @classmethod
    def standing_for(cls, intake: Intake, organisation: Organisation | None) -> "LibraryFile | None":
        """The file that an organisation has already with this content: as it came in, or as it is kept."""
        digests = [intake.digest, intake.sent_digest]
        same = or_(cls.digest.in_(digests), cls.sent_digest == intake.sent_digest)
        return db.session.scalars(select(cls).where(cls._of(organisation), same).order_by(cls.id).limit(1)).first()

    @classmethod
    def written_by(cls, person: Person, *as_: Permission) -> ColumnElement[bool]:
        """The condition that somebody works with a file as instructor or reviewer of the organisation that it is of."""
        permissions = as_ or (Permission.INSTRUCTOR, Permission.REVIEWER)
        ours = [organisation for one in permissions for organisation in person.organisations_as(one)]
        own = cls.organisation_id.in_([organisation.id for organisation in ours])
        alliance = any(organisation.kind is OrganisationKind.ALLIANCE for organisation in ours)
        return or_(own, cls.organisation_id.is_(None)) if alliance else own

    @classmethod
    def newest(cls) -> Select["LibraryFile"]:
        """Every file, the newest first."""
        return select(cls).order_by(cls.id.desc())

    @classmethod
    def found_by_words(cls, words: str) -> ColumnElement[bool]:
        """The condition that each of some words stands in its title, its name or its words, in either way of typing."""
        return db.and_(*(cls.search_text.like(like(word), escape="\\") for word in fold(words).split()[:12]))

    @classmethod
    def of(cls, organisation_id: int | None) -> ColumnElement[bool]:
        """The condition that a file is of one organisation; None: the alliance's."""
        return cls.organisation_id.is_(None) if organisation_id is None else cls.organisation_id == organisation_id

    @classmethod
    def _of(cls, organisation: Organisation | None) -> ColumnElement[bool]:
        if organisation is None:
            return cls.organisation_id.is_(None)
        return cls.organisation_id == organisation.id

    @classmethod
    def _free_name(cls, slug: str, kind: str, organisation: Organisation | None) -> str:
        """A name that no other file of the organisation has: airlock.png, airlock-2.png, …"""
        like_it = cls.pack_name.like(f"{slug}%.{kind}")  # a slug holds no sign that LIKE reads otherwise
        taken = set(db.session.scalars(select(cls.pack_name).where(cls._of(organisation), like_it)))
        names = (f"{slug}{f'-{n}' if n > 1 else ''}.{kind}" for n in range(1, len(taken) + 2))
        return next(name for name in names if name not in taken)


def _found_by(title: str, name: str, alt: Words | None) -> str:
    words = [title, name, *(alt.as_dict().values() if alt else ())]
    return search_key(words)
