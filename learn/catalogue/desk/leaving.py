"""What goes with a unit that is taken out of a draft."""

from functools import cached_property

from learn.catalogue.desk.boxes import facts_boxed
from learn.catalogue.desk.desk import Desk
from learn.catalogue.desk.outline import Unit
from learn.catalogue.desk.sketch import Tongue
from learn.catalogue.drafts import part_of_quiz, part_of_text
from learn.kit.text import LANGUAGES


class Leaving:
    """A unit on its way out."""

    def __init__(self, desk: Desk, unit: Unit) -> None:
        self.desk, self.unit = desk, unit

    @property
    def slug(self) -> str:
        """What it is called for ever."""
        return str(self.unit["slug"])

    @property
    def texts(self) -> list[Tongue]:
        """The texts that stay in the history of the draft."""
        return [one for one in self.desk.sketch.tongues(self.unit) if one.said]

    @property
    def questions(self) -> int:
        """How many questions about it are asked no more."""
        return self.desk.asked_about(self.slug)

    @property
    def waiting(self) -> list[Unit]:
        """The units that wait for it, and then do so no more."""
        return [unit for unit in self.desk.sketch.units if self.slug in unit.get("needs", [])]

    @property
    def drawing(self) -> list[Unit]:
        """The quizzes that draw questions about it, and whose rules have to be changed."""
        found = []
        for unit in self.desk.sketch.units:
            rules = self.desk.sketch.said.get(part_of_quiz(unit["slug"]))
            if rules and unit["slug"] != self.slug and any(p.get("unit") == self.slug for p in rules.content["draw"]):
                found.append(unit)
        return found

    @cached_property
    def facts(self) -> list[str]:
        """The key facts that stand in it and then stand nowhere."""
        texts = [self.desk.draft.newest(part_of_text(self.slug, language)) for language in LANGUAGES]
        return sorted({fact for one in texts if one for fact, _line in facts_boxed(str(one.content))})
