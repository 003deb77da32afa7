"""One question of a file while it is read: its language, its format, its pictures, and what was lost of it."""

import base64
import binascii
import re
from html import escape
from typing import Any
from urllib.parse import unquote

from flask_babel import gettext as _
from markdown_it import MarkdownIt

from learn.assessment import File
from learn.interop.markup import Pictures, cleaned
from learn.interop.moodle.tree import Element, said, word
from learn.interop.pictures import NoPicture, picture_of
from learn.interop.reading import MOST_STEM, Fault, too_long
from learn.kit.text import Words

RICH = (
    "questiontext generalfeedback feedback correctfeedback partiallycorrectfeedback incorrectfeedback hint graderinfo"
)
MOST_FILES = 500  # of one question
_TAG = re.compile(r"<[A-Za-z/!]")
_ADDRESS = re.compile(r"@@PLUGINFILE@@/([^\s\"'<>()]+)")
_MARKDOWN = MarkdownIt("commonmark", {"html": False})


class Lost(Exception):
    """A question that we cannot read at all; the message says why."""

    def __init__(self, what: str, element: Element | None = None) -> None:
        super().__init__(what)
        self.line: int | None = None if element is None else element.sourceline


class Item:
    """One <question> on its way to a draft."""

    def __init__(self, element: Element, number: int, *, language: str, rich: str = "") -> None:
        self.element = element
        self.type = element.get("type", "").strip()
        self.language = language
        self.name = said(element.find("name"))
        self.where = self.name or _("question %(n)s", n=number)
        self.faults: list[Fault] = []
        self._pictures = Pictures()
        self._names: dict[str, str] = {}  # what a file is called in the file, and with us
        self._take_files(element.iter("file"))
        self.format = self._common_format([*RICH.split(), *rich.split()])

    @property
    def files(self) -> dict[str, File]:
        """The pictures of the question, by name."""
        return self._pictures.files

    def fault(self, what: str, element: Element | None = None) -> None:
        """Note something that is lost of the question, once."""
        line = (self.element if element is None else element).sourceline
        if all(fault.what != what for fault in self.faults):
            self.faults.append(Fault(self.where, what, line))

    # texts

    def words(self, element: Element | None) -> dict[str, str]:
        """A text with its own format, in the format of the question."""
        text = said(element)
        if element is None or not text:
            return self.told("")
        self._names |= self._take_files(element.iterchildren("file"))
        return self.told(self._kept(text, self._format_of(element, text), element))

    def plain(self, text: str) -> dict[str, str]:
        """A text that Moodle keeps without a format, in the format of the question."""
        return self.told(self._escaped(text) if self.format == "html" else text)

    def told(self, text: str) -> dict[str, str]:
        """A text in the language of the file, and nothing in the other one."""
        return {"zh": text, "en": ""} if self.language == "zh" else {"zh": "", "en": text}

    def both(self, element: Element | None) -> Words:
        """A text of the draft itself."""
        return Words(**self.words(element))

    def html(self, text: str, element: Element) -> str:
        """HTML without what runs, with its pictures; what was taken out is noted."""
        clean, gone = cleaned(text, lambda address: self._found(address, element))
        part = element.tag if element.tag != "questiontext" else _("text")
        for sentence in gone:
            self.fault(f"{part}: {sentence}", element)
        for sentence in self._pictures.refused:
            self.fault(sentence, element)
        self._pictures.refused.clear()
        return clean.strip()

    def _kept(self, text: str, format: str, element: Element) -> str:
        if too_long(text):
            raise Lost(_("A text is longer than %(n)s characters.", n=MOST_STEM), element)
        if self.format != "html":
            return self.pictured(text)
        if format == "markdown":
            text = _MARKDOWN.render(text).strip()
        elif format == "plain":
            text = self._escaped(text).replace("\n", "<br>")
        elif format == "auto":
            text = re.sub(r"(?<!>)\r?\n", "<br>", text)
        return self.html(text, element)

    def pictured(self, text: str) -> str:
        """A text without HTML, with our names of its pictures."""
        return _ADDRESS.sub(lambda found: f"media:{self._name_of(found[1]) or found[1]}", text)

    @staticmethod
    def _escaped(text: str) -> str:
        return escape(text, quote=False).replace("\xa0", "&nbsp;")

    def _common_format(self, names: list[str]) -> str:
        """The one format in which all texts of the question can be kept."""
        found = {self._format_of(one, said(one)) for name in names for one in self.element.iter(name) if said(one)}
        if found <= {"plain"} and found:
            return "plain"
        return "markdown" if found == {"markdown"} else "html"

    def _format_of(self, element: Element, text: str) -> str:
        stem = self.element.find("questiontext")
        usual = "html" if stem is None else stem.get("format", "html")
        match element.get("format", usual).strip():
            case "markdown":
                return "markdown"
            case "plain_text" | "wiki_like":
                return "plain"
            case "moodle_auto_format":
                return "auto" if _TAG.search(text) else "plain"
        return "html"

    # pictures

    def _found(self, address: str, element: Element) -> str | None:
        if found := _ADDRESS.fullmatch(address.strip()):
            name = self._name_of(found[1])
            if name is None:
                self.fault(_("The picture “%(name)s” is not in the file.", name=unquote(found[1])), element)
            return name
        return self._pictures.find(address)

    def _name_of(self, address: str) -> str | None:
        path = unquote(address.partition("?")[0]).lstrip("/")
        return self._names.get(path)

    def _take_files(self, elements: Any) -> dict[str, str]:
        """Keep the pictures among some files; returns their names with us by their names in the file."""
        names: dict[str, str] = {}
        for number, element in enumerate(elements):
            if number == MOST_FILES:
                self.fault(_("Only the first %(n)s files of it were looked at.", n=MOST_FILES), element)
                break
            called = (element.get("path", "/").strip("/") + "/" + element.get("name", "")).lstrip("/")
            try:
                file = picture_of(base64.b64decode(re.sub(r"\s+", "", element.text or ""), validate=True))
            except (NoPicture, binascii.Error, ValueError) as why:
                reason = str(why) if isinstance(why, NoPicture) else _("it is damaged.")
                self.fault(_("The file “%(name)s” was left out: %(why)s", name=called, why=reason), element)
                continue
            names[called] = self._keep(called, file)
            self._names.setdefault(called, names[called])
        return names

    def _keep(self, called: str, file: File) -> str:
        ours = re.sub(r"[^A-Za-z0-9._-]+", "-", called).strip("-.") or "picture"
        name, number = ours[-80:].lstrip("-."), 1
        while self.files.get(name, file).content != file.content:
            number += 1
            name = f"{number}-{ours}"[-80:]
        self.files[name] = file
        return name

    def picture(self) -> str | None:
        """The name of the picture that belongs to the question itself and not to a text of it."""
        for element in self.element.iterchildren("file"):
            if names := self._take_files([element]):
                return next(iter(names.values()))
        return None

    # what every question has

    def head(self) -> dict[str, Any]:
        """The part of the body that every kind may have."""
        body: dict[str, Any] = {}
        if self.name:
            body["name"] = self.name
        if self.format != "plain":
            body["format"] = self.format
        feedback = {
            key: self.words(self.element.find(name))
            for key, name in (
                ("right", "correctfeedback"), ("partly", "partiallycorrectfeedback"), ("wrong", "incorrectfeedback"),
            )
            if said(self.element.find(name))
        }  # fmt: skip
        if feedback:
            body["feedback"] = feedback
        hints = [self.words(one) for one in self._hints() if said(one)]
        return body | ({"hints": hints} if hints else {})

    def _hints(self) -> list[Element]:
        """Its hints; files of Moodle 1.9 keep them one element deeper."""
        found = self.element.iterchildren("hint")
        return [one if one.find("hintcontent") is None else one.find("hintcontent") for one in found]

    def tags(self) -> list[str]:
        """What it is tagged with, of the site or of the course."""
        found = [said(tag) for part in ("tags", "coursetags") for tag in self.element.iterfind(f"{part}/tag")]
        return [tag for tag in found if tag]

    def code(self) -> str:
        """Its number in the question bank it comes from."""
        return word(self.element, "idnumber")


def letters(n: int) -> str:
    """The id of the n-th part, from 0: a … z, aa, ab …"""
    return (letters(n // 26 - 1) if n >= 26 else "") + chr(97 + n % 26)
