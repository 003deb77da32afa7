"""A course written as a pack says the very same when it is read again, and a person can read it too."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from learn.catalogue.pack import Document, Pack, Unreadable, files_of, read, read_files
from learn.catalogue.pack.folder import MOST_FILES
from learn.catalogue.pack.writing import WIDTH, course_yaml, questions_yaml
from tests.every_kind import every_kind_pack
from tests.ruled_course import ruled_pack
from tests.small_course import small_pack

COURSES = Path(__file__).parents[2] / "courses"
FOLDERS = sorted(path.parent for path in COURSES.glob("*/*/course.yaml"))

LETTERS = st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff")
WORDS = st.sampled_from(
    ["no", "yes", "on", "~", "null", "true", "1", "1.0", "-0.5", "1e5", "0x1F", "2026-11-29", "12:30", "=", "<<", "a: b",
     "- a", "# x", "a #b", "[x]", "{y}", "*z", "&z", "!t", "%d", "@x", "`y`", "'q'", '"d"', "\\", "|", ">", "", " ", " a", "a ",
     "a\n", "\na", "a\n\n\nb", " a\nb", "a \nb", "a\n b\n", "\ta", "---", "--- a", "...", "质量受权人：放行", "\u2028", "\x85", "🧪"]
)  # fmt: skip
TEXTS = st.one_of(WORDS, st.text(LETTERS, max_size=40), st.text(st.sampled_from("ab细胞 \n\t:#-'\""), max_size=300))
LONG = st.lists(st.sampled_from(["cell", "细胞", "a", "#", "-", "therapy:", "", "'quoted'"]), max_size=120).map(
    " ".join
)
NUMBERS = st.one_of(
    st.integers(-(10**15) + 1, 10**15 - 1),
    st.integers(10**15, 10**18).map(float).map(int),  # read of a decimal: longer ones are text
    st.decimals(-1000, 1000, places=5).map(float),
    st.sampled_from([1e-7, 2.5e-9, 1e14]),
)
PLAIN = st.one_of(st.none(), st.booleans(), NUMBERS, TEXTS, LONG)
VALUES = st.recursive(
    PLAIN, lambda inside: st.one_of(st.lists(inside, max_size=4), st.dictionaries(TEXTS, inside, max_size=4)), max_leaves=12
)  # fmt: skip


def written_again(pack: Pack) -> Pack:
    """The pack, written by us and read again."""
    lessons = {key: lesson.markdown for key, lesson in pack.lessons.items()}
    media = {name: pack.files[f"media/{name}"] for name in pack.media.names}
    return read_files(files_of(pack.course, pack.questions, lessons, media), pack.code)


def kept(value: Any) -> Any:
    """A value as strict YAML can say it: what is whole is no decimal."""
    if isinstance(value, dict):
        return {key: kept(one) for key, one in value.items()}
    if isinstance(value, list):
        return [kept(one) for one in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_course_of_the_library_keeps_its_digest(folder: Path) -> None:
    assert written_again(read(folder)).digest == read(folder).digest


def test_every_kind_of_question_keeps_its_digest(tmp_path: Path) -> None:
    pack = read(every_kind_pack(tmp_path))
    assert written_again(pack).digest == pack.digest


def test_every_rule_of_a_quiz_keeps_its_digest(tmp_path: Path) -> None:
    pack = read(ruled_pack(tmp_path))
    assert written_again(pack).digest == pack.digest


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_what_is_written_twice_is_the_same_byte_by_byte(folder: Path) -> None:
    once = written_again(read(folder))
    assert written_again(once).zip == once.zip


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(value=VALUES)
def test_whatever_is_said_is_read_as_it_was_said(value: Any) -> None:
    document = Document("course.yaml", course_yaml({"title": value}).decode())
    assert document.faults == []
    assert document.value == {"title": kept(value)}


@settings(max_examples=200, deadline=None)
@given(text=st.one_of(TEXTS, LONG))
def test_other_readers_of_yaml_read_our_texts_too(text: str) -> None:
    assume(text != "2026-11-29")  # a day is a day to them; packs have always had days without quotes
    assert yaml.safe_load(questions_yaml([{"id": "Q01", "text": {"zh": text, "en": "x"}}]))[0]["text"]["zh"] == text


def test_the_keys_stand_in_the_order_of_the_documentation(tmp_path: Path) -> None:
    pack = read(small_pack(tmp_path))
    shuffled = {key: pack.course[key] for key in sorted(pack.course)}
    shuffled["units"] = [{key: unit[key] for key in sorted(unit)} for unit in pack.course["units"]]
    text = course_yaml(shuffled).decode()
    keys = [line.split(":")[0] for line in text.splitlines() if line[0].isalpha()]
    assert keys[:6] == ["code", "catalogue", "version", "title", "summary", "audience"]
    assert keys[-3:] == ["sources", "facts", "units"]
    assert "- slug: lesson-1\n    kind: lesson\n    title: {zh: 第 1 课, en: Lesson 1}\n    minutes: 10\n" in text


def test_sources_and_facts_stay_in_the_order_of_their_author() -> None:
    course = {"sources": {"Z": {"status": "draft", "title": "z"}, "A": {"status": "draft", "title": "a"}}}
    assert course_yaml(course).decode() == (
        "sources:\n  Z: {title: z, status: draft}\n  A: {title: a, status: draft}\n"
    )


def test_a_key_that_no_schema_knows_is_written_behind_the_others() -> None:
    text = course_yaml({"owner": "ada", "version": "1.0", "code": "GMP-101", "facts": {}, "units": []}).decode()
    assert text == 'code: GMP-101\nversion: "1.0"\nfacts: {}\nunits: []\nowner: ada\n'


def test_a_question_reads_well_and_a_day_needs_no_quotes() -> None:
    question = {"check": "read", "reason": {"en": "Because. " * 20 + "So.", "zh": "因为"}, "choices": [{"zh": "甲", "id": "a", "en": "A"}],
                "id": "Q01", "cool": [1, 2.5, True, None, "2026-11-29", "1.0", "no"]}  # fmt: skip
    text = questions_yaml([question, {**question, "id": "Q02"}]).decode()
    assert "  choices:\n    - {id: a, zh: 甲, en: A}\n  reason:\n    zh: 因为\n    en: >-\n      Because." in text
    assert '  cool: [1, 2.5, true, null, 2026-11-29, "1.0", "no"]\n' in text
    assert "\n\n- id: Q02\n" in text
    assert max(map(len, text.splitlines())) < WIDTH + 12


def test_no_question_is_an_empty_list() -> None:
    assert questions_yaml([]) == b"[]\n"


def test_lessons_are_numbered_as_their_units_and_a_missing_one_is_told(tmp_path: Path) -> None:
    pack = read(small_pack(tmp_path))
    lessons = {key: lesson.markdown for key, lesson in pack.lessons.items()}
    del lessons["lesson-2", "en"]
    files = files_of(pack.course, pack.questions, lessons, {"chain.svg": pack.files["media/chain.svg"]})
    assert list(files) == [
        "course.yaml", "media/chain.svg", "questions.yaml", "units/01-lesson-1.en.md", "units/01-lesson-1.zh.md", "units/02-lesson-2.zh.md",
    ]  # fmt: skip
    with pytest.raises(Unreadable, match=r"units/02-lesson-2\.en\.md:1: This file is missing\."):
        read_files(files, "GMP-101")


def test_too_many_files_are_no_pack() -> None:
    with pytest.raises(Unreadable, match="A pack has at most"):
        read_files({f"media/{n}.svg": b"" for n in range(MOST_FILES + 1)}, "GMP-101")
