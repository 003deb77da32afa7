"""What a lesson rests on: the sources under a key fact, and the list of them at its end."""

import re
from html import escape
from typing import Any

from learn.catalogue.pack import Lesson
from learn.kit.text import Words

SOURCE = Words("依据", "Source")
REFERENCES = Words("参考依据", "References")
CHECKS = {
    "verify": Words("待与官方文本核对", "to be checked against the official text"),
    "secondary": Words("据二手资料", "from a secondary source"),
}
STATUS = {
    "in_force": (Words("现行有效", "in force"), "ok"),
    "draft": (Words("草案", "draft"), "open"),
    "repealed": (Words("已废止", "repealed"), "void"),
}
FROM = Words("自 {day} 起施行", "in force from {day}")
UNTIL = Words("有效至 {day}", "in force until {day}")
ICONS = {"ok": "circle-check", "open": "circle-dashed", "void": "ban"}


def icon(name: str) -> str:
    """A picture of the sprite; its address is put in when the page is shown."""
    return f'<svg class="icon" aria-hidden="true"><use href="icon:{name}"></use></svg>'


class References:
    """The sources that one lesson cites, in the order of course.yaml."""

    def __init__(self, lesson: Lesson, course: dict[str, Any]) -> None:
        self.lesson, self.course, self.language = lesson, course, lesson.language

    def word(self, words: Words) -> str:
        """An interface word in the lesson's language."""
        return escape(words.of(self.language))

    def footer(self, facts: list[str]) -> str:
        """Under a key fact: each source once with its clauses, and how far the text itself was read."""
        clauses: dict[str, list[str]] = {}
        for fact in facts:
            for key, clause in self._cited_by(fact):
                if clause not in clauses.setdefault(key, []):
                    clauses[key].append(clause)
        comma, stop = ("，", "；") if self.language == "zh" else (", ", "; ")
        links = [
            f'<a href="#source-{key}">{self._title(key)}</a>{comma}{escape(self._joined(words))}'
            for key, words in clauses.items()
        ]
        checks = {self.course["facts"][fact]["check"] for fact in facts}
        marks = "".join(
            f' <span class="tag">{self.word(words)}</span>' for check, words in CHECKS.items() if check in checks
        )
        return f"{self.word(SOURCE)} {stop.join(links)}{marks}"

    @property
    def html(self) -> str:
        """The list at the end of the lesson: title, clauses, and whether the text is in force."""
        clauses = self._clauses()
        if not clauses:
            return ""
        items = "".join(
            f'<li id="source-{key}">{self._linked(key)}{self._behind(clauses[key])} {self._status(key)}</li>'
            for key in self.course["sources"]
            if key in clauses
        )
        head = f'<h2 id="references">{self.word(REFERENCES)}</h2>'
        return f'\n<section class="references" aria-labelledby="references">{head}<ol>{items}</ol></section>'

    def _clauses(self) -> dict[str, list[str]]:
        """The clauses cited of each source, first in key facts, then in the text."""
        cited = [pair for fact, _line in self.lesson.facts for pair in self._cited_by(fact)]
        cited += [(key, re.sub(r"^Article ", "Art. ", words)) for key, words, _line in self.lesson.citations]
        found: dict[str, list[str]] = {}
        for key, clause in cited:
            known = found.setdefault(key, [])
            if not any(_mentions(earlier, clause) for earlier in known):
                known.append(clause)
        return found

    def _cited_by(self, fact: str) -> list[tuple[str, str]]:
        rests = self.course["facts"][fact]
        return [(one["source"], one["clause"][self.language]) for one in (rests, *rests.get("also", []))]

    def _title(self, key: str) -> str:
        return escape(self.course["sources"][key]["title"][self.language])

    def _linked(self, key: str) -> str:
        """The title, leading to the text itself where course.yaml says where that stands."""
        link = self.course["sources"][key].get("link")
        return f'<a href="{escape(link)}">{self._title(key)}</a>' if link else self._title(key)

    def _behind(self, clauses: list[str]) -> str:
        return f"<br><small>{escape(self._joined(clauses))}</small>"

    def _joined(self, clauses: list[str]) -> str:
        return ("、" if self.language == "zh" else "; ").join(clauses)

    def _status(self, key: str) -> str:
        source = self.course["sources"][key]
        words, state = STATUS[source["status"]]
        said = self.word(words)
        if source["status"] == "in_force" and "from" in source:
            said = self.word(FROM).format(day=source["from"])
        elif "until" in source:
            said += ("，" if self.language == "zh" else ", ") + self.word(UNTIL).format(day=source["until"])
        return f'<span class="status" data-status="{state}">{icon(ICONS[state])}{said}</span>'


def _mentions(known: str, clause: str) -> bool:
    """Whether a clause already stands in what is listed: “Arts. 41 and 43” mentions “Art. 43”."""
    if clause in known:
        return True
    number = re.search(r"[\dA-Z][\w.()-]*$", clause)
    return number is not None and any(word.strip(",;") == number[0] for word in known.split())
