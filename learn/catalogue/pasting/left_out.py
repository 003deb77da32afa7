"""What is said of what did not come along."""

from collections.abc import Callable

from flask_babel import gettext as _

SENTENCES: dict[str, Callable[[], str]] = {
    "script": lambda: _("Scripts stay behind."),
    "object": lambda: _("Videos, forms and embedded objects stay behind."),
    "formula": lambda: _("Formulas stay behind. Write them between dollars: $E = mc^2$."),
    "link": lambda: _("Links that lead to no web address stay behind; their words are there."),
    "merged": lambda: _("Merged cells were taken apart: what they say stands in the first of them."),
    "within": lambda: _("Tables inside tables were taken apart: their words stand in the outer one."),
    "struck": lambda: _("Words that were struck through are still there, but no longer struck through."),
    "raised": lambda: _("Some raised or lowered signs now stand on the line. Look at them once more."),
    "comments": lambda: _("Comments stay behind."),
}
