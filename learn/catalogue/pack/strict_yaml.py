"""YAML as packs use it: plain values with their lines, and nothing that a text file should not do.

Keys given twice, tags, anchors and aliases are faults: a tag may run code, and a few aliases unfold to gigabytes.
Only true, false, null and numbers are more than text, as in YAML 1.2, so that `no` and 2026-11-22 stay words.
"""

import re
from collections.abc import Iterator
from typing import Any

import yaml
from flask_babel import gettext as _

from learn.catalogue.pack.fault import Fault

Path = tuple[str | int, ...]
DEEPEST = 12
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WHOLE = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"[-+]?(0|[1-9][0-9]*)\.[0-9]+")
_UNPRINTABLE = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]"
)  # an escape can write what a file cannot hold
_WORDS: dict[str, Any] = {"": None, "~": None, "null": None, "true": True, "false": False}


class _Stop(Exception):
    """Reading cannot go on."""


class Document:
    """A YAML file read strictly: its value, the line of every part, and what is wrong with it."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.lines: dict[Path, int] = {(): 1}
        self.faults: list[Fault] = []
        self.value: Any = None
        try:
            self._events: Iterator[Any] = yaml.parse(text, Loader=_LOADER)
            self.value = self._read()
        except yaml.YAMLError as fault:
            mark = getattr(fault, "problem_mark", None)
            problem = getattr(fault, "problem", None) or getattr(fault, "reason", "")
            self._fault(mark.line + 1 if mark else 1, _("This is not YAML: %(problem)s.", problem=problem))
        except _Stop:
            pass

    def line(self, *path: str | int) -> int:
        """The line where a part stands, or the part that it is missing from."""
        while path not in self.lines:
            path = path[:-1]
        return self.lines[path]

    def _fault(self, line: int, sentence: str) -> None:
        self.faults.append(Fault(self.file, line, sentence))

    def _read(self) -> Any:
        value, documents = None, 0
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._fault(_line(event), _("One file holds one document."))
                    raise _Stop
                value = self._value(next(self._events), ())
        return value

    def _value(self, event: Any, path: Path) -> Any:
        line = _line(event)
        self.lines.setdefault(path, line)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            self._fault(line, _("Anchors and aliases (& and *) are not used in a pack: write the value out."))
            raise _Stop
        if event.tag is not None and event.tag != "!":
            self._fault(line, _("Tags (!) are not used in a pack."))
            raise _Stop
        if len(path) > DEEPEST:
            self._fault(line, _("This is nested too deeply."))
            raise _Stop
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(path)
        if isinstance(event, yaml.SequenceStartEvent):
            return [self._value(item, (*path, n)) for n, item in enumerate(self._until(yaml.SequenceEndEvent))]
        if _UNPRINTABLE.search(event.value):
            self._fault(line, _("Here is a control character that has no place in a text."))
        return _plain(event.value) if event.implicit[0] else event.value

    def _mapping(self, path: Path) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for event in self._until(yaml.MappingEndEvent):
            line = _line(event)
            if not isinstance(event, yaml.ScalarEvent):
                self._fault(line, _("A key is a word, not a list and not an alias."))
                raise _Stop
            key = event.value
            value = self._value(next(self._events), (*path, key))
            if key in found:
                self._fault(line, _("“%(key)s” is given twice.", key=key))
            else:
                found[key] = value
                self.lines[(*path, key)] = line
        return found

    def _until(self, end: type) -> Iterator[Any]:
        for event in self._events:
            if isinstance(event, end):
                return
            yield event


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _plain(text: str) -> Any:
    """What an unquoted scalar means."""
    if text in _WORDS:
        return _WORDS[text]
    if _WHOLE.fullmatch(text) and len(text) < 16:
        return int(text)
    if _DECIMAL.fullmatch(text) and len(text) < 32:
        number = float(text)
        return int(number) if number.is_integer() else number
    return text
