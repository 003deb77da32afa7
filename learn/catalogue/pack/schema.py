"""course.yaml and questions.yaml against their JSON Schemas, in sentences that an author understands."""

import json
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, cast

from flask_babel import gettext as _
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from referencing import Registry, Resource

from learn.catalogue.pack.fault import Fault
from learn.catalogue.pack.strict_yaml import Document

_HERE = Path(__file__).resolve().parent.parent


@cache
def _schema(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((_HERE / f"{name}.schema.json").read_text(encoding="utf-8"))
    return found


@cache
def _validator(name: str) -> Draft202012Validator:
    resources = [
        (f"{one}.schema.json", Resource.from_contents(_schema(one))) for one in ("course", "questions", "matrix")
    ]
    registry: Registry[Any] = Registry().with_resources(resources)
    return Draft202012Validator(_schema(name), registry=registry)


def faults_of_shape(name: str, document: Document) -> Iterator[Fault]:
    """What does not have the shape that the schema `course`, `questions` or `matrix` asks for."""
    errors: Iterator[ValidationError] = _validator(name).iter_errors(document.value)
    for error in errors:
        path = tuple(error.absolute_path)
        for further, sentence in _sentences(error):
            yield Fault(document.file, document.line(*path, *further), sentence)


@cache
def properties_of(name: str, path: tuple[str | int, ...]) -> tuple[str, ...]:
    """The keys that may stand at a place, in the order of the schema; none where any key may stand."""
    found = _resolved(name, _schema(name))
    for step in path:
        inside = found[1].get("items") if isinstance(step, int) else _value_at(found[1], step)
        if not isinstance(inside, dict):
            return ()
        found = _resolved(found[0], inside)
    return tuple(found[1].get("properties", ()))


def _value_at(schema: dict[str, Any], key: str) -> Any:
    return schema.get("properties", {}).get(key, schema.get("additionalProperties"))


def _resolved(name: str, schema: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """A part of a schema where its references lead to, and the schema that it stands in."""
    while "$ref" in schema:
        file, _hash, place = str(schema["$ref"]).partition("#/")
        name = file.removesuffix(".schema.json") or name
        schema = _schema(name)
        for step in place.split("/"):
            schema = schema[step]
    return name, schema


def _sentences(error: ValidationError) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """An error as sentences, each with the way from the faulty part to the line that it is about."""
    key = str(error.absolute_path[-1]) if error.absolute_path else ""
    rule, limit, found = str(error.validator), cast(Any, error.validator_value), cast(Any, error.instance)
    schema = error.schema if isinstance(error.schema, dict) else {}
    match rule:
        case "required":
            for missing in [word for word in limit if word not in found]:
                yield (), _("“%(key)s” is missing.", key=missing)
        case "dependentRequired":
            for missing in [
                word for key, words in limit.items() if key in found for word in words if word not in found
            ]:
                yield (), _("“%(key)s” is missing.", key=missing)
        case "additionalProperties":
            for unknown in [word for word in found if word not in schema.get("properties", {})]:
                yield (unknown,), _("“%(key)s” is not a key that may stand here.", key=unknown)
        case "not":  # a key of another kind of question or unit
            yield (), _("“%(key)s” does not belong to this kind.", key=key)
        case "pattern" if schema.get("title") in _PATTERNS:
            yield (found,), _PATTERNS[schema["title"]](found)  # also the line of a key, where keys have a pattern
        case "type":
            yield (), _type(limit, found)
        case _:
            sentence = _LIMITS.get(rule)
            yield (), sentence(key, limit) if sentence else error.message


def _type(wanted: str | list[str], found: Any) -> str:
    if wanted == "string" and not isinstance(found, dict | list):
        return _("This must be a text; put it in quotes.")
    words = {
        "string": _("a text"),
        "number": _("a number"),
        "integer": _("a whole number"),
        "boolean": _("true or false"),
        "array": _("a list"),
        "object": _("keys with values"),
    }
    allowed = [wanted] if isinstance(wanted, str) else wanted
    return _("Here must stand %(what)s.", what=_(" or ").join(words[word] for word in allowed))


_PATTERNS: dict[str, Callable[[str], str]] = {
    "code": lambda it: _("“%(it)s” is not a course code such as GMP-101.", it=it),
    "version": lambda it: _("“%(it)s” is not a version such as 1.0.", it=it),
    "slug": lambda it: _("“%(it)s” may hold only small letters, digits and hyphens.", it=it),
    "source": lambda it: _("“%(it)s” is not the key of a source: letters and digits, such as CG.", it=it),
    "day": lambda it: _("“%(it)s” is not a date such as 2026-11-25.", it=it),
    "fact": lambda it: _("“%(it)s” is not the key of a fact such as F01.", it=it),
    "question": lambda it: _("“%(it)s” is not the id of a question such as Q01.", it=it),
    "weight": lambda it: _("“%(it)s” is not a weight in per cent such as 50, in quotes.", it=it),
    "coords": lambda it: _("“%(it)s” is not a list of numbers such as 10,20,40,60.", it=it),
    "share": lambda it: _("“%(it)s” is not a share such as 0.25, or 1/3 in quotes.", it=it),
    "part": lambda it: _("“%(it)s” is not an id of one to eight small letters and digits.", it=it),
}

_LIMITS: dict[str, Callable[[str, Any], str]] = {
    "enum": lambda key, words: _("“%(key)s” must be one of: %(words)s.", key=key, words=", ".join(words)),
    "minLength": lambda key, _n: _("“%(key)s” is empty.", key=key),
    "maxLength": lambda key, n: _("“%(key)s” has more than %(n)s characters.", key=key, n=n),
    "minProperties": lambda key, _n: _("“%(key)s” says nothing; leave it out.", key=key),
    "minItems": lambda key, n: _("“%(key)s” needs at least %(n)s.", key=key, n=n),
    "maxItems": lambda key, n: _("“%(key)s” may have at most %(n)s.", key=key, n=n),
    "uniqueItems": lambda key, _n: _("“%(key)s” names something twice.", key=key),
    "minimum": lambda key, n: _("“%(key)s” must be at least %(n)s.", key=key, n=n),
    "maximum": lambda key, n: _("“%(key)s” must be at most %(n)s.", key=key, n=n),
    "exclusiveMinimum": lambda key, n: _("“%(key)s” must be more than %(n)s.", key=key, n=n),
}
