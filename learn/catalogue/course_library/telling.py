"""The map of facts in writing: as data for machines, and as a page for the expert who verifies."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import asdict

from learn.catalogue.course_library.course_library import CourseLibrary
from learn.catalogue.course_library.places import TaughtFact, taught_facts
from learn.catalogue.pack import Reading

_HEAD = """# Facts to verify / 待核实的要点

Made by `bin/learn courses facts courses --to-verify`; do not edit it by hand.

These facts of the course library rest on general knowledge of the field (first part) or on secondary sources (second part), and were not
compared with the official text. An expert compares each with its sources, in both languages, and signs the list. What holds becomes `read` in
course.yaml, in questions.yaml and in courses/syllabus.yaml; this is a new version of the course, for a version in force stays as it is.
“Syllabus” is what the syllabus asks the fact to teach; the wording is that of its box in the lesson, which several facts may share.
Questions that rest on such facts stand below each course; those in bold must be right to pass.

以下要点依据的是行业常识（第一部分）或二手资料（第二部分），尚未与官方文本核对。请专家逐条对照来源核对中英文两种表述，并在清单上签名。核对无误的，
在 course.yaml、questions.yaml 和 courses/syllabus.yaml 中改为 `read`；这会形成课程的新版本，已生效的版本保持不变。“Syllabus”一栏是大纲要求这一要点讲授的内容；
表述取自课文中的要点框，几个要点可能共用一框。每门课程的表后列出以这些要点为依据的题目，加粗的题目必须答对才能通过。
"""
_PARTS = {"verify": "To be verified / 待核实", "secondary": "From secondary sources / 据二手资料"}


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
    """Markdown: the facts and questions that an expert has yet to compare with the official text, course by course."""
    facts, asked = list(taught_facts(library)), _asked(library)
    lines = [_HEAD]
    for check, title in _PARTS.items():
        these = [fact for fact in facts if fact.check == check]
        lines += [f"## {title} ({len(these)})", ""]
        for code, reading in library.readings.items():
            lines += _section(code, reading, check, [fact for fact in these if fact.course == code], asked)
    lines += ["## The sources by their keys / 来源代号", "", *_keys(library, facts)]
    return "\n".join(lines).rstrip() + "\n"


def _section(
    code: str, reading: Reading, check: str, facts: list[TaughtFact], asked: Mapping[tuple[str, str], list[str]]
) -> list[str]:
    """One course: its facts as a table to sign, and its questions."""
    resting = _questions(reading, check)
    if not facts and not resting:
        return []
    title = reading.course.value["title"]
    lines = [f"### {code} {title['en']} / {title['zh']}", ""]
    if facts:
        lines += ["| Fact | Sources | Syllabus | 中文 | English | Verified by, on |", "|---|---|---|---|---|---|"]
        lines += [_row(fact, asked.get((code, fact.id), [])) for fact in facts]
        lines.append("")
    return [*lines, f"Questions / 题目: {', '.join(resting)}", ""] if resting else lines


def _row(fact: TaughtFact, asked: list[str]) -> str:
    """A fact with every source, for somebody to compare and sign."""
    cited = [fact.said, *fact.said.get("also", [])]
    sources = "<br>".join(f"{one['source']}: {one['clause']['en']} / {one['clause']['zh']}" for one in cited)
    unit = fact.places[0].unit if fact.places else ""
    cells = (f"{fact.id}, {unit}", sources, "; ".join(asked), fact.words("zh"), fact.words("en"), "")
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _questions(reading: Reading, check: str) -> list[str]:
    """The questions of a course that rest on what was so far only checked this far; in bold those that must be right."""
    must = {id for unit in reading.course.value["units"] for id in unit.get("quiz", {}).get("critical", [])}
    questions = reading.questions.value if reading.questions else []
    ids = sorted(one["id"] for one in questions if one["check"] == check)
    return [f"**{id}**" if id in must else id for id in ids]


def _keys(library: CourseLibrary, facts: list[TaughtFact]) -> Iterator[str]:
    """What the keys of the sources mean, who issued each, and how it stands."""
    cited = {one["source"] for fact in facts if fact.check in _PARTS for one in (fact.said, *fact.said.get("also", []))}
    yield "| Key | 中文 | English | Issuer | Status |"
    yield "|---|---|---|---|---|"
    for key in sorted(cited & library.shared.sources.keys()):
        source = library.shared.sources[key]
        title, issuer, status = source["title"], source.get("issuer", {}), source["statuses"][-1]
        held = " ".join([status["status"].replace("_", " "), *(["from " + status["from"]] if "from" in status else [])])
        name = f"[{title['en']}]({source['link']})" if "link" in source else title["en"]
        yield f"| {key} | {title['zh']} | {name} | {issuer.get('en', '')} | {held} |"


def _asked(library: CourseLibrary) -> dict[tuple[str, str], list[str]]:
    """What the syllabus asks each fact to teach."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for code, course in library.syllabus.items():
        for lesson in course["lessons"].values():
            for fact in lesson["facts"]:
                for key in fact["taught"]:
                    found[code, key].append(fact["says"])
    return found
