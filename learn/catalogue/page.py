"""The text of a lesson in one language, and the pictures in it."""

import re
from collections.abc import Callable
from typing import Any

from flask import current_app, url_for
from markupsafe import Markup
from sqlalchemy import ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from learn.catalogue.course import Course
from learn.catalogue.pack import Lesson, Pack
from learn.catalogue.rendering import edition_of, render
from learn.kit.db import Created, db
from learn.kit.digest import digest_of

_ICON = re.compile(r'(?<=href=")icon:(?=[a-z-]+")')
_MEDIA = re.compile(r'(?<=src=")media:([0-9a-f]{64})(?=")')


class Page(db.Model):
    """A lesson in one language as it was written and as it was rendered. Known by its digest; versions share it."""

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(unique=True)  # SHA-256 over language, Markdown, pictures and what facts cite
    language: Mapped[str]
    markdown: Mapped[str] = mapped_column(deferred=True)
    html: Mapped[str]  # sanitised
    outline: Mapped[list[Any]]  # [{"id": "plans", "title": "谁批准培训计划"}, …]
    recorded_at: Mapped[Created]

    @classmethod
    def of(cls, lesson: Lesson, pack: Pack, *, number: int) -> "Page":
        """The page of a lesson: the one that an earlier version shows, if nothing on it has changed."""
        digest = _digest(lesson, pack, number)
        if found := db.session.scalar(select(cls).where(cls.digest == digest)):
            return found
        html, outline = render(lesson, pack, number=number)
        return cls(digest=digest, language=lesson.language, markdown=lesson.markdown, html=html, outline=outline)

    def shown_in(self, course: Course) -> Markup:
        """The page as it goes into a screen."""
        return with_addresses(self.html, lambda digest: url_for("catalogue.media", code=course.code, digest=digest))


def with_addresses(html: str, address: Callable[[str], str]) -> Markup:
    """A rendered lesson with the addresses of icons and pictures put in; `address` says where a picture of a digest is."""
    sprite = current_app.jinja_env.globals["asset"]("img/icons.svg")  # type: ignore[operator]
    html = _ICON.sub(f"{sprite}#", html)
    return Markup(_MEDIA.sub(lambda found: address(found[1]), html))  # noqa: S704 - sanitised by nh3 when it was rendered


def _digest(lesson: Lesson, pack: Pack, number: int) -> str:
    """Everything that the rendered page depends on."""
    facts = {fact: pack.course["facts"][fact] for fact, _line in lesson.facts}
    content = {
        "edition": edition_of(lesson),
        "language": lesson.language,
        "markdown": lesson.markdown,
        "number": number,
        "pictures": {picture.name: pack.digest_of(picture.name) for picture in lesson.pictures},
        "facts": facts,
        "sources": pack.course["sources"],
    }
    if terms := {slug: pack.course["terms"][slug] for slug, _line in lesson.terms}:
        content["terms"] = terms  # only then, so that pages without terms are known by what they were
    return digest_of(content)


class MediaFile(db.Model):
    """A PNG or JPEG of a version, kept in storage under its digest. SVG is drawn inside the page."""

    __table_args__ = (UniqueConstraint("version_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("course_version.id"), index=True)
    name: Mapped[str]
    digest: Mapped[str] = mapped_column(index=True)
    media_type: Mapped[str]

    @property
    def key(self) -> str:
        """Where the file lies in storage."""
        return f"media/{self.digest}"
