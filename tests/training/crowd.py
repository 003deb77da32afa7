"""Many people who hold a version, written straight into the database: what they did is not what is tested."""

from datetime import timedelta
from decimal import Decimal

from sqlalchemy import insert

from learn.catalogue import CourseVersion
from learn.kit import clock
from learn.kit.db import db
from learn.learning import Completion, Enrolment
from learn.people import JobRole, JobRoleHeld, Membership, Organisation, Person


def many_holders(
    version: CourseVersion, organisation: Organisation, role: JobRole, count: int, *, prefix: str
) -> list[int]:
    """So many analysts of one organisation who completed a version today; their ids."""
    now, today = clock.now(), clock.today()
    people = [
        Person(
            email=f"{prefix}-{n}@crowd.example", name=f"林{n}", latin_name=f"Lin {n}", pinyin=f"lin {n}",
            search_text=f"lin{n}", language="zh", fs_uniquifier=f"{prefix}-{n}",
        )
        for n in range(count)
    ]  # fmt: skip
    db.session.add_all(people)
    db.session.flush()
    ids = [one.id for one in people]
    long_ago = today - timedelta(days=400)
    works = [
        Membership(person_id=id, organisation_id=organisation.id, staff_number=f"{prefix}-{id}", begins_on=long_ago)
        for id in ids
    ]
    begun = [Enrolment(person_id=id, organisation_id=organisation.id, version_id=version.id, round=1) for id in ids]
    db.session.add_all([*works, *begun])
    db.session.flush()
    roles = [{"membership_id": one.id, "job_role_id": role.id, "begins_on": long_ago} for one in works]
    db.session.execute(insert(JobRoleHeld), roles)
    same = {
        "organisation_id": organisation.id, "course_id": version.course_id, "holder_latin_name": "",
        "organisation_name": organisation.name, "course_code": version.course.code, "course_title": version.title,
        "version_number": version.number, "content_digest": version.digest, "questions_digest": "", "language": "zh",
        "score": Decimal(90), "hours": version.hours, "completed_at": now, "valid_until": today + timedelta(days=364),
    }  # fmt: skip
    done = [
        {**same, "enrolment_id": one.id, "person_id": one.person_id, "holder_name": "林", "staff_number": str(one.id)}
        for one in begun
    ]
    db.session.execute(insert(Completion), done)
    db.session.commit()
    return ids
