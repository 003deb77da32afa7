"""The rules of the quizzes of two versions, in sentences."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from rapidfuzz.distance import Indel

from learn.assessment import Quiz, RulesInWords
from learn.catalogue.asking import Asking
from learn.catalogue.pack import Pack
from learn.kit.difference import Piece, pieces, words
from learn.kit.text import Words

_ALIKE = 0.6  # of the words of two sentences; below that one does not stand in the place of the other


@dataclass(frozen=True)
class RuleChange:
    """A quiz whose rules differ, in sentences: what was said, what is said now, and what is still said."""

    slug: str
    title: Words
    was: list[str]
    now: list[str]
    still: list[str]

    @property
    def sentences(self) -> list[list[Piece]]:
        """What differs, word by word: each sentence that was said beside the one that is said in its place."""
        left, found = list(self.now), []
        for said in self.was:
            says = max(left, key=lambda one: _likeness(said, one), default="")
            if _likeness(said, says) < _ALIKE:
                says = ""
            left = [one for one in left if one != says]
            found.append(pieces(said, says))
        return [*found, *(pieces("", says) for says in left)]


def _likeness(said: str, says: str) -> float:
    return Indel.normalized_similarity(words(said), words(says)) if says else 0


def rule_changes(old: Pack, new: Pack, *, everything: bool = False) -> list[RuleChange]:
    """The quizzes whose rules differ, came or went; every quiz, if everything is asked for."""
    before, after = quizzes(old), quizzes(new)
    slugs = [*after, *(slug for slug in before if slug not in after)]
    wanted = [slug for slug in slugs if everything or before.get(slug) != after.get(slug)]
    return [_change(slug, before.get(slug), after.get(slug), old, new) for slug in wanted]


def _change(
    slug: str, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None, old: Pack, new: Pack
) -> RuleChange:
    said = rules_in_words(before["quiz"], old) if before else []
    says = rules_in_words(after["quiz"], new) if after else []
    return RuleChange(
        slug=slug,
        title=Words(**(after or before or {})["title"]),
        was=[one for one in said if one not in says],
        now=[one for one in says if one not in said],
        still=[one for one in says if one in said],
    )


def quizzes(pack: Pack) -> dict[str, Mapping[str, Any]]:
    """The units with a quiz, by slug."""
    return {unit["slug"]: unit for unit in pack.course["units"] if "quiz" in unit}


def rules_in_words(quiz: Mapping[str, Any], pack: Pack) -> list[str]:
    """Everything that a quiz demands, in sentences: what it draws, and its rules."""
    stated, asking = Quiz.stated(quiz), Asking.in_pack(pack.course)
    rules = RulesInWords(stated)
    drawn = [asking.sentence(part, rules.rules.section(part.section)) for part in stated.parts]
    fixed = [_("%(code)s is on every paper.", code=code) for code in rules.rules.fixed]
    critical = [_("%(code)s must be right, whatever the total.", code=code) for code in rules.rules.critical]
    return [*drawn, *fixed, *critical, *rules.stated]
