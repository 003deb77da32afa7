"""Terms of the glossary in a lesson: a word that explains itself when it is asked, and the list at the end."""

from html import escape
from typing import Any

from learn.catalogue.pack import Lesson
from learn.kit.text import Words, other_than

TERMS = Words("术语", "Terms")
_LANG = {"zh": "zh-CN", "en": "en"}


class Glossary:
    """The terms that one lesson explains, in the order in which it names them.

    The ids hold two hyphens, which no section of an author can.
    """

    def __init__(self, lesson: Lesson, course: dict[str, Any]) -> None:
        self.language, self.terms = lesson.language, course.get("terms", {})
        self.slugs = list(dict.fromkeys(slug for slug, _line in lesson.terms if slug in self.terms))

    def word(self, slug: str, html: str) -> str:
        """The words in the text that open the explanation."""
        return f'<button class="term" type="button" popovertarget="gloss--{slug}">{html}</button>'

    @property
    def html(self) -> str:
        """The list at the end, for paper and for browsers without popovers, and the explanations that open in the text."""
        if not self.slugs:
            return ""
        entries = "".join(
            f'<dt id="term--{slug}">{self._head(slug)}</dt><dd>{self._text(slug)}</dd>' for slug in self.slugs
        )
        head = f'<h2 id="terms--list">{escape(TERMS.of(self.language))}</h2>'
        listed = f'\n<section class="terms" aria-labelledby="terms--list">{head}<dl>{entries}</dl></section>'
        return listed + "".join(self._gloss(slug) for slug in self.slugs)

    def _gloss(self, slug: str) -> str:
        more = f'<p><a href="#term--{slug}">{escape(TERMS.of(self.language))}</a></p>'
        return f'<div class="gloss" id="gloss--{slug}" popover><p>{self._head(slug)}</p><p>{self._text(slug)}</p>{more}</div>'

    def _head(self, slug: str) -> str:
        """The term, its abbreviation, and the term in the other language."""
        term = self.terms[slug]
        other = other_than(self.language)
        short = f' <span lang="en">{escape(term["abbreviation"])}</span>' if "abbreviation" in term else ""
        twin = f' <small lang="{_LANG[other]}">{escape(term["title"][other])}</small>'
        return f"<b>{escape(term['title'][self.language])}</b>{short}{twin}"

    def _text(self, slug: str) -> str:
        return escape(self.terms[slug]["text"][self.language])
