"""The kinds of question. Each knows how it is shown, read from a form, marked and reviewed."""

from learn.assessment.kinds.cloze import Cloze
from learn.assessment.kinds.composite import Composite
from learn.assessment.kinds.essay import Essay
from learn.assessment.kinds.hotspot import Hotspot
from learn.assessment.kinds.kind import ON_FORM, Criterion, Given, Kind, Line, PartByHand
from learn.assessment.kinds.matching import Matching
from learn.assessment.kinds.multiple import Multiple
from learn.assessment.kinds.numeric import Numeric
from learn.assessment.kinds.ordering import Ordering
from learn.assessment.kinds.scenario import Scenario
from learn.assessment.kinds.short import Short
from learn.assessment.kinds.single import Single
from learn.assessment.kinds.truefalse import TrueFalse
from learn.assessment.kinds.upload import Sent, Upload

__all__ = ["ON_FORM", "Composite", "Criterion", "Given", "Kind", "Line", "PartByHand", "Sent", "Upload", "kind_of"]

_KINDS: dict[str, Kind] = {"single": Single(), "multiple": Multiple(), "truefalse": TrueFalse()}
_KINDS |= {"matching": Matching(), "ordering": Ordering(), "numeric": Numeric(), "short": Short()}
_KINDS |= {"hotspot": Hotspot(), "essay": Essay(), "upload": Upload()}
_KINDS |= {"cloze": Cloze(_KINDS), "scenario": Scenario(_KINDS)}


def kind_of(word: str) -> Kind:
    """The kind of question that a word of docs/questions.md names."""
    return _KINDS[word]
