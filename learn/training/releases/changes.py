"""What changed in a unit, in a few words: enough to decide who learns it again."""

from collections.abc import Iterator

from flask_babel import gettext as _
from flask_babel import ngettext

from learn.catalogue.comparing import Changes, UnitChange, UnitPart


def in_words(change: UnitChange) -> list[str]:
    """Each thing that differs, as a short sentence."""
    return list(_said(change))


def _said(change: UnitChange) -> Iterator[str]:
    if change.was is None:
        yield _("The unit is new.")
    if change.now is None:
        yield _("The unit is gone.")
    if change.was and change.now and change.moved:
        yield _("It was unit %(was)s and is unit %(now)s now.", was=change.was, now=change.now)
    if change.was and change.now:
        yield from _parts(change)
    yield from _questions(change.questions)


def _parts(change: UnitChange) -> Iterator[str]:
    for part, language in ((UnitPart.ZH, "zh"), (UnitPart.EN, "en")):
        if part in change.parts:
            count = change.words.get(language, 0)
            yield (
                ngettext(
                    "%(num)s word of the Chinese text differs.", "%(num)s words of the Chinese text differ.", count
                )
                if language == "zh"
                else ngettext(
                    "%(num)s word of the English text differs.", "%(num)s words of the English text differ.", count
                )
            )
    others = {
        UnitPart.FACTS: _("Key facts changed."),
        UnitPart.SOURCES: _("What is said of a source changed."),
        UnitPart.MEDIA: _("Pictures or files changed."),
        UnitPart.RULES: _("The rules of the quiz changed."),
        UnitPart.TITLE: _("It is called otherwise."),
        UnitPart.SETTINGS: _("Its settings changed, such as the reading time."),
    }
    yield from (words for part, words in others.items() if part in change.parts)


def _questions(changes: Changes) -> Iterator[str]:
    if changes.added:
        yield ngettext("%(num)s new question about it.", "%(num)s new questions about it.", len(changes.added))
    if changes.changed:
        yield ngettext(
            "%(num)s question about it changed.", "%(num)s questions about it changed.", len(changes.changed)
        )
    if changes.removed:
        yield ngettext(
            "%(num)s question about it is gone.", "%(num)s questions about it are gone.", len(changes.removed)
        )
