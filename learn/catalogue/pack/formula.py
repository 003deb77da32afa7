"""A formula: LaTeX in, MathML out, or a sentence on why it cannot be set."""

import re
from html import unescape
from xml.etree.ElementTree import Element, tostring

from flask_babel import gettext as _
from latex2mathml import exceptions
from latex2mathml.converter import Converter

MOST_SIGNS = 1000
MOST_NESTED = 20
TAGS = {
    "math", "menclose", "mfrac", "mi", "mmultiscripts", "mn", "mo", "mover", "mpadded", "mphantom", "mprescripts", "mroot",
    "mrow", "mspace", "msqrt", "mstyle", "msub", "msubsup", "msup", "mtable", "mtd", "mtext", "mtr", "munder", "munderover",
}  # fmt: skip
ATTRIBUTES = {
    "math": {"display", "alttext"},
    "menclose": {"notation"},
    "mfrac": {"linethickness"},
    "mi": {"mathvariant"},
    "mn": {"mathvariant"},
    "mo": {
        "fence", "form", "largeop", "lspace", "mathvariant", "maxsize", "minsize", "movablelimits", "rspace", "separator",
        "stretchy", "symmetric",
    },
    "mover": {"accent"},
    "mpadded": {"depth", "height", "lspace", "voffset", "width"},
    "mspace": {"height", "linebreak", "width"},
    "mstyle": {"displaystyle", "scriptlevel"},
    "mtable": {"columnalign", "columnlines", "columnspacing", "rowlines", "rowspacing"},
    "mtd": {"columnalign"},
    "mtext": {"mathvariant"},
    "munder": {"accentunder"},
}  # fmt: skip

_CHILDREN = {"mfrac": 2, "mroot": 2, "msub": 2, "msup": 2, "munder": 2, "mover": 2, "msubsup": 3, "munderover": 3}

# What would lead somewhere, look otherwise than the page, or mean something that the reader does not see.
_UNFIT = re.compile(
    r"\\(?:(?:re)?newcommand|providecommand|(?:re)?newenvironment|def|let|href|url|style|class|cssId|id|html[a-z]*|color|textcolor|"
    r"colorbox|fcolorbox|definecolor|require|includegraphics|tag|label|ref)(?![A-Za-z])"
)
_ENVIRONMENT = re.compile(r"\\begin\s*\{([^}]*)\}")
_ENVIRONMENTS = {
    "Bmatrix", "Vmatrix", "align", "align*", "array", "bmatrix", "cases", "matrix", "pmatrix", "smallmatrix", "split", "vmatrix",
}  # fmt: skip
_UNREADABLE: tuple[type[Exception], ...] = (
    *(one for one in vars(exceptions).values() if isinstance(one, type) and issubclass(one, Exception)),
    *(RuntimeError, LookupError, ValueError, AttributeError, TypeError, StopIteration),  # it trips over these
)


class NoFormula(Exception):
    """LaTeX that cannot be set; the message tells its author why."""


def mathml(latex: str, *, block: bool) -> str:
    """A formula as MathML, with its LaTeX as the text that stands for it. Raises NoFormula with a sentence."""
    latex = " ".join(latex.split())
    _look_at(latex)
    try:
        math = Converter(display="block" if block else "inline").convert_to_element(latex)
    except _UNREADABLE as fault:
        raise NoFormula(_("This formula lacks something, or has something too many: %(it)s", it=latex[:60])) from fault
    for part in math.iter():
        _tidy(part, latex)
    math.set("alttext", latex)
    return tostring(math, encoding="unicode")


def _look_at(latex: str) -> None:
    """What the converter would pass over in silence."""
    if len(latex) > MOST_SIGNS:
        raise NoFormula(_("A formula has at most %(n)s characters.", n=MOST_SIGNS))
    if unfit := _UNFIT.search(latex):
        raise NoFormula(_("“%(command)s” does not belong in a formula here.", command=unfit[0]))
    for name in _ENVIRONMENT.findall(latex):
        if name not in _ENVIRONMENTS:
            raise NoFormula(_("“%(command)s” is nothing that a formula knows.", command=f"\\begin{{{name}}}"))
    bare = re.sub(r"\\.", "", latex)
    if "%" in bare:
        raise NoFormula(_("A per cent sign in a formula is written %(it)s.", it="\\%"))
    depth = deepest = 0
    for sign in bare:
        depth += (sign == "{") - (sign == "}")
        deepest = max(deepest, depth)
        if depth < 0:
            break
    if depth:
        raise NoFormula(_("The braces { and } of this formula do not pair: %(it)s", it=latex[:60]))
    if deepest > MOST_NESTED:
        raise NoFormula(_("This formula is nested too deeply."))


def _tidy(part: Element, latex: str) -> None:
    """The converter writes signs as entities and never escapes; here they become what they mean, and only what we know stays."""
    for name in [name for name in part.attrib if name not in ATTRIBUTES.get(part.tag, ())]:
        del part.attrib[name]
    if len(part) != _CHILDREN.get(part.tag, len(part)):
        raise NoFormula(_("This formula lacks something, or has something too many: %(it)s", it=latex[:60]))
    if part.text:
        if part.tag != "mtext" and part.text.startswith("\\"):
            raise NoFormula(_("“%(command)s” is nothing that a formula knows.", command=part.text))
        part.text = unescape(part.text)
