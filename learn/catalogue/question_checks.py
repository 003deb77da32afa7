"""A question that somebody writes, held to the very rules that course packs are held to."""

from collections.abc import Mapping
from typing import Any

import yaml
from flask_babel import gettext as _

from learn.assessment import Draft
from learn.catalogue.pack.key_checks import key_faults
from learn.catalogue.pack.schema import faults_of_shape
from learn.catalogue.pack.strict_yaml import Document
from learn.kit.text import LANGUAGES

Path = tuple[str | int, ...]
_SOME = {"id": "Q01", "unit": "u", "objective": "o", "difficulty": "easy", "source": "S", "check": "read"}
_ELSE = {"reason": {"zh": "…", "en": "…"}, "clause": {"zh": "…", "en": "…"}}
_NOT_IN_PACKS = ("media", "name", "hints")


class _Sheet(Document):
    """A question as the checks of packs read it, with each fault's way to its place."""

    def __init__(self, question: Mapping[str, Any]) -> None:
        super().__init__("", "")
        self.value = [question]
        self.paths: list[Path] = []

    def line(self, *path: str | int) -> int:
        """Remember the way, and say by which number it is known."""
        self.paths.append(path[1:])
        return len(self.paths) - 1


def faults_of(draft: Draft) -> list[tuple[Path, str]]:
    """What is wrong with a question, and where in it. That a language is missing is no fault: it is flagged."""
    question = _as_in_a_pack(draft)
    sheet = _Sheet(question)
    shape = [(sheet.paths[fault.line], fault.sentence) for fault in faults_of_shape("questions", sheet)]
    found = [(path, sentence) for path, sentence in shape if "id" not in path[-1:] or path == ("id",)]
    return list(dict.fromkeys(found)) or list(dict.fromkeys(key_faults(question)))


def _as_in_a_pack(draft: Draft) -> dict[str, Any]:
    """A draft in the shape of a pack; what is not said in one language yet stands there in the other."""
    body = {key: _filled(value) for key, value in draft.body.items() if key not in _NOT_IN_PACKS}
    if isinstance(body.get("unit"), Mapping):
        body["measure"] = body.pop("unit")
    if draft.kind == "short" and isinstance(body.get("accept"), list) and body["accept"]:
        body["accept"] = [*body["accept"], "答案", "an answer"]  # some answers are the same in every language
    text = _filled(draft.text.as_dict())
    return {**_SOME, **_ELSE, **body, "kind": str(draft.kind), "text": text}


def _filled(part: Any) -> Any:
    if isinstance(part, Mapping):
        filled = {key: _filled(value) for key, value in part.items()}
        if "zh" in part or "en" in part:
            said = next((str(part[one]) for one in LANGUAGES if str(part.get(one) or "").strip()), "")
            filled |= {one: part.get(one) if str(part.get(one) or "").strip() else said for one in LANGUAGES}
        return filled
    return [_filled(one) for one in part] if isinstance(part, list) else part


# the parts of a question as YAML


class _Plain(yaml.SafeDumper):
    """YAML without anchors, which packs do not know."""

    def ignore_aliases(self, data: Any) -> bool:
        """Write everything out."""
        return True


def as_yaml(body: Mapping[str, Any]) -> str:
    """The parts of a question as its author edits them."""
    shown = {key: value for key, value in body.items() if key not in ("media", "points", "format")}
    return yaml.dump(shown, Dumper=_Plain, allow_unicode=True, sort_keys=False, width=100) if shown else ""


def from_yaml(text: str) -> tuple[dict[str, Any], list[str]]:
    """The parts that somebody wrote, or the sentences that say in which line they cannot be read."""
    document = Document("", text.replace("\r\n", "\n"))
    faults = [_("Line %(line)s: %(fault)s", line=fault.line, fault=fault.sentence) for fault in document.faults]
    if not faults and not isinstance(document.value, dict):
        faults = [_("Write keys with values, such as “choices:”.")]
    return (document.value, []) if not faults else ({}, faults)


def lines_of(text: str, faults: list[tuple[Path, str]]) -> list[str]:
    """Faults of a question that was written as YAML, each with its line."""
    document = Document("", text.replace("\r\n", "\n"))
    return [_("Line %(line)s: %(fault)s", line=document.line(*path), fault=sentence) for path, sentence in faults]
