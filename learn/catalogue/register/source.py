"""A rule or text that courses rest on, as the register knows it: SOPs of an organisation too."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, ForeignKey, Select, and_, func, or_, select, true
from sqlalchemy.orm import Mapped, aliased, mapped_column, relationship

from learn import audit, signals
from learn.audit import Event
from learn.catalogue.register.status import NOT_YET, STATE_WORDS, SourceState, SourceStatus, Stated, prevailing
from learn.kit import clock
from learn.kit.db import Created, db
from learn.kit.text import Words, fold, like, search_key
from learn.kit.web import Refused
from learn.people import Organisation, OrganisationKind, Permission, Person


class Source(db.Model):
    """A rule such as 21 CFR 11.10, known by a key that courses and questions cite."""

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)  # CG; of one organisation: PUJIANG-SOP7. It stands in addresses
    key: Mapped[str] = mapped_column(index=True)  # as courses cite it
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)  # None: everybody's
    organisation: Mapped[Organisation | None] = relationship()
    title: Mapped[Words]
    former_titles: Mapped[list[Any]]  # what it was called here before: courses loaded then call it so
    issuer: Mapped[Words | None]  # None: nobody has told
    link: Mapped[str | None]  # https only; None: none
    note: Mapped[str]
    search_text: Mapped[str]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # None: by command
    by: Mapped[Person | None] = relationship()
    at: Mapped[Created]
    statuses: Mapped[list[SourceStatus]] = relationship(
        back_populates="source", foreign_keys=SourceStatus.source_id, order_by=SourceStatus.id
    )

    @property
    def audit_name(self) -> str:
        """How the audit trail names this source."""
        return self.name

    @staticmethod
    def name_of(key: str, organisation: Organisation | None) -> str:
        """How a source is named among all: by its key, one of an organisation with that organisation's code before it."""
        return f"{organisation.code}-{key}" if organisation else key

    # verbs

    @classmethod
    def add(
        cls,
        *,
        key: str,
        title: Words,
        by: Person | None,
        statuses: Sequence[Stated],
        reason: str,
        organisation: Organisation | None = None,
        issuer: Words | None = None,
        link: str | None = None,
        note: str = "",
    ) -> "Source":
        """Enter a rule with its status; an organisation may have its own beside those of the alliance."""
        name = cls.name_of(key, organisation)
        if db.session.scalar(select(cls.id).where(cls.name.in_({name, key}))):
            raise Refused(_("%(key)s stands in the register already. Cite that, or choose another key.", key=key))
        kept = {"title": title, "issuer": issuer, "link": link, "note": note}
        source = cls(name=name, key=key, organisation=organisation, former_titles=[], by=by, **kept)
        source.organisation_id = organisation.id if organisation else None
        source.search_text = source._words_to_find()
        source.statuses = [
            SourceStatus(status=one.status, from_on=one.from_on, reason=reason, by=by) for one in statuses
        ]
        told = {"key": key, **kept, "statuses": [_told(one) for one in statuses]}
        audit.record(Event.SOURCE_ADDED, source, by=by, new=told, reason=reason)
        return source

    def change(
        self, *, title: Words, issuer: Words | None, link: str | None, note: str, by: Person, reason: str
    ) -> None:
        """Correct what it is called, who issued it or where it stands; the trail keeps what stood before."""
        said = {"title": title, "issuer": issuer, "link": link, "note": note}
        new = {name: value for name, value in said.items() if getattr(self, name) != value}
        if not new:
            return
        old = {name: getattr(self, name) for name in new}
        if "title" in new:
            self.former_titles = [*self.former_titles, self.title.as_dict()]
        for name, value in new.items():
            setattr(self, name, value)
        self.search_text = self._words_to_find()
        audit.record(Event.SOURCE_CHANGED, self, by=by, old=old, new=new, reason=reason)

    def state(
        self,
        status: SourceState,
        *,
        from_on: date | None,
        reason: str,
        by: Person | None,
        replaces: SourceStatus | None = None,
        successor: "Source | None" = None,
    ) -> SourceStatus:
        """Record that it has a status from a day on; whoever cites it is told on that day."""
        self._refuse(status, from_on, replaces, successor)
        act = SourceStatus(status=status, from_on=from_on, reason=reason, by=by, successor=successor, replaces=replaces)
        self.statuses.append(act)
        new = {
            **_told(act),
            "successor": successor.name if successor else None,
            "replaces": _told(replaces) if replaces else None,
        }
        audit.record(Event.SOURCE_STATUS_RECORDED, act, by=by, new=new, reason=reason)
        db.session.flush()
        signals.source_stated.send(act)
        return act

    def _refuse(
        self, status: SourceState, from_on: date | None, replaces: SourceStatus | None, successor: "Source | None"
    ) -> None:
        """Stop what says nothing new, and what would leave two statuses for one day."""
        standing = self.standing()
        if replaces is not None and replaces not in standing:
            raise Refused(_("Another status has taken the place of this one already. Look at it, then try again."))
        if any(one.status is status and one.from_on == from_on for one in standing):
            raise Refused(_("The register says this already."))
        if any(one.from_on == from_on for one in standing if one is not replaces):
            raise Refused(_("The register has a status from that very day. Say that yours takes its place."))
        if successor is not None and (successor is self or status is not SourceState.REPEALED):
            raise Refused(_("Only a repealed source has a successor, and it is another one."))

    def _words_to_find(self) -> str:
        texts = [self.key, self.title.zh, self.title.en]
        return search_key([*texts, *((self.issuer.zh, self.issuer.en) if self.issuer else ())])

    # questions asked of it

    def standing(self, known_at: datetime | None = None) -> list[SourceStatus]:
        """The statuses that no later one took the place of, by day; as they were known at a moment, if one is named."""
        known = [one for one in self.statuses if known_at is None or one.recorded_at <= known_at]
        replaced = {one.replaces_id for one in known}
        return sorted((one for one in known if one.id not in replaced), key=lambda one: one.from_on or date.min)

    def status_on(self, day: date, known_at: datetime | None = None) -> SourceStatus | None:
        """The status that held on a day; None: none had come yet."""
        return prevailing(self.standing(known_at), day)

    def state_on(self, day: date, known_at: datetime | None = None) -> SourceState:
        """How it stood on a day; before its first status it is a draft."""
        held = self.status_on(day, known_at)
        return held.status if held else SourceState.DRAFT

    def told_on(self, day: date) -> str:
        """How it stood on a day, with since when, in the reader's language."""
        held = self.status_on(day)
        return held.told if held else str(NOT_YET if self.adopted(day) else STATE_WORDS[SourceState.DRAFT])

    def adopted(self, day: date) -> bool:
        """Whether it has no status yet on a day, and its first one will be in force."""
        coming = self.coming(day)
        return self.status_on(day) is None and bool(coming) and coming[0].status is SourceState.IN_FORCE

    def coming(self, day: date) -> list[SourceStatus]:
        """The statuses whose day lies after a day, the next one first."""
        return [one for one in self.standing() if one.from_on is not None and one.from_on > day]

    def is_called(self, title: Words) -> bool:
        """Whether this is its title, or was: in one of the languages at least, for a mended translation is no other text."""
        names = [self.title, *(Words(**former) for former in self.former_titles)]
        return any(fold(one.zh) == fold(title.zh) or fold(one.en) == fold(title.en) for one in names)

    # finding

    @classmethod
    def has_state(cls, state: SourceState, day: date) -> ColumnElement[bool]:
        """The condition that a source stands so on a day."""
        held, later = aliased(SourceStatus), aliased(SourceStatus)
        replaced = select(later.id).where(later.replaces_id == held.id).exists()
        come = or_(held.from_on.is_(None), held.from_on <= day)
        newest = (
            select(held.status)
            .where(held.source_id == cls.id, come, ~replaced)
            .order_by(func.coalesce(held.from_on, date.min).desc(), held.id.desc())
            .limit(1)
            .scalar_subquery()
        )
        return func.coalesce(newest, SourceState.DRAFT) == state

    @classmethod
    def matches(cls, words: Iterable[str]) -> ColumnElement[bool]:
        """The condition that each of somebody's words is found: Chinese, pinyin, initials, English or the key."""
        return and_(true(), *(cls.search_text.like(like(word), escape="\\") for word in words))

    @classmethod
    def read_by(cls, person: Person) -> ColumnElement[bool]:
        """The condition that somebody may read a source: the alliance's, or one of an organisation they write for."""
        return or_(cls.organisation_id.is_(None), cls.organisation_id.in_([one.id for one in writes_for(person)]))

    @classmethod
    def kept_by(cls, person: Person) -> ColumnElement[bool]:
        """The condition that somebody may change a source: the alliance's at its office, others in their organisation."""
        return theirs(cls.organisation_id, person)

    @classmethod
    def listed(cls) -> Select["Source"]:
        """Sources by name."""
        return select(cls).order_by(cls.name)

    @property
    def held(self) -> SourceStatus | None:
        """The status of today."""
        return self.status_on(clock.today())


def _told(one: Stated | SourceStatus) -> dict[str, str | None]:
    return {"status": one.status.value, "from": one.from_on.isoformat() if one.from_on else None}


def theirs(owner: Any, person: Person) -> ColumnElement[bool]:
    """The condition that what an organisation owns is of one for which somebody writes; None is the alliance's."""
    ours = writes_for(person)
    own: ColumnElement[bool] = owner.in_([one.id for one in ours])
    alliance = any(one.kind is OrganisationKind.ALLIANCE for one in ours)
    return or_(own, owner.is_(None)) if alliance else own


def writes_for(person: Person) -> list[Organisation]:
    """The organisations for which somebody writes or reviews courses."""
    both = [*person.organisations_as(Permission.INSTRUCTOR), *person.organisations_as(Permission.REVIEWER)]
    return list(dict.fromkeys(both))
