"""The acts at the desk of a draft: its units, what it says of itself, its facts, terms and rules."""

from pathlib import Path

from learn.catalogue import Course, CourseVersion
from learn.catalogue.drafts import Part
from learn.catalogue.drafts.beginning import begin_version
from learn.catalogue.pack import read
from learn.kit.db import db
from tests import cast
from tests.house_rules.correction_acts import ADA, Steps
from tests.small_course import small_pack

AT = "/studio/drafts/{desk}"
OVER = {"over": "1"}
ABOUT = {
    "title_zh": "冷链", "title_en": "Cold chain", "summary_zh": "简介", "summary_en": "Summary", "hours": "1.5",
    "valid_months": "12", "certificate": "", "number": "3.0", "objectives-0-id": "people", "objectives-0-zh": "说出",
    "objectives-0-en": "Name", "prerequisites": "GMP-903", **OVER,
}  # fmt: skip
UNIT = {"kind": "lesson", "zh": "冷链", "en": "Cold chain", "slug": "cold-chain", "minutes": "10", "after": "lesson-1"}
SETTINGS = {
    "zh": "第 1 课",
    "en": "Lesson 1",
    "minutes": "12",
    "least_minutes": "2",
    "required": "y",
    "needs": "lesson-2",
}
FACT = {
    "source": "CG",
    "zh": "第四十一条",
    "en": "Art. 41",
    "check": "read",
    "also-0-source": "CG",
    "also-0-zh": "第四条",
    "also-0-en": "Art. 4",
}
TERM = {"zh": "隔离器", "en": "Isolator", "abbreviation": "ISO", "text_zh": "密闭", "text_en": "Closed"}
RULES = {
    "draw-0-count": "2", "draw-0-unit": "lesson-1", "draw-0-objective": "people", "draw-0-difficulty": "easy",
    "draw-0-section": "section-1", "sections-0-id": "section-1", "sections-0-zh": "人员", "sections-0-en": "People",
    "sections-0-pass_mark": "60", "pass_mark": "80", "minutes": "20", "attempts": "3", "cool_off": "0, 30", "fixed": "Q01",
    "critical": "Q02", "penalty": "1/3", "honesty_zh": "独立作答", "honesty_en": "By myself", "failed": "score", "last": "key",
    "passed": "key", "difference": "20", "days": "7", "row": "", **OVER,
}  # fmt: skip
STEPS = [
    Steps("desk_outline.order", ADA, f"{AT}/order", {"down": "lesson-1", **OVER}),
    Steps("desk_outline.add", ADA, f"{AT}/units", {**UNIT, **OVER}),
    Steps("desk_outline.change", ADA, f"{AT}/units/lesson-1/settings", {**SETTINGS, **OVER}),
    Steps("desk_outline.remove", ADA, f"{AT}/units/lesson-2/removal", OVER),
    Steps("desk_outline.put_back", ADA, "/studio/drafts/{emptied}/units/lesson-2/return", {"over": "2"}),
    Steps("desk_about.write", ADA, f"{AT}/about", ABOUT),
    Steps("desk_facts.add", ADA, f"{AT}/facts", {"key": "F77", **FACT, **OVER}),
    Steps("desk_facts.write", ADA, f"{AT}/facts/F01", {"key": "F01", **FACT, **OVER}),
    Steps("desk_facts.remove", ADA, f"{AT}/facts/F01/removal", OVER),
    Steps("desk_facts.take", ADA, "/studio/drafts/{emptied}/sources", {"source": "CG", "over": "2"}),
    Steps("desk_facts.refresh", ADA, f"{AT}/sources/CG/statement", OVER),
    Steps("desk_facts.leave", ADA, "/studio/drafts/{idle}/sources/CG/removal", OVER),
    Steps("desk_terms.add", ADA, f"{AT}/terms", {**TERM, "slug": "isolator", **OVER}),
    Steps("desk_terms.write", ADA, "/studio/drafts/{emptied}/terms/sop", {**TERM, "over": "2"}),
    Steps("desk_terms.remove", ADA, "/studio/drafts/{emptied}/terms/sop/removal", {"over": "2"}),
    Steps("desk_quiz.write", ADA, f"{AT}/units/final-quiz/quiz", RULES),
]


def set_out(folder: Path) -> dict[str, object]:
    """A draft as it begins; one without its second lesson and its source, with a term; and one without facts."""
    ada = cast.person(ADA)
    drafts = [begin_version(_course(folder, number), major=True, by=ada) for number in (911, 912, 913)]
    _begun, emptied, idle = drafts
    outline = emptied.newest(Part.OUTLINE).content
    emptied.write(Part.OUTLINE, [one for one in outline if one["slug"] != "lesson-2"], over=1, by=ada)
    emptied.write(Part.SOURCES, {}, over=1, by=ada)
    term = {"title": {"zh": "规程", "en": "SOP"}, "text": {"zh": "规程", "en": "A procedure"}}
    emptied.write(Part.TERMS, {"sop": term}, over=1, by=ada)
    idle.write(Part.FACTS, {}, over=1, by=ada)
    db.session.flush()
    return dict(zip(("desk", "emptied", "idle"), (draft.id for draft in drafts), strict=True))


def _course(folder: Path, number: int) -> Course:
    code = f"GMP-{number}"
    return CourseVersion.load(read(small_pack(folder / code, code=code)), by=None).course
