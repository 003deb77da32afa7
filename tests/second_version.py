"""Later versions of the small course, put into force with a decision on who learns what again."""

from pathlib import Path

from learn.catalogue import CourseVersion, Hold, Level, Terms, Verdict
from learn.catalogue.pack import read
from learn.kit.db import db
from learn.people import Person
from tests import cast
from tests.catalogue.packs import spoil
from tests.small_course import small_pack

REASON = "The rule was revised"


def pack_of(
    folder: Path, number: str = "2.0", lessons: int = 2, changed: tuple[int, ...] = (2,), code: str = "GMP-101"
) -> Path:
    """The small course in another version, with another first sentence in the changed lessons."""
    pack = small_pack(folder / number, code=code, version=number, lessons=lessons)
    for n in changed:
        for language, old, new in (
            ("zh", "细胞离开人体之后", "细胞一离开人体"),
            ("en", "Once cells", "As soon as cells"),
        ):
            spoil(pack, f"units/{n:02d}-lesson-{n}.{language}.md", old, f"{new} {number} ")
    return pack


def load(
    folder: Path, number: str = "2.0", lessons: int = 2, changed: tuple[int, ...] = (2,), code: str = "GMP-101"
) -> CourseVersion:
    """Load a later version; Ada did it, so that Quinn can put it into force."""
    pack = read(pack_of(folder, number, lessons, changed, code))
    return CourseVersion.load(pack, by=cast.person("ada@alliance.example"))


def terms(days: int = 30, hold: Hold | None = None, **levels: str) -> Terms:
    """`terms(lesson_2="delta")`: a decision for each unit, all for one reason."""
    verdicts = {slug.replace("_", "-"): Verdict(Level(level), REASON) for slug, level in levels.items()}
    return Terms(verdicts, days=days, hold=hold)


def publish(version: CourseVersion, decided: Terms | None, **how: object) -> CourseVersion:
    """Quinn puts a version into force."""
    version.publish(by=cast.person("quinn@alliance.example"), terms=decided, **how)  # type: ignore[arg-type]
    db.session.commit()
    return version


def learn_what_changed(person: Person, code: str = "GMP-101", *, blank: int = 0) -> None:
    """Somebody enrols in what is asked of them, reads every unit of it and sits the quiz, if there is one."""
    from learn.demo.history import answer_all, version_of
    from learn.learning import Completion, Standing

    enrolment = Standing(person, version_of(code)).enrol(by=person)
    db.session.flush()
    for unit in enrolment.units:
        if unit.quiz is None:
            enrolment.read(unit, language="en", by=person)
        else:
            attempt = enrolment.sit(unit, address="/")
            db.session.flush()
            answer_all(attempt, blank=blank)
            attempt.hand_in(by=person)
    Completion.note(enrolment)
    db.session.commit()
