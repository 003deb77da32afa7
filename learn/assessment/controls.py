"""The controls of a form that would give an answer: how another page is brought up to date."""

from collections.abc import Sequence

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from learn.assessment.kinds import Given
from learn.assessment.kinds.kind import inner, several


def controls(name: str, order: Sequence[str], given: Given) -> list[tuple[str, str]]:
    """Names and values of the controls as they stand after this answer; what is not named stands empty."""
    pairs = [(name, id) for id in several(given, "choices")]
    if isinstance(text := given.get("text"), str):
        pairs.append((name, text))
    for left, right in inner(given, "pairs").items():
        if right in order:
            pairs.append((f"{name}-{left}", str(order.index(right) + 1)))
    for item, place in inner(given, "places").items():
        if item in order and place:
            pairs.append((f"{name}-{order.index(item) + 1}", str(place)))
    for id, answer in inner(given, "parts").items():
        own = [one.removeprefix(f"{id}:") for one in order if one.startswith(f"{id}:")]
        pairs += controls(f"{name}-{id}", own, answer if isinstance(answer, dict) else {})
    return pairs


LONGEST = 20_000  # signs that anybody needs in one control
_SHORT = 60  # no kind cuts what is shorter


def shortened(name: str, form: MultiDict[str, str], kept: Sequence[tuple[str, str]]) -> str | None:
    """What to say where the form says more to a question than was kept of it; None: all of it was."""
    long = [value for one in form if belongs(one, name) for value in form.getlist(one) if len(value) > _SHORT]
    for value in (one.replace("\r\n", "\n").replace("\x00", "").strip() for one in long):
        cut = next((text for _name, text in kept if len(text) >= _SHORT and value.startswith(text)), value)
        if len(cut) < len(value):
            return _("This is longer than this question takes: only the first %(n)s characters were kept.", n=len(cut))
    return None


def too_long(name: str, form: MultiDict[str, str]) -> str | None:
    """Why an answer is not taken at all; None: it is."""
    said = (value for one in form if belongs(one, name) for value in form.getlist(one))
    if not any(len(value) > LONGEST and len(value.replace("\r\n", "\n")) > LONGEST for value in said):
        return None  # a form sends the end of a line as two signs, for which the person typed one
    return _("This is too long: at most %(n)s characters. What was saved before stands.", n=f"{LONGEST:,}")


def belongs(control: str, name: str) -> bool:
    """Whether a control is one of a question's."""
    return control == name or control.startswith(f"{name}-")
