"""A requirement: a job role needs a course. Together they are the training matrix."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Self

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learn import audit
from learn.audit import Actor, Event
from learn.catalogue import Course
from learn.kit import clock
from learn.kit.db import db
from learn.kit.text import Words
from learn.people import JobRole, Lasting


class Requirement(Lasting, db.Model):
    """A job role needs a course, so many days after taking it up, from a day to a day (T1, CG27)."""

    id: Mapped[int] = mapped_column(primary_key=True)
    job_role_id: Mapped[int] = mapped_column(ForeignKey("job_role.id"), index=True)
    job_role: Mapped[JobRole] = relationship()
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)
    course: Mapped[Course] = relationship()
    due_days: Mapped[int]  # 0: before the first task

    @property
    def audit_name(self) -> str:
        """How the audit trail names this requirement."""
        return f"{self.job_role.code} {self.course.code}"

    @classmethod
    def set(
        cls, role: JobRole, course: Course, due_days: int, *, begins_on: date | None = None, by: Actor | None
    ) -> Self | None:
        """Ask a course of a job role; None when it is asked for already. Another number of days replaces it from then."""
        begins_on = begins_on or clock.today()
        standing = db.session.scalar(
            select(cls).where(cls.job_role_id == role.id, cls.course_id == course.id, cls.ends_on.is_(None))
        )
        if standing and standing.due_days == due_days:
            return None
        if standing:
            standing.ends_on = begins_on - timedelta(days=1)
            audit.record(Event.REQUIREMENT_ENDED, standing, by=by, old={"due_days": standing.due_days})
        new = cls(
            job_role_id=role.id,
            job_role=role,
            course_id=course.id,
            course=course,
            due_days=due_days,
            begins_on=begins_on,
        )
        audit.record(Event.REQUIREMENT_SET, new, by=by, new={"due_days": due_days})
        return new


def take_matrix(matrix: Mapping[str, Any], *, by: Actor | None) -> int:
    """Take over a training matrix (docs/course-packs.md); courses not loaded yet wait. Returns what was set anew."""
    courses = {course.code: course for course in db.session.scalars(select(Course))}
    roles = {role.code: role for role in db.session.scalars(select(JobRole))}
    count = 0
    for entry in matrix["roles"]:
        role = roles.get(entry["code"])
        if role is None:
            role = JobRole(code=entry["code"], title=Words(**entry["title"]))
            audit.record(Event.JOB_ROLE_ADDED, role, by=by, new={"code": role.code, "title": role.title})
        for code, days in entry["courses"].items():
            if course := courses.get(code):
                count += Requirement.set(role, course, days, by=by) is not None
    return count
