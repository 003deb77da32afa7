"""The kinds of question. Each knows how it is shown, read from a form, marked and reviewed."""

from learn.assessment.kinds.kind import ON_FORM, Given, Kind, Line, Part
from learn.assessment.kinds.matching import Matching
from learn.assessment.kinds.multiple import Multiple
from learn.assessment.kinds.numeric import Numeric
from learn.assessment.kinds.ordering import Ordering
from learn.assessment.kinds.short import Short
from learn.assessment.kinds.single import Single
from learn.assessment.kinds.truefalse import TrueFalse

__all__ = ["ON_FORM", "Given", "Kind", "Line", "Part", "kind_of"]

_KINDS: dict[str, Kind] = {
    "single": Single(),
    "multiple": Multiple(),
    "truefalse": TrueFalse(),
    "matching": Matching(),
    "ordering": Ordering(),
    "numeric": Numeric(),
    "short": Short(),
}


def kind_of(word: str) -> Kind:
    """The kind of question that a word of docs/course-packs.md names."""
    return _KINDS[word]
