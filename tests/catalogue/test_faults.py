"""A faulty pack is refused whole, and every fault has its file, its line and a sentence."""

from pathlib import Path

import pytest

from learn.catalogue.pack import read
from tests.catalogue.packs import PNG, faults_of, said, spoil
from tests.small_course import small_pack

ABOVE = {  # what is said at the head of a part that was spoilt further down: so many lines above
    "Exactly one choice must be correct; here are 0.": 2,
    "Exactly one decision of a worked case is right": 6,
    "A decision needs what follows from it": 2,
    "After a caption of a table comes the table.": 2,
}
LESSON = "units/01-lesson-1.en.md"
ZH = "units/01-lesson-1.zh.md"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A faultless pack, to be spoilt."""
    return small_pack(tmp_path)


def test_the_small_pack_has_no_fault(pack: Path) -> None:
    assert faults_of(pack) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "sentence"),
    [
        ("course.yaml", "catalogue: gmp", "catalogue: cooking", "“catalogue” must be one of: gmp, trials, regulation."),
        ("course.yaml", "hours: 0.5", "hours: many", "Here must stand a number."),
        ("course.yaml", "hours: 0.5", "hours: 0", "“hours” must be more than 0."),
        ("course.yaml", "hours: 0.5", "hours: 0.5\ncolour: red", "“colour” is not a key that may stand here."),
        ("course.yaml", "catalogue: gmp", "catalogue: gmp\ncatalogue: gmp", "“catalogue” is given twice."),
        ("course.yaml", "hours: 0.5", "hours: 0.5\ncertificate: diploma", "must be one of: completion, qualification"),
        ("course.yaml", "valid_months: 12", "certificate: qualification", "it needs a quiz and “valid_months”."),
        ("course.yaml", "hours: 0.5", "hours: 0.5\ncertificate: completion", "A completion holds for ever"),
        ("course.yaml", "hours: 0.5", "hours: 0.5\ncertificate: attendance", "Attendance claims no assessment"),
        ("course.yaml", 'version: "1.0"', "version: 1.0", "This must be a text; put it in quotes."),
        ("course.yaml", 'version: "1.0"', 'version: "one"', "“one” is not a version such as 1.0."),
        ("course.yaml", "code: GMP-101", "code: GMP-102", "The code is GMP-102, but the folder is named GMP-101."),
        ("course.yaml", "prerequisites: []", "prerequisites: [GMP-101]", "A course cannot be its own prerequisite."),
        ("course.yaml", ", en: GMP foundations}", "}", "“en” is missing."),
        ("course.yaml", "from: 2011-03-01", "from: 2011-02-30", "“2011-02-30” is not a day of the calendar."),
        ("course.yaml", "from: 2011-03-01", "until: 2030-03-01", "“until” belongs to a repealed source only."),
        ("course.yaml", "    source: CG", "    source: XX", "There is no source “XX”."),
        ("course.yaml", "unit: lesson-1, count: 2", "unit: lesson-9, count: 2", "There is no lesson “lesson-9”."),
        ("course.yaml", "unit: lesson-1, count: 2", "unit: lesson-1, count: 3", "so the bank needs 6; it has 4."),
        ("course.yaml", "unit: lesson-2, count: 2", "unit: lesson-1, count: 2", "The quiz draws from “lesson-1” twice"),
        ("course.yaml", "slug: lesson-2", "slug: lesson-1", "“lesson-1” is the slug of an earlier unit."),
        ("course.yaml", "summary: {", "summary: !!python/object/apply:os.system {", "Tags (!) are not used in a pack."),
        ("course.yaml", "summary: {", "summary: &a {", "Anchors and aliases (& and *) are not used in a pack"),
        ("course.yaml", "title: {zh", "title: [zh", "This is not YAML"),
        ("questions.yaml", "id: Q02", "id: Q01", "“Q01” is the id of an earlier question."),
        ("questions.yaml", "id: Q02", "id: two", "“two” is not the id of a question such as Q01."),
        ("questions.yaml", "unit: lesson-1", "unit: lesson-9", "There is no lesson “lesson-9”."),
        ("questions.yaml", "objective: people", "objective: things", "There is no objective “things”."),
        ("questions.yaml", "source: CG", "source: XX", "There is no source “XX”."),
        ("questions.yaml", "check: read", "check: maybe", "“check” must be one of: read, secondary, verify."),
        ("questions.yaml", "en: HR}", "en: HR, correct: true}", "Exactly one choice must be correct; here are 2."),
        ("questions.yaml", "head, correct: true}", "head}", "Exactly one choice must be correct; here are 0."),
        (
            "questions.yaml",
            "{id: b, zh: 生产或质量负责人",
            "{id: a, zh: 生产或质量负责人",
            "Two parts of this question have the same id.",
        ),
        ("questions.yaml", "en: The supplier}", "en: hr}", "Two parts of this question read the same in en."),
        ("questions.yaml", "  answer: true", "  answer: 1", "Here must stand true or false."),
        (
            "questions.yaml",
            "  answer: true",
            "  answer: true\n  tolerance: 1",
            "“tolerance” does not belong to this kind.",
        ),
        ("questions.yaml", "  answer: 4", "  answer: four", "Here must stand true or false or a number."),
        ("questions.yaml", "[姓名, 日期], ", "", "No Chinese answer is accepted."),
        ("questions.yaml", "en: Collect}", "en: No, thanks}", "“thanks” is not a key that may stand here."),
        (LESSON, "## Who answers {#who}", "## Who answers", "This section needs an id"),
        (LESSON, "{#how}", "{#who}", "“who” is the id of an earlier section."),
        (LESSON, "{#how}", "{#why}", "The sections differ between the languages from here on"),
        (LESSON, "{#how}", "{#references}", "is used by the page itself"),
        (LESSON, "## Who answers", "# Who answers", "Headings are ## or ###"),
        (LESSON, "Once cells", "## Once {#once}\n\nOnce cells", "A lesson opens with a paragraph."),
        (LESSON, "::: keyfact F01", "::: keyfact F09", "There is no fact “F09”."),
        (LESSON, "::: keyfact F01", "::: keyfact", "A key fact names the fact that it shows"),
        (LESSON, "::: note", "::: aside", "“aside” is not a box."),
        (LESSON, "](source:CG)", "](source:XX)", "There is no source “XX”."),
        (LESSON, "](source:CG)", "](javascript:alert(1))", "A link leads to source:…, term:…, #… or https://…"),
        (LESSON, "](source:CG)", "](term:coi)", "There is no term “coi” in course.yaml."),
        (LESSON, "See [", "$\\frac{a}{$ [", "The braces { and } of this formula do not pair"),
        (LESSON, "See [", "$\\frac{a}$ [", "This formula lacks something, or has something too many"),
        (LESSON, "See [", "$\\foo x$ [", "“\\foo” is nothing that a formula knows."),
        (LESSON, "See [", "$\\href{javascript:x}{y}$ [", "“\\href” does not belong in a formula here."),
        (LESSON, "See [", "$\\begin{tikz}x\\end{tikz}$ [", "“\\begin{tikz}” is nothing that a formula knows."),
        (LESSON, "See [", "$5%$ [", "A per cent sign in a formula is written \\%."),
        (LESSON, "See [", "$$\nx\n\n[", "This formula is not closed with a line of $$."),
        (
            LESSON,
            "::: note\nThis",
            "::: ask\nThis",
            "A question to self is a paragraph that asks, then what answers it.",
        ),
        (LESSON, "::: note", "::: ask Why?", "Nothing follows “ask” on this line."),
        ("course.yaml", "units:", "terms:\n  coi: {title: {zh: 链, en: Chain}}\nunits:", "“text” is missing."),
        (
            "course.yaml",
            "units:",
            "terms:\n  Chain_1: {title: {zh: 链, en: C}, text: {zh: 链, en: C}}\nunits:",
            "may hold only small",
        ),
        (LESSON, "See [", "See <script>alert(1)</script> [", "HTML does not stand in a lesson"),
        (LESSON, "- [x] Brief", "- [ ] Brief", "Exactly one decision of a worked case is right"),
        (LESSON, "- [x] Brief", "- Brief", "A decision begins with [ ] or [x]."),
        (LESSON, "  Not enough. She has no training.\n", "", "A decision needs what follows from it"),
        (LESSON, "::: case A visitor at the airlock", "::: case", "A worked case needs a title"),
        (LESSON, "![Two steps from collection to release]", "![]", "This picture needs words that say what it shows"),
        (LESSON, ' "Two steps"', "", "This picture needs a caption"),
        (LESSON, "media/chain.svg", "media/chains.svg", "There is no file media/chains.svg."),
        (LESSON, "![Two", "See ![Two", "A picture stands alone in its paragraph."),
        (LESSON, "| Way | Result |\n|---|---|", "", "After a caption of a table comes the table."),
        ("media/chain.svg", '<path class="ink"', '<script/><path class="ink"', "<script> may not stand in a diagram."),
        (
            "media/chain.svg",
            '<path class="ink"',
            '<foreignObject/><path class="ink"',
            "<foreignObject> may not stand in a diagram.",
        ),
        (
            "media/chain.svg",
            '<path class="ink"',
            '<path onclick="x()" class="ink"',
            'onclick="…" may not stand in a diagram.',
        ),
        (
            "media/chain.svg",
            '<path class="ink"',
            '<path style="fill:red" class="ink"',
            'style="…" may not stand in a diagram.',
        ),
        ("media/chain.svg", 'class="ink"', 'class="pink"', "“pink” is not a class of diagrams."),
        ("media/chain.svg", 'd="M208 50H292"', 'd="url(http://x/#a)"', "holds something else than coordinates"),
        ("media/chain.svg", ' viewBox="0 0 640 120"', "", "An SVG needs a viewBox of four numbers."),
        ("media/chain.svg", " viewBox=", ' width="640" viewBox=', "An SVG has no width of its own"),
        ("media/chain.svg", 'lang="zh">采集', ">采集", 'Chinese text needs lang="zh"'),
        (
            "media/chain.svg",
            "<svg",
            '<!DOCTYPE svg [<!ENTITY a "b">]>\n<svg',
            "it declares entities or a document type",
        ),
    ],
)
def test_a_fault_is_named_by_file_and_line(pack: Path, file: str, old: str, new: str, sentence: str) -> None:
    line = spoil(pack, file, old, new)
    faults = [fault for fault in faults_of(pack) if sentence in fault.sentence]
    assert faults, f"“{sentence}” is not among:\n{said(pack)}"
    assert faults[0].file == file
    line -= ABOVE.get(sentence, 0)
    assert abs(faults[0].line - line) <= 1, f"{faults[0]} was expected near line {line}"


def test_every_fault_is_listed_not_only_the_first(pack: Path) -> None:
    spoil(pack, "course.yaml", "from: 2011-03-01", "from: 2011-02-30")
    spoil(pack, "questions.yaml", "id: Q02", "id: Q01")
    spoil(pack, LESSON, "{#how}", "{#why}")
    spoil(pack, "media/chain.svg", 'class="ink"', 'class="pink"')
    assert {fault.file for fault in faults_of(pack)} >= {"course.yaml", "questions.yaml", LESSON, "media/chain.svg"}


@pytest.mark.parametrize("name", ["course.yaml", "questions.yaml", LESSON])
def test_a_missing_file_is_a_fault(pack: Path, name: str) -> None:
    (pack / name).unlink()
    assert f"{name}:1: This file is missing." in said(pack)


def test_a_file_that_belongs_to_no_pack_is_a_fault(pack: Path) -> None:
    (pack / "units" / "09-extra.en.md").write_text("Extra.")
    (pack / "run.exe").write_bytes(b"MZ")
    assert "run.exe:1: This file is no part of a pack" in said(pack)
    assert "units/09-extra.en.md:1: This file is no part of a pack" in said(pack)


def test_a_fact_stands_in_one_box_in_each_language(pack: Path) -> None:
    spoil(pack, "units/02-lesson-2.zh.md", "keyfact F02", "keyfact F01")
    assert "units/02-lesson-2.zh.md:5: F01 has a box already; each fact has one." in said(pack)
    assert "F02 stands in no lesson in zh." in said(pack)
    assert "F02 stands here, but not in units/02-lesson-2.zh.md." in said(pack)


def test_a_box_that_is_never_closed_is_a_fault(pack: Path) -> None:
    path = pack / ZH
    text = path.read_text(encoding="utf-8").rstrip().removesuffix(":::")
    path.write_text(text, encoding="utf-8")
    assert "This box is not closed with a line of :::." in said(pack)


def test_a_text_that_is_not_utf_8_is_a_fault_with_its_line(pack: Path) -> None:
    (pack / ZH).write_bytes("第一行\n".encode() + "第二行".encode("gbk"))
    assert f"{ZH}:2: This file is not UTF-8 text." in said(pack)


def test_a_file_that_lies_about_its_type_is_a_fault(pack: Path) -> None:
    (pack / "media" / "photo.png").write_bytes(b"GIF89a" + bytes(40))
    (pack / "media" / "page.jpg").write_bytes(PNG)
    for name in ("photo.png", "page.jpg"):
        assert f"media/{name}:1: This file is not the picture that its name says." in said(pack)


def test_a_picture_that_no_lesson_shows_is_a_fault(pack: Path) -> None:
    (pack / "media" / "photo.png").write_bytes(PNG)
    assert said(pack) == "media/photo.png:1: No lesson and no question shows this picture."


def test_a_link_in_the_folder_is_not_followed(pack: Path) -> None:
    (pack / "media" / "secret.png").symlink_to("/etc/passwd")
    assert "media/secret.png:1: A link is not a file of a pack." in said(pack)


def test_words_of_yaml_1_1_stay_words(pack: Path) -> None:
    spoil(pack, "questions.yaml", "en: HR}", "en: No}")
    assert read(pack).questions[0]["choices"][0]["en"] == "No"


def test_an_alias_bomb_is_refused_at_its_first_anchor(pack: Path) -> None:
    lines = [
        'a: &a ["x"]',
        *(f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]" for a, b in zip("abcdefgh", "bcdefghi", strict=False)),
    ]
    (pack / "course.yaml").write_text("\n".join(lines))
    assert "course.yaml:1: Anchors and aliases (& and *) are not used in a pack: write the value out." in said(pack)


def test_deep_nesting_ends_in_a_fault_not_in_a_crash(pack: Path) -> None:
    (pack / "questions.yaml").write_text("[" * 50_000)
    assert any(fault.file == "questions.yaml" for fault in faults_of(pack))
