"""Somebody with an account; never deleted, only left."""

import secrets
from datetime import date, datetime
from uuid import uuid4

from flask_babel import gettext as _
from flask_security import RoleMixin, UserMixin, hash_password
from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from learn import audit, signals
from learn.audit import Event
from learn.kit import clock
from learn.kit.db import Created, Moment, db
from learn.kit.text import like, pinyin, search_key
from learn.kit.web import Refused
from learn.people.grant import Grant, Permission
from learn.people.membership import Membership
from learn.people.organisation import Organisation, OrganisationKind


class Person(UserMixin, db.Model):
    """Somebody with an account: one account a person, for ever (21 CFR 11.100(a))."""

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)  # in small letters
    name: Mapped[str]
    latin_name: Mapped[str] = mapped_column(default="")  # empty: the name has no Latin form of its own
    pinyin: Mapped[str] = mapped_column(index=True)  # sorts the name
    search_text: Mapped[str]
    language: Mapped[str] = mapped_column(default="zh")
    password: Mapped[str | None]  # None: has never chosen one; only a mailed link lets them in
    fs_uniquifier: Mapped[str] = mapped_column(unique=True, default=lambda: uuid4().hex)
    recorded_at: Mapped[Created]
    left_at: Mapped[datetime | None] = mapped_column(Moment)  # None: may sign in
    memberships: Mapped[list[Membership]] = relationship(order_by=Membership.begins_on, back_populates="person")
    grants: Mapped[list[Grant]] = relationship(order_by=Grant.begins_on, back_populates="person")

    # Flask-Security asks for these two; our grants are not its roles, and leaving is a moment, not a flag.
    roles: list[RoleMixin] = []

    @property
    def active(self) -> bool:  # type: ignore[override]
        """Whether this person may sign in."""
        return self.left_at is None

    @validates("email")
    def _small(self, _key: str, email: str) -> str:
        return email.strip().casefold()

    @property
    def audit_name(self) -> str:
        """How the audit trail names this person."""
        return f"{self.name} <{self.email}>"

    @property
    def printed_name(self) -> str:
        """The name with its Latin form beside it, where there is one."""
        return f"{self.name} {self.latin_name}" if self.latin_name else self.name

    # accounts

    @classmethod
    def add(
        cls,
        *,
        email: str,
        name: str,
        by: "Person | None",
        latin_name: str = "",
        language: str = "zh",
        password: str | None = None,
    ) -> "Person":
        """An account for somebody who has none; refuses an address that anybody ever had."""
        if db.session.scalar(select(cls.id).where(cls.email == email.strip().casefold())):
            raise Refused(_("There is already an account with the address %(email)s.", email=email))
        secret = hash_password(password) if password else None
        person = cls(email=email, language=language, password=secret, memberships=[], grants=[])
        person._call(name, latin_name)
        audit.record(
            Event.PERSON_ADDED, person, by=by, new={"email": person.email, "name": name, "latin_name": latin_name}
        )
        signals.person_added.send(person)
        return person

    def correct(
        self, *, name: str, latin_name: str, email: str, language: str, by: "Person | None", reason: str
    ) -> None:
        """Correct what is kept of somebody. Only others do; certificates keep the name that stood on the day."""
        if by is not None and by.id == self.id:
            raise Refused(_("Nobody corrects their own account. Ask another administrator."))
        old = {"name": self.name, "latin_name": self.latin_name, "email": self.email, "language": self.language}
        if email.strip().casefold() != self.email:
            self._receive_mail_at(email)
        self.language = language
        self._call(name, latin_name)
        new = {"name": name, "latin_name": latin_name, "email": self.email, "language": language}
        changed = [part for part in old if old[part] != new[part]]
        if changed:
            audit.record(
                Event.PERSON_CHANGED,
                self,
                by=by,
                old={part: old[part] for part in changed},
                new={part: new[part] for part in changed},
                reason=reason,
            )

    def _receive_mail_at(self, email: str) -> None:
        """Change the address; links mailed to the old one die, and it hears of the change."""
        if db.session.scalar(select(Person.id).where(Person.email == email.strip().casefold())):
            raise Refused(_("There is already an account with the address %(email)s.", email=email))
        before, self.email, self.fs_uniquifier = self.email, email, uuid4().hex
        signals.address_changed.send(self, before=before)

    def _call(self, name: str, latin_name: str) -> None:
        self.name, self.latin_name, self.pinyin = name, latin_name, pinyin(name)
        self.search_text = search_key([name, latin_name, self.email])

    @classmethod
    def known_by(cls, email: str, password: str) -> "Person | None":
        """Whose address and password these are. Takes equally long whether the account exists or not."""
        person = db.session.scalar(select(cls).where(cls.email == email.strip().casefold()))
        if person is None or not person.active or not person.password:
            hash_password(password)
            return None
        return person if person.verify_and_update_password(password) else None

    def choose_password(self, password: str, *, by: "Person") -> None:
        """Set a new password. Every open session and every link that was mailed before ends with the old one."""
        self.password, self.fs_uniquifier = hash_password(password), uuid4().hex
        audit.record(Event.PASSWORD_CHANGED, self, by=by)
        signals.password_changed.send(self)

    def ask_for_password_link(self, *, by: "Person | None") -> None:
        """Have a link mailed with which to choose a password; an account that was closed gets none."""
        if not self.active:
            raise Refused(_("%(name)s has left; the account is closed.", name=self.name))
        audit.record(Event.PASSWORD_RESET_ASKED, self, by=by)
        signals.password_link_asked.send(self)

    def speak(self, language: str, *, by: "Person") -> None:
        """Choose the language of the screens and mails."""
        if language != self.language:
            audit.record(Event.PERSON_CHANGED, self, by=by, old={"language": self.language}, new={"language": language})
            self.language = language

    def leave(self, *, by: "Person", reason: str) -> None:
        """Close the account: memberships and grants end today, every open session ends now; the records stay."""
        if self.left_at:
            raise Refused(_("%(name)s has already left.", name=self.name))
        if by.id == self.id:
            raise Refused(_("Nobody closes their own account. Ask another administrator."))
        for membership in self.memberships:
            if membership.ends_on is None:
                membership.end(on=max(clock.today(), membership.begins_on), by=by, reason=reason)
        for grant in self.current_grants:
            grant.withdraw(by=by, reason=reason)
        self.left_at = clock.now()
        self.fs_uniquifier = uuid4().hex
        audit.record(Event.PERSON_LEFT, self, by=by, reason=reason)

    # where a person works

    def join(
        self,
        organisation: Organisation,
        *,
        staff_number: str = "",
        department: str = "",
        begins_on: date | None = None,
        by: "Person | None",
    ) -> Membership:
        """Begin a membership; refuses a staff number that somebody else ever had there."""
        if any(held.organisation_id == organisation.id for held in self.current_memberships):
            raise Refused(
                _("%(name)s already works at %(organisation)s.", name=self.name, organisation=str(organisation.name))
            )
        number = staff_number or f"A{secrets.token_hex(4).upper()}"
        Membership.refuse_given(number, organisation)
        membership = Membership(
            organisation_id=organisation.id,
            organisation=organisation,
            staff_number=number,
            department=department,
            begins_on=begins_on or clock.today(),
            roles_held=[],
        )
        self.memberships.append(membership)
        new = {"person": self.name, "organisation": organisation.code, "staff_number": number}
        audit.record(Event.MEMBERSHIP_BEGUN, membership, by=by, new={**new, "from": membership.begins_on})
        return membership

    @property
    def current_memberships(self) -> list[Membership]:
        """Where this person works today."""
        return [membership for membership in self.memberships if membership.current]

    @property
    def organisation(self) -> Organisation | None:
        """The organisation that this person stands under today: the longest-standing membership's."""
        current = self.current_memberships
        return current[0].organisation if current else None

    # what a person may do

    def grant(
        self,
        permission: Permission,
        organisation: Organisation,
        *,
        by: "Person | None",
        ends_on: date | None = None,
        reason: str | None = None,
    ) -> Grant:
        """Give a permission in an organisation from today on."""
        if by is not None and by.id == self.id:
            raise Refused(_("Nobody changes permissions of their own. Ask another administrator."))
        if not self.active:
            raise Refused(_("%(name)s has left; the account is closed.", name=self.name))
        if self.may(permission, organisation.id):
            raise Refused(_("%(name)s already has this permission there.", name=self.name))
        held = {grant.permission for grant in self.current_grants} | {permission}
        if Permission.ADMINISTRATOR in held and len(held) > 1:  # 21 CFR 11.10(g), DI 22(1)
            raise Refused(_("Who administers accounts has no other permission, so that nobody controls both."))
        given = Grant(
            organisation_id=organisation.id,
            organisation=organisation,
            permission=permission,
            begins_on=clock.today(),
            ends_on=ends_on,
        )
        self.grants.append(given)
        new = {"person": self.name, "permission": permission, "organisation": organisation.code, "to": ends_on}
        audit.record(Event.GRANT_GIVEN, given, by=by, new=new, reason=reason)
        return given

    @property
    def current_grants(self) -> list[Grant]:
        """The permissions that hold today."""
        return [grant for grant in self.grants if grant.current]

    def may(self, permission: Permission, organisation_id: int | None = None) -> bool:
        """Whether this person has a permission today, anywhere or in one organisation."""
        return any(
            grant.permission is permission and organisation_id in (None, grant.organisation_id)
            for grant in self.current_grants
        )

    def organisations_as(self, permission: Permission) -> list[Organisation]:
        """The organisations in which this person has a permission today."""
        return [grant.organisation for grant in self.current_grants if grant.permission is permission]

    @property
    def may_adopt(self) -> bool:
        """Whether this person is an instructor of a member, who adds units of its own to the alliance's courses."""
        return any(one.kind is not OrganisationKind.ALLIANCE for one in self.organisations_as(Permission.INSTRUCTOR))

    @classmethod
    def by_pinyin(cls) -> Select["Person"]:
        """Everybody, in the order of their names in pinyin."""
        return select(cls).order_by(cls.pinyin, cls.id)

    @classmethod
    def found_by(cls, term: str, organisation_code: str = "") -> Select["Person"]:
        """Everybody whose name, pinyin, address or staff number has this in it, and who works there today."""
        people = cls.by_pinyin()
        if term:
            number = cls.memberships.any(Membership.staff_number.ilike(like(term), escape="\\"))
            people = people.where(or_(cls.search_text.like(like(term), escape="\\"), number))
        if organisation_code:
            here = Membership.organisation.has(Organisation.code == organisation_code)
            people = people.where(cls.memberships.any(and_(here, Membership.on(clock.today()))))
        return people
