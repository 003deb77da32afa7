"""What the keys and values of a pack are called on the page."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _

_NAMES: dict[str, Callable[[], str]] = {
    "accept": lambda: _("Accepted"),
    "alt": lambda: _("In words"),
    "also": lambda: _("Further source"),
    "answer": lambda: _("Right answer"),
    "answers": lambda: _("Accepted"),
    "areas": lambda: _("Area"),
    "audience": lambda: _("Audience"),
    "by_hand": lambda: _("Marking by hand"),
    "case": lambda: _("Letter case counts"),
    "catalogue": lambda: _("Catalogue"),
    "certificate": lambda: _("Certificate"),
    "check": lambda: _("Check"),
    "choice_feedback": lambda: _("Feedback"),
    "choices": lambda: _("Choice"),
    "clause": lambda: _("Clause"),
    "correct": lambda: _("right"),
    "difficulty": lambda: _("Difficulty"),
    "exhibits": lambda: _("Exhibit"),
    "extra": lambda: _("Matches nothing"),
    "feedback": lambda: _("Feedback"),
    "figures": lambda: _("Significant figures"),
    "format": lambda: _("Format"),
    "from": lambda: _("In force from"),
    "gaps": lambda: _("Gap"),
    "hints": lambda: _("Hint"),
    "hours": lambda: _("Hours"),
    "image": lambda: _("Picture"),
    "items": lambda: _("Step"),
    "kind": lambda: _("Kind"),
    "least_words": lambda: _("Fewest words"),
    "left": lambda: _("left side"),
    "measure": lambda: _("Unit of the number"),
    "minutes": lambda: _("Minutes"),
    "model": lambda: _("Model answer"),
    "most_files": lambda: _("Most files"),
    "most_words": lambda: _("Most words"),
    "name": lambda: _("Short name"),
    "objective": lambda: _("Objective"),
    "objectives": lambda: _("Objective"),
    "order": lambda: _("order"),
    "pairs": lambda: _("Pair"),
    "partly": lambda: _("partly right"),
    "pictures": lambda: _("Digest of the picture"),
    "points": lambda: _("Points"),
    "prerequisites": lambda: _("Prerequisites"),
    "questions": lambda: _("Question"),
    "reason": lambda: _("Reason"),
    "right": lambda: _("right"),
    "rubric": lambda: _("Criterion"),
    "shuffle": lambda: _("Shuffled"),
    "source": lambda: _("Source"),
    "status": lambda: _("Status"),
    "summary": lambda: _("Summary of the course"),
    "text": lambda: _("Text"),
    "title": lambda: _("Title"),
    "tolerance": lambda: _("Tolerance"),
    "types": lambda: _("File types"),
    "unit": lambda: _("Unit"),
    "units": lambda: _("Further unit"),
    "until": lambda: _("In force until"),
    "valid_months": lambda: _("Months of validity"),
    "weight": lambda: _("Weight, per cent"),
    "wrong": lambda: _("wrong"),
}
_VALUES: dict[str, Callable[[], str]] = {
    "read": lambda: _("Text read"),
    "secondary": lambda: _("Secondary source"),
    "verify": lambda: _("To be verified"),
    "in_force": lambda: _("In force"),
    "draft": lambda: _("Draft"),
    "repealed": lambda: _("Repealed"),
    "easy": lambda: _("Easy"),
    "medium": lambda: _("Medium"),
    "hard": lambda: _("Hard"),
    "lesson": lambda: _("Lesson"),
    "quiz": lambda: _("Quiz"),
}
_WORDED = ("check", "status", "difficulty", "kind")  # keys whose values are words of ours


def name_of(path: tuple[str, ...]) -> str:
    """The way to a thing in words: “Choice b · right”."""
    if path == ("text",):
        return _("Question text")
    words: list[str] = []
    for n, key in enumerate(path):
        name = key.replace("_", " ")
        if key == "right" and path[0] == "pairs":
            name = _("right side")
        elif key in _NAMES and not _is_id(path, n):
            name = _NAMES[key]()
        if words and _is_id(path, n):
            words[-1] = f"{words[-1]} {name}"
        else:
            words.append(name)
    return " · ".join(words) or _("Text")


def _is_id(path: tuple[str, ...], n: int) -> bool:
    """Whether a step is the id of a part, which stands behind the name of a list."""
    return n > 0 and path[n - 1] in _LISTS and path[n] != "order"


_LISTS = frozenset(
    [
        "objectives",
        "choices",
        "pairs",
        "extra",
        "items",
        "gaps",
        "areas",
        "exhibits",
        "questions",
        "rubric",
        "accept",
        "answers",
        "units",
        "hints",
        "also",
        "sections",
        "draw",
        "pictures",
    ]
)


def value_of(path: tuple[str, ...], value: Any) -> str:
    """A value in words."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if path and path[-1] in _WORDED and value in _VALUES:
        return _VALUES[value]()
    return str(value)
