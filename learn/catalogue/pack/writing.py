"""A course as the files of a pack: the one way in which we write what a person reads, compares and keeps in git.

Reading them back gives the same content, so the same digest. The keys stand in the order of the schemas.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

import yaml

from learn.catalogue.pack.schema import properties_of
from learn.catalogue.pack.unit_checks import WITH_TEXT
from learn.kit.text import LANGUAGES

WIDTH = 120  # columns; a list or a mapping that fits stands on one line, a longer text is folded
_STAYS_TEXT = "tag:yaml.org,2002:timestamp"  # 2026-11-29 is a word in our packs


def files_of(
    course: Mapping[str, Any],
    questions: list[dict[str, Any]],
    lessons: Mapping[tuple[str, str], str],
    media: Mapping[str, bytes],
) -> dict[str, bytes]:
    """The files of a pack by their names: course.yaml, units/…, questions.yaml, media/….

    `lessons` holds the Markdown by slug and language, `media` the pictures by their name in media/. A lesson that
    course.yaml does not name is left out. What is faulty is written as it is: reading says what is wrong with it.
    """
    files = {"course.yaml": course_yaml(course), "questions.yaml": questions_yaml(questions)}
    for (slug, language), name in lesson_files(course).items():
        if (text := lessons.get((slug, language))) is not None:
            files[name] = text.replace("\r\n", "\n").encode()
    files |= {f"media/{name}": content for name, content in media.items()}
    return dict(sorted(files.items()))


def lesson_files(course: Mapping[str, Any]) -> dict[tuple[str, str], str]:
    """The name of the file of each lesson, by slug and language."""
    return {
        (unit["slug"], language): f"units/{n:02d}-{unit['slug']}.{language}.md"
        for n, unit in enumerate(course["units"], start=1)
        if unit["kind"] in WITH_TEXT
        for language in LANGUAGES
    }


def course_yaml(course: Mapping[str, Any]) -> bytes:
    """course.yaml."""
    return _written(_ordered(course, "course", ()))


def questions_yaml(questions: list[dict[str, Any]]) -> bytes:
    """questions.yaml, with an empty line between two questions."""
    return b"\n".join(_written([_ordered(one, "questions", (0,))]) for one in questions) or b"[]\n"


def _written(value: Any) -> bytes:
    return yaml.dump(value, Dumper=_Writer, allow_unicode=True, sort_keys=False, width=WIDTH).encode()


def _ordered(value: Any, schema: str, path: tuple[str | int, ...]) -> Any:
    """The value with its keys in the order of a schema; keys that the schema does not name follow as they stood."""
    if isinstance(value, Mapping):
        known = properties_of(schema, path)
        keys = [*(key for key in known if key in value), *(key for key in value if key not in known)]
        return {key: _ordered(value[key], schema, (*path, key)) for key in keys}
    if isinstance(value, list | tuple):
        return [_ordered(one, schema, (*path, 0)) for one in value]
    return value


class _Writer(yaml.SafeDumper):
    """YAML without anchors, with lists indented under their key."""

    yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in found if tag != _STAYS_TEXT]
        for first, found in yaml.SafeDumper.yaml_implicit_resolvers.items()
    }

    def ignore_aliases(self, data: Any) -> bool:
        """A pack writes every value out."""
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """A list stands further in than its key."""
        super().increase_indent(flow, False)

    def choose_scalar_style(self) -> Any:
        """Quotes are double, as people type them."""
        style = super().choose_scalar_style()
        return '"' if style == "'" else style


def _mapping(writer: _Writer, value: dict[str, Any]) -> yaml.Node:
    return writer.represent_mapping("tag:yaml.org,2002:map", value.items(), flow_style=_fits(value))


def _list(writer: _Writer, value: list[Any]) -> yaml.Node:
    return writer.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=_fits(value))


def _text(writer: _Writer, value: str) -> yaml.Node:
    return writer.represent_scalar("tag:yaml.org,2002:str", value, style=_style(value))


def _number(writer: _Writer, value: float) -> yaml.Node:
    """A number without an exponent, which our packs do not know."""
    plain = format(Decimal(repr(value)), "f")
    return writer.represent_scalar("tag:yaml.org,2002:float", plain if "." in plain else f"{plain}.0")


def _whole(writer: _Writer, value: int) -> yaml.Node:
    if len(str(value)) > 15:  # so many digits, the minus among them, read as text, unless they are a decimal
        return writer.represent_scalar("tag:yaml.org,2002:float", f"{value}.0")
    return writer.represent_scalar("tag:yaml.org,2002:int", str(value))


_Writer.add_representer(dict, _mapping)
_Writer.add_representer(list, _list)
_Writer.add_representer(str, _text)
_Writer.add_representer(float, _number)
_Writer.add_representer(int, _whole)


def _fits(value: Any) -> bool:
    """Whether a list or a mapping is of single values that stand on one line together."""
    parts = list(_parts(value))
    if any(isinstance(part, Mapping | list) or (isinstance(part, str) and "\n" in part) for part in parts):
        return False
    return sum(len(str(part)) + 4 for part in parts) <= WIDTH - 20


def _parts(value: Any) -> Iterator[Any]:
    for key in value:
        yield key
        if isinstance(value, Mapping):
            yield value[key]


@lru_cache(maxsize=2_000)
def _style(text: str) -> str | None:
    """How a text stands: lines as lines, a long text folded, a short one as it is; None: quoted if it must be."""
    if "\n" in text:
        return "|"
    foldable = len(text) > WIDTH - 20 and text == text.strip() and "  " not in text
    return ">" if foldable else None
