"""Which courses may come before a course, and whether they would wait for each other."""

from collections.abc import Collection, Sequence
from functools import cached_property
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from learn.catalogue.course import Course
from learn.catalogue.version import CourseVersion
from learn.kit import clock
from learn.kit.db import db
from learn.people.access import me


class Prerequisites:
    """The courses in force around one course."""

    def __init__(self, course: Course) -> None:
        self.course = course

    @cached_property
    def _in_force(self) -> Sequence[Any]:
        seen = Course.visible_to(me()) | Course.written_by(me())
        found = CourseVersion.in_force(clock.today()).with_only_columns(
            Course.code, CourseVersion.title, CourseVersion.prerequisites, seen.label("seen")
        )
        return db.session.execute(found).all()

    @cached_property
    def versions(self) -> Sequence[CourseVersion]:
        """Every version of the course itself."""
        found = select(CourseVersion).where(CourseVersion.course_id == self.course.id)
        return db.session.scalars(found.options(joinedload(CourseVersion.publication))).all()

    def offered(self, chosen: Collection[str]) -> list[tuple[str, str]]:
        """The courses that may be chosen: those in force that the person sees, and those that are chosen already."""
        known = {one.code: f"{one.code} {one.title}" for one in self._in_force if one.seen}
        known |= {code: code for code in chosen if code not in known}
        known.pop(self.course.code, None)
        return sorted(known.items())

    def circle(self, chosen: Collection[str]) -> list[str] | None:
        """The way from the course over what it would wait for back to itself; None: there is none."""
        needs = {one.code: one.prerequisites for one in self._in_force} | {self.course.code: list(chosen)}
        ways, seen = [[self.course.code]], set[str]()
        while ways:
            way = ways.pop(0)
            for code in needs.get(way[-1], ()):
                if code == self.course.code:
                    return [*way, code]
                if code not in seen:
                    seen.add(code)
                    ways.append([*way, code])
        return None
