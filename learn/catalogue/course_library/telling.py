"""The map of facts in writing: as data for machines, and as a page for the expert who verifies."""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict

from learn.catalogue.course_library.course_library import CourseLibrary
from learn.catalogue.course_library.places import TaughtFact, taught_facts

_HEAD = """# Facts to verify

Made by `bin/learn courses facts courses --to-verify`; do not edit it by hand. These facts of the course library rest on general
knowledge of the field and were not compared with the official text. An expert compares each one with its source, in both languages,
before somebody relies on it; then its `check` in course.yaml, and in courses/syllabus.yaml, becomes `read`. Facts from secondary sources follow
after them: they are cited by somebody else and want the same comparison.
"""


def map_of_facts(library: CourseLibrary) -> str:
    """JSON: every fact with its source, clause and check, what of the syllabus it teaches, and its places."""
    asked = _asked(library)
    told = [
        {
            "course": fact.course,
            "fact": fact.id,
            **fact.said,
            "syllabus": asked.get((fact.course, fact.id), []),
            "places": [asdict(place) for place in fact.places],
        }
        for fact in taught_facts(library)
    ]
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def page_to_verify(library: CourseLibrary) -> str:
    """Markdown: the facts that an expert has yet to compare with the official text, course by course."""
    facts = list(taught_facts(library))
    verify = [fact for fact in facts if fact.check == "verify"]
    secondary = [fact for fact in facts if fact.check == "secondary"]
    lines = [_HEAD, f"## To be verified ({len(verify)})", "", *_tables(library, verify)]
    lines += [f"## From secondary sources ({len(secondary)})", "", *_tables(library, secondary)]
    lines += ["## The sources by their keys", "", *_keys(library, [*verify, *secondary])]
    return "\n".join(lines).rstrip() + "\n"


def _tables(library: CourseLibrary, facts: list[TaughtFact]) -> Iterator[str]:
    for code, reading in library.readings.items():
        if mine := [fact for fact in facts if fact.course == code]:
            yield f"### {code} {reading.course.value['title']['en']}"
            yield ""
            yield "| Fact | Source | 中文 | English |"
            yield "|---|---|---|---|"
            for fact in mine:
                clause = fact.said["clause"]
                source = f"{fact.said['source']}: {clause['en']} / {clause['zh']}"
                cells = (f"{fact.id}, {_unit(fact)}", source, fact.words("zh"), fact.words("en"))
                yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
            yield ""


def _keys(library: CourseLibrary, facts: list[TaughtFact]) -> Iterator[str]:
    cited = {fact.said["source"] for fact in facts}
    yield "| Key | 中文 | English |"
    yield "|---|---|---|"
    for key in sorted(cited & library.shared.sources.keys()):
        title = library.shared.sources[key]["title"]
        yield f"| {key} | {title['zh']} | {title['en']} |"


def _unit(fact: TaughtFact) -> str:
    return fact.places[0].unit if fact.places else ""


def _asked(library: CourseLibrary) -> dict[tuple[str, str], list[str]]:
    """What the syllabus asks each fact to teach."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for code, course in library.syllabus.items():
        for lesson in course["lessons"].values():
            for fact in lesson["facts"]:
                for key in fact["taught"]:
                    found[code, key].append(fact["says"])
    return found
