"""One <question> while it is written: its texts in one language, with their pictures."""

import base64
import re
from collections.abc import Mapping
from html import unescape
from typing import Any
from urllib.parse import quote

from lxml import etree

from learn.assessment import Draft
from learn.interop.moodle.tree import Element

FORMATS = {"html": "html", "markdown": "markdown"}
_NO_SIGN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML has no such signs
_MEDIA = re.compile(r"media:([A-Za-z0-9._-]+)")


class Page:
    """Adds elements to a question."""

    def __init__(self, quiz: Element, type: str, draft: Draft, language: str) -> None:
        self.question = etree.SubElement(quiz, "question", type=type)
        self.draft, self.body, self.language = draft, draft.body, language
        self.format = FORMATS.get(str(draft.body.get("format", "")), "plain_text")
        self._shown: set[str] = set()

    def of(self, words: Mapping[str, str] | None) -> str:
        """A text in the language of the file."""
        return words.get(self.language, "") if words else ""

    def word(self, name: str, value: object, parent: Element | None = None) -> Element:
        """An element with a word in it: <single>true</single>."""
        element = etree.SubElement(self.question if parent is None else parent, name)
        element.text = _fit(str(value))
        return element

    def plain(self, name: str, text: str, parent: Element | None = None, **attributes: str) -> Element:
        """A text without a format: <name><text>…</text></name>."""
        element = etree.SubElement(self.question if parent is None else parent, name, **attributes)
        _put(etree.SubElement(element, "text"), text)
        return element

    def rich(self, name: str, text: str, parent: Element | None = None, **attributes: str) -> Element:
        """A text in the format of the question, with the pictures that it shows."""
        names = [one for one in dict.fromkeys(_MEDIA.findall(text)) if one in self.draft.files]
        self._shown |= set(names)
        addressed = _MEDIA.sub(
            lambda found: f"@@PLUGINFILE@@/{quote(found[1])}" if found[1] in names else found[0], text
        )
        element = self.plain(name, addressed, parent, **attributes, format=self.format)
        for one in names:
            self.file(one, element)
        return element

    def words(self, name: str, words: Mapping[str, str] | None, parent: Element | None = None) -> None:
        """A text in the format of the question, if there is one."""
        if text := self.of(words):
            self.rich(name, text, parent)

    def without_layout(self, words: Mapping[str, str]) -> str:
        """A text of the question for a place where Moodle keeps plain ones."""
        text = self.of(words)
        return unescape(re.sub(r"<[^>]+>", "", text)) if self.format == "html" else text

    def file(self, name: str, parent: Element) -> None:
        """A picture, in the file itself."""
        element = etree.SubElement(parent, "file", name=name, path="/", encoding="base64")
        element.text = base64.b64encode(self.draft.files[name].content).decode()

    def other_files(self) -> None:
        """The pictures that no text shows, kept beside the text of the question."""
        for name in self.draft.files:
            if name not in self._shown:
                self.file(name, self.question.find("questiontext"))


def _fit(text: str) -> str:
    return _NO_SIGN.sub("", text)


def _put(element: Any, text: str) -> None:
    """A text, in CDATA where it has signs that XML needs itself."""
    fit = _fit(text)
    element.text = etree.CDATA(fit) if re.search("[<&]", fit) and "]]>" not in fit and "\r" not in fit else fit
