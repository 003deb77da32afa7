"""The questions of a course's bank as its next version asks them, the way a pack writes them."""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import contains_eager

from learn.assessment import QuestionBank, QuestionVersion
from learn.kit.db import db

_BESIDES = {"media", "name", "hints"}  # what a bank keeps in the body and a pack does not say there

_PICTURE = re.compile(r"media:([A-Za-z0-9._-]+)")


def questions_of(bank: QuestionBank, topics: Collection[str]) -> Sequence[QuestionVersion]:
    """The newest version of every question about one of these units that is there in both languages."""
    newest = QuestionVersion.newest_in(bank).where(QuestionVersion.topic.in_(topics))
    found = db.session.scalars(newest.options(contains_eager(QuestionVersion.question)))
    return [version for version in found if not version.lacks]


def as_in_a_pack(version: QuestionVersion, names: Mapping[str, str] | None = None) -> dict[str, Any]:
    """One question as questions.yaml writes it; `names` are other names of its pictures, where its own are taken."""
    said = _as_written(version)
    return {**_renamed(said, names), "id": said["id"]} if names else said


def _as_written(version: QuestionVersion) -> dict[str, Any]:
    body = {key: value for key, value in version.body.items() if key not in _BESIDES}
    if "unit" in body:  # the unit of a number; in a pack `unit` is the lesson that the question belongs to
        body["measure"] = body.pop("unit")
    return {
        "id": version.question.code,
        "unit": version.topic,
        "objective": version.objective,
        "difficulty": version.difficulty,
        "kind": str(version.kind),
        "text": version.text.as_dict(),
        **body,
        "reason": version.reason.as_dict(),
        "source": version.source,
        "clause": version.clause.as_dict(),
        "check": version.check,
    }


def _renamed(part: Any, names: Mapping[str, str]) -> Any:
    """A part of a question with its pictures under other names."""
    if isinstance(part, str):
        return _PICTURE.sub(lambda found: f"media:{names.get(found[1], found[1])}", part)
    if isinstance(part, list):
        return [_renamed(one, names) for one in part]
    if not isinstance(part, dict):
        return part
    said = {key: _renamed(one, names) for key, one in part.items()}
    if isinstance(said.get("image"), str):
        said["image"] = names.get(said["image"], said["image"])
    return said


class Pictures:
    """The pictures of many questions side by side: equal names of different pictures are told apart."""

    def __init__(self, versions: Sequence[QuestionVersion], taken: Mapping[str, Mapping[str, str]]) -> None:
        self.kept: dict[str, dict[str, str]] = {}
        self.names: dict[int, dict[str, str]] = {}  # other names, by the id of the question version
        digests = {name: said["digest"] for name, said in taken.items()}
        for version in versions:
            for name, said in version.body.get("media", {}).items():
                free = name if digests.setdefault(name, said["digest"]) == said["digest"] else _apart(name, said)
                digests[free] = said["digest"]
                self.kept[free] = said
                if free != name:
                    self.names.setdefault(version.id, {})[name] = free


def _apart(name: str, said: Mapping[str, str]) -> str:
    stem, _dot, ending = name.rpartition(".")
    return f"{stem}-{said['digest'][:8]}.{ending}"
