"""What the parts of a quiz ask for, in the words of the course that it stands in."""

from collections.abc import Mapping
from typing import Any, Self

from flask_babel import gettext as _
from flask_babel import ngettext

from learn.assessment import Part, Section
from learn.catalogue.version import CourseVersion
from learn.kit.text import Words


class Asking:
    """The titles that a course gives to its units and objectives, to say what is drawn."""

    def __init__(self, units: Mapping[str, Words], objectives: Mapping[str, Words]) -> None:
        self.units, self.objectives = units, objectives

    @classmethod
    def in_version(cls, version: CourseVersion) -> Self:
        """The words of a version."""
        return cls({unit.slug: unit.title for unit in version.units}, _objectives(version.objectives))

    @classmethod
    def in_pack(cls, course: Mapping[str, Any]) -> Self:
        """The words of a pack's course.yaml."""
        return cls(
            {unit["slug"]: Words(**unit["title"]) for unit in course["units"]}, _objectives(course["objectives"])
        )

    def of(self, part: Part) -> str:
        """What may be drawn for a part."""
        words = [
            str(self.units[part.unit]) if part.unit else "",
            str(self.objectives[part.objective]) if part.objective else "",
            _(" or ").join(_DIFFICULTIES[one]() for one in part.difficulty),
        ]
        return " · ".join(word for word in words if word) or _("Any question of the course")

    def sentence(self, part: Part, section: Section | None) -> str:
        """How many are drawn, of what, and where they stand."""
        drawn = ngettext("%(num)s question is drawn: %(what)s.", "%(num)s questions are drawn: %(what)s.", part.count,
                         what=self.of(part))  # fmt: skip
        return _("%(section)s: %(drawn)s", section=section.title, drawn=drawn) if section else drawn


def _objectives(listed: list[Any]) -> dict[str, Words]:
    return {one["id"]: Words(zh=one["zh"], en=one["en"]) for one in listed}


_DIFFICULTIES = {"easy": lambda: _("Easy"), "medium": lambda: _("Medium"), "hard": lambda: _("Hard")}
