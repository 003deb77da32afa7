"""A pack written out: text files that a person can read, compare and keep in git."""

from collections.abc import Mapping, Sequence
from typing import Any

import yaml


def files_of(
    course: Mapping[str, Any],
    questions: Sequence[Mapping[str, Any]],
    lessons: Mapping[tuple[str, str], str],
    media: Mapping[str, bytes],
) -> dict[str, bytes]:
    """The files of a pack: course.yaml, questions.yaml, the texts of units, and media/."""
    places = {unit["slug"]: n for n, unit in enumerate(course["units"], start=1)}
    texts = {f"units/{places[slug]:02d}-{slug}.{language}.md": text for (slug, language), text in lessons.items()}
    return {
        "course.yaml": _yaml(dict(course)),
        "questions.yaml": _yaml([dict(question) for question in questions]),
        **{name: text.encode() for name, text in texts.items()},
        **{f"media/{name}": content for name, content in media.items()},
    }


def _yaml(value: Any) -> bytes:
    written: str = yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=120)
    return written.encode()
