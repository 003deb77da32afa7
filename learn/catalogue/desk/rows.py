"""Forms with rows: a row is added, taken away or moved by a button that shows the form again, so that no script is needed."""

from dataclasses import dataclass
from typing import Any

from wtforms import HiddenField, SelectField
from wtforms.fields.choices import SelectChoice

from learn.kit.forms import Form

MOST_ROWS = 300


class Row(Form):
    """One row of a form."""

    class Meta(Form.Meta):
        """The token stands once in the whole form."""

        csrf = False

    id = HiddenField()

    @property
    def blank(self) -> bool:
        """Whether nothing is written in it."""
        fields = [field for field in self if field.type not in ("HiddenField", "SelectField", "BooleanField")]
        return not any(str(field.data or "").strip() for field in fields)


@dataclass(frozen=True)
class Arranged:
    """What a form says after a row was added, taken away or moved, and what is to have the focus then."""

    answers: dict[str, Any]
    focus: str  # the id of a field, or the value of a button


def arranged(answers: dict[str, Any], pressed: str | None) -> Arranged | None:
    """What came of a button such as `add:objectives` or `up:objectives:2`; None: no such button was pressed."""
    act, name, at = [*(pressed or "").split(":"), "", ""][:3]
    rows = answers.get(name)
    if not isinstance(rows, list) or act not in ("add", "remove", "up", "down"):
        return None
    if act == "add":
        return Arranged({**answers, name: [*rows, {}][:MOST_ROWS]}, f"{name}-{len(rows)}")
    if not (at.isascii() and at.isdigit() and int(at) < len(rows)):
        return None
    n, rows = int(at), list(rows)
    row = rows.pop(n)
    if act == "remove":
        return Arranged({**answers, name: rows}, f"add:{name}")
    to = max(0, n - 1) if act == "up" else min(len(rows), n + 1)
    rows.insert(to, row)
    return Arranged({**answers, name: rows}, f"{act}:{name}:{to}")


def offer(field: SelectField, choices: list[SelectChoice]) -> None:
    """Let a list offer some choices, and what it says already too, so that nothing is lost by being shown."""
    known = {str(choice.value) for choice in choices}
    said = "" if field.data is None else str(field.data)
    field.choices = choices if said in known else [*choices, SelectChoice(said, said)]
