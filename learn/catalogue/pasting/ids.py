"""Ids of sections, out of their titles: Latin letters as they are, Chinese as it sounds."""

import re
import unicodedata
from collections.abc import Collection

from learn.catalogue.pack.lesson import Lesson
from learn.catalogue.pack.lesson_checks import used_by_the_page
from learn.kit.text import pinyin

LONGEST = 40


def section_id(title: str, taken: Collection[str] = ()) -> str:
    """An id for a section that no section of the lesson has: “谁批准培训计划” → shui-pi-zhun-pei-xun-ji-hua."""
    plain = unicodedata.normalize("NFKD", pinyin(title)).encode("ascii", "ignore").decode()
    stem = _short("-".join(re.findall(r"[a-z0-9]+", plain.casefold()))) or "section"
    names = [stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3))]
    return next((one for one in names if one not in taken and not used_by_the_page(one)), f"section-{len(taken) + 1}")


def with_ids(markdown: str) -> str:
    """A lesson in which every section has an id; those that have one keep it."""
    lines = markdown.split("\n")
    sections = Lesson("", "", markdown).sections
    taken = {section.id for section in sections if section.id}
    for section in sections:
        if not section.id and lines[section.line - 1].lstrip().startswith("## "):
            id = section_id(section.title, taken)
            taken.add(id)
            lines[section.line - 1] = re.sub(r"[\s#]*$", "", lines[section.line - 1]) + f" {{#{id}}}"
    return "\n".join(lines)


def _short(slug: str) -> str:
    if len(slug) <= LONGEST:
        return slug
    return slug[: LONGEST + 1].rpartition("-")[0] or slug[:LONGEST]
