"""What goes out as QTI 2.2 or 3.0 comes back the same, is what the schema wants, and what QTI lacks is named before."""

import os
from dataclasses import replace
from functools import cache
from html import escape
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from learn.assessment import Draft, File, QuestionKind
from learn.config import ROOT
from learn.interop import qti2, qti3
from learn.interop.qti.marking import Marking
from learn.interop.qti.tree import Node, parsed
from learn.kit.text import Words

SCHEMA = Path(os.environ.get("LEARN_CORPUS", ROOT.parent / "shared" / "corpus")) / "qti" / "xsd"
DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c020000000b4944415478da6364f80f00010501012718e3660000000049454e44ae426082"
)
Body = dict[str, Any]
Some = st.SearchStrategy[Any]

SIGNS = st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cn", "Zl", "Zp"))
LINE = st.text(SIGNS, min_size=1, max_size=30)
TRICKY = st.sampled_from(
    ["a < b & c > d", "&nbsp;", "]]>", "<!--", " spaced  out ", "第一行\n第二行", "\ttab", "[[q]]", "“引号”", "<br/>", "\u00a0", "* \\* .*"]
)  # fmt: skip
SAID = LINE | TRICKY


def maybe(**fields: Some) -> Some:
    return st.fixed_dictionaries({}, optional=fields)


def both(*found: Some) -> Some:
    return st.builds(lambda *some: {key: value for one in some for key, value in one.items()}, *found)


def draft_bodies(words: Some) -> dict[str, Some]:
    """Every kind of question with everything that QTI can say of it, its texts made by `words`."""
    plain = st.builds(lambda text: {"zh": text, "en": ""}, SAID)
    weights = st.sampled_from(["50", "33.33333", "-25", "100", "0", "16.6666667"])
    points = st.sampled_from([1, 2, 0.5, 10, 0.1, 3.7])
    feedback = st.fixed_dictionaries({}, optional={"right": words, "partly": words, "wrong": words}).filter(bool)
    all_kinds = maybe(points=points, feedback=feedback, shuffle=st.just(False))
    few = maybe(points=points, feedback=feedback)
    number = st.integers(-(10**9), 10**9) | st.floats(-1e12, 1e12, allow_subnormal=False).map(lambda one: round(one, 9))
    kinds: dict[str, Some] = {}

    @st.composite
    def parts(draw: Any, right: int, extra: Some) -> list[Body]:
        found = draw(st.lists(both(words, extra), min_size=max(2, right), max_size=5))
        ids = [f"c{place}" for place in range(len(found))]
        chosen = draw(st.permutations(range(len(found))))[:right]
        return [{"id": ids[n], **one, **({"correct": True} if n in chosen else {})} for n, one in enumerate(found)]

    def choices(right: int) -> Some:
        return parts(right, maybe(feedback=words)) | parts(right, maybe(feedback=words, weight=weights))

    said = SAID | st.fixed_dictionaries({"say": SAID, "weight": weights}, optional={"feedback": words})
    said |= st.builds(lambda text: {"say": f"{text}*", "wildcard": True}, LINE.map(lambda one: one.replace("\\", "")))
    accept = st.fixed_dictionaries({"accept": st.lists(said, min_size=1, max_size=4)}, optional={"case": st.just(True)})
    one_number = both(
        st.fixed_dictionaries({"answer": number}, optional={"tolerance": st.sampled_from([0, 0.5, 3])})
        | st.sampled_from([{"least": 1}, {"most": 2.5}, {"least": -1, "most": 4}]),
        maybe(weight=weights, feedback=words),
    )
    numbers = st.fixed_dictionaries({"answer": number}, optional={"tolerance": st.sampled_from([0, 0.5, 3])})
    numbers |= st.fixed_dictionaries({"answers": st.lists(one_number, min_size=1, max_size=3)})
    numbers = both(
        numbers,
        st.just({}) | st.sampled_from(["measure", "unit"]).flatmap(lambda key: st.fixed_dictionaries({key: plain})),
    )
    ids = st.lists(st.sampled_from("abcdef"), min_size=2, max_size=4, unique=True)
    listed = ids.flatmap(
        lambda names: st.tuples(*(words.map(lambda one, id=id: {"id": id, **one}) for id in names)).map(list)
    )
    pairs = st.lists(st.fixed_dictionaries({"left": words, "right": words}), min_size=2, max_size=4)
    area = both(
        words,
        maybe(feedback=words),
        st.sampled_from(
            [
                {"shape": "rect", "coords": "1, 2,30,40"},
                {"shape": "circle", "coords": "5,5,2.5"},
                {"shape": "poly", "coords": "1,1,9,1,9,9"},
            ]
        ),
    )
    rubric = listed.map(lambda some: [{**one, "points": n + 0.5} for n, one in enumerate(some)])
    markers = maybe(points=points, rubric=rubric, model=words, feedback=feedback)
    kinds["single"] = both(choices(1).map(lambda some: {"choices": some}), all_kinds)
    kinds["multiple"] = both(choices(2).map(lambda some: {"choices": some}), all_kinds)
    kinds["truefalse"] = both(
        st.fixed_dictionaries(
            {"answer": st.booleans()},
            optional={"choice_feedback": st.fixed_dictionaries({"true": words}, optional={"false": words})},
        ),
        few,
    )
    kinds["matching"] = both(
        pairs.map(lambda some: {"pairs": [{"id": f"p{n}", **one} for n, one in enumerate(some)]}),
        st.just({}) | listed.map(lambda some: {"extra": some}),
        all_kinds,
    )
    kinds["ordering"] = both(listed.map(lambda some: {"items": some}), all_kinds)
    kinds["numeric"] = both(numbers, few)
    kinds["short"] = both(accept, few)
    kinds["hotspot"] = both(
        st.lists(area, min_size=2, max_size=4).map(
            lambda some: {
                "areas": [{"id": f"a{n}", **one, **({"correct": True} if n == 1 else {})} for n, one in enumerate(some)]
            }
        ),
        st.just({"image": "dot.png"}),
        maybe(alt=plain, width=st.integers(1, 900), height=st.just(40), most=st.integers(1, 3)),
        few,
    )
    kinds["essay"] = both(markers, maybe(least_words=st.integers(1, 9), most_words=st.integers(10, 999)))
    kinds["upload"] = both(
        markers,
        maybe(
            types=st.sampled_from([["pdf"], ["png", "jpg"]]), most_files=st.integers(1, 9), most_mb=st.integers(1, 20)
        ),
    )
    flat = words.filter(lambda one: "<" not in one["zh"])
    gap_choices = st.lists(both(flat, maybe(feedback=words, weight=weights)), min_size=2, max_size=3).map(
        lambda some: {
            "choices": [{"id": f"g{n}", **one, **({"correct": True} if n == 0 else {})} for n, one in enumerate(some)]
        }
    )
    gap = both(st.just({"kind": "single"}), gap_choices, maybe(points=points, shuffle=st.just(False)))
    gap |= both(st.just({"kind": "short"}), accept, maybe(points=points)) | both(
        st.just({"kind": "numeric"}), numbers, maybe(points=points)
    )
    kinds["cloze"] = both(
        st.lists(gap, min_size=1, max_size=3).map(
            lambda some: {"gaps": [{"id": id, **one} for id, one in zip("xyz", some, strict=False)]}
        ),
        few,
    )
    return kinds


PLAIN = st.builds(lambda text: {"zh": text, "en": ""}, SAID.filter(str.strip))
RICH = st.sampled_from(
    [
        "<p>a &lt; b &amp; c</p>", "x<sup>2</sup> <b>fett</b>", "<ul><li>eins</li><li>zwei</li></ul>", "<blockquote>text</blockquote>",
        '<p>a<img src="media:dot.png" alt="ein Punkt">b</p>', "<u>u</u><s>s</s>", "<table><thead><tr><th>1</th></tr></thead><tbody><tr><td>2</td></tr></tbody><tfoot><tr><td>3</td></tr></tfoot></table>",
        '<ol start="3"><li>c</li></ol>', "<pre>  a\n  b</pre>", '<a href="https://example.org/">L</a>', "a<br>b<hr>c", '<img src="media:dot.png">', "&nbsp;a", "<h2>中文</h2>\n",
        "<blockquote><p>p</p></blockquote>", "<b><i>bi</i></b>", "<span><p>in</p></span>",
    ]
) | SAID.filter(str.strip).map(lambda text: escape(text, quote=False).replace("\xa0", "&nbsp;"))  # fmt: skip
PLAIN_KINDS = draft_bodies(PLAIN)
RICH_KINDS = draft_bodies(st.builds(lambda text: {"zh": text, "en": ""}, RICH))
DOTTED = {"dot.png": File(DOT, "image/png")}


class _Here(etree.Resolver):
    """Schemas come from the corpus, never from the network."""

    def resolve(self, url: str, id: str, context: Any) -> Any:
        there = SCHEMA / url.split("//", 1)[-1]
        return self.resolve_filename(str(there), context) if there.exists() else None


@cache
def schema() -> etree.XMLSchema | None:
    """The published schema of version 2.1; None: it is not here."""
    file = SCHEMA / "www.imsglobal.org" / "xsd" / "imsqti_v2p1.xsd"
    parser = etree.XMLParser()
    parser.resolvers.add(_Here())
    return etree.XMLSchema(etree.parse(str(file), parser)) if file.exists() else None


def is_valid(package: bytes) -> None:
    """Every item and test is what the schema wants. That of 2.1 is here: 2.2 adds to it, and of what it adds we use one attribute."""
    with ZipFile(BytesIO(package)) as archive:
        for name in archive.namelist():
            if name.endswith(".xml") and name != "imsmanifest.xml":
                text = (
                    archive.read(name).replace(b"imsqti_v2p2", b"imsqti_v2p1").replace(b' externalScored="human"', b"")
                )
                if (found := schema()) is not None:
                    found.assertValid(etree.fromstring(text))


def with_gaps(text: str, body: Body) -> str:
    marks = "".join(f" [[{gap['id']}]] ." for gap in body.get("gaps", []))
    return text.replace("[[x]]", "") + marks


def comes_back(draft: Draft, language: str = "zh", lost: tuple[str, ...] = ()) -> None:
    for form in (qti2, qti3):
        told = [fault.what for fault in form.losses([draft], language=language)]
        assert [what for what in told if not what.startswith(lost or "–")] == []
        package = form.write([draft], language=language)
        if form is qti2:
            is_valid(package)
        again = form.read(package, language=language)
        assert again.faults == ()
        assert again.drafts == (draft,)


@pytest.mark.parametrize("kind", PLAIN_KINDS)
def test_every_kind_comes_back_in_plain_text_and_in_markdown(kind: str) -> None:
    @settings(max_examples=15, deadline=None)
    @given(PLAIN_KINDS[kind], SAID.filter(str.strip), st.just("") | SAID, st.just("") | LINE, st.lists(LINE.map(str.split).map(" ".join).filter(bool), max_size=2, unique=True), st.booleans())  # fmt: skip
    def holds(body: Body, text: str, reason: str, name: str, tags: list[str], markdown: bool) -> None:
        files = DOTTED if kind == "hotspot" else {}
        around = {**({"name": name} if name else {}), **({"format": "markdown"} if markdown else {})}
        draft = Draft(
            QuestionKind(kind), Words(with_gaps(text, body), ""), {**around, **body}, Words(reason, ""),
            code="K-1" if reason else "", tags=tuple(tags), files=files,
        )  # fmt: skip
        comes_back(draft, lost=("Other platforms",))

    holds()


@pytest.mark.parametrize("kind", RICH_KINDS)
def test_every_kind_comes_back_with_layout_and_pictures(kind: str) -> None:
    @settings(max_examples=15, deadline=None)
    @given(RICH_KINDS[kind], RICH, st.just("") | RICH)
    def holds(body: Body, text: str, reason: str) -> None:
        draft = Draft(QuestionKind(kind), Words(with_gaps(text, body), ""), {"format": "html", **body}, Words(reason, ""), files=DOTTED)  # fmt: skip
        lost = ("Other platforms", "Choices in gaps")
        if any("<" in one["zh"] for one in body.get("areas", [])):
            draft = replace(draft, body={**draft.body, "areas": [{**one, "zh": "x"} for one in body["areas"]]})
        comes_back(draft, lost=lost)

    holds()


@settings(max_examples=20, deadline=None)
@given(st.lists(st.sampled_from(list(PLAIN_KINDS)).flatmap(lambda kind: PLAIN_KINDS[kind].map(lambda body: (kind, body))), min_size=1, max_size=4), SAID.filter(str.strip), st.booleans())  # fmt: skip
def test_a_case_comes_back_with_its_exhibits_and_questions(
    some: list[tuple[str, Body]], text: str, shown: bool
) -> None:
    questions = [
        {"id": f"q{n}", "kind": kind, "text": {"zh": with_gaps(text, body), "en": ""}, **({"reason": {"zh": text, "en": ""}} if shown else {}), **body}
        for n, (kind, body) in enumerate(some)
    ]  # fmt: skip
    exhibits = [
        {"id": "e1", "title": {"zh": "批记录", "en": ""}, "text": {"zh": text, "en": ""}, "image": "dot.png", "alt": {"zh": "点", "en": ""}},
        {"id": "e2", "title": {"zh": text, "en": ""}},
    ]  # fmt: skip
    body = {"questions": questions, **({"exhibits": exhibits, "points": 5} if shown else {})}
    comes_back(Draft(QuestionKind.SCENARIO, Words(text, ""), body, files=DOTTED), lost=("Other platforms",))


# one of each kind, for what needs no chance


def en(text: str) -> dict[str, str]:
    return {"zh": "", "en": text}


CHOICES = [{"id": "a", **en("one"), "correct": True, "feedback": en("yes")}, {"id": "b", **en("two"), "weight": "-50"}]
SAMPLES: dict[str, Body] = {
    "single": {"choices": CHOICES, "feedback": {"right": en("well"), "wrong": en("no")}, "points": 2},
    "multiple": {"choices": [{"id": id, **en(id), "correct": True} for id in "abc"] + [{"id": "d", **en("d")}], "hints": [en("think")]},
    "truefalse": {"answer": False, "choice_feedback": {"true": en("why?")}},
    "matching": {"pairs": [{"id": "a", "left": en("l"), "right": en("r")}, {"id": "b", "left": en("m"), "right": en("r")}], "extra": [{"id": "c", **en("x")}]},
    "ordering": {"items": [{"id": "a", **en("1")}, {"id": "b", **en("2")}, {"id": "c", **en("3")}], "shuffle": False},
    "numeric": {"answers": [{"answer": 3.5, "tolerance": 0.5, "feedback": en("near")}, {"least": 1, "most": 9, "weight": "50"}], "measure": en("mL")},
    "short": {"accept": ["gown", {"say": "c*t", "wildcard": True, "weight": "50"}], "case": True},
    "cloze": {"gaps": [{"id": "a", "kind": "single", "choices": CHOICES}, {"id": "b", "kind": "numeric", "answer": 2, "points": 3, "unit": en("s")}]},
    "hotspot": {"image": "dot.png", "alt": en("dot"), "width": 9, "height": 9, "areas": [{"id": "a", "shape": "rect", "coords": "0,0,2,2", **en("here"), "correct": True}, {"id": "b", "shape": "circle", "coords": "5,5,1", **en("there")}], "most": 1},
    "essay": {"rubric": [{"id": "a", **en("facts"), "points": 2}], "least_words": 5, "model": en("say it")},
    "upload": {"types": ["pdf", "png"], "most_files": 2, "most_mb": 5},
}  # fmt: skip
SAMPLES["scenario"] = {
    "exhibits": [{"id": "e", "title": en("record"), "image": "dot.png", "alt": en("dot")}],
    "questions": [
        {"id": f"q{n}", "kind": kind, "text": en(with_gaps("Q", body)), "reason": en("so"), **body}
        for n, (kind, body) in enumerate(SAMPLES.items())
        if "hints" not in body
    ],
}


def sample(kind: str, **changed: Any) -> Draft:
    body = {**SAMPLES[kind], **changed}
    return Draft(QuestionKind(kind), Words("", with_gaps("Q", body)), body, Words("", "so"), code="K-1", files=DOTTED)


@pytest.mark.parametrize("kind", QuestionKind)
def test_one_of_every_kind_comes_back_in_english(kind: QuestionKind) -> None:
    comes_back(sample(kind.value), language="en")


@pytest.mark.parametrize("kind", QuestionKind)
def test_version_3_says_what_version_2_says_under_its_own_names(kind: QuestionKind) -> None:
    two, three = (parsed(item_in(form.write([sample(kind.value)], language="en")), "x") for form in (qti2, qti3))
    assert settled(three) == settled(two)


def item_in(package: bytes) -> bytes:
    with ZipFile(BytesIO(package)) as archive:
        return archive.read("items/Q00001.xml")


def settled(node: Node) -> Any:
    """An element without what the versions write differently: the wrapper of texts, and pictures as objects."""
    if node.name == "object":
        return ("img", node.get("data"), node.raw)
    if node.name == "img" and not node.get("class"):
        return ("img", node.get("src"), node.get("alt"))
    inside = [settled(one) if isinstance(one, Node) else one for one in node.children]
    if len(node.nodes) == 1 and node.nodes[0].name == "contentBody":
        inside = [settled(one) if isinstance(one, Node) else one for one in node.nodes[0].children]
    attributes = {
        key: value for key, value in node.attributes.items() if "schemaLocation" not in key.replace("-l", "L")
    }
    return (node.name, attributes, inside)


@pytest.mark.parametrize("kind", QuestionKind)
def test_other_platforms_mark_what_we_write_as_we_do(kind: QuestionKind) -> None:
    """Our own rules, tried out as those of a stranger, give all points for the right answer and none for no answer."""
    marking = Marking.of(parsed(item_in(qti2.write([sample(kind.value)], language="en")), "x"))
    right = {id: one.right for id, one in marking.responses.items() if one.right is not None}
    by_hand = kind in (QuestionKind.ESSAY, QuestionKind.UPLOAD, QuestionKind.SCENARIO)
    most = marking.defaults["MAXSCORE"]
    found = marking.score(right)
    assert marking.score({}) == 0
    assert (0 < found < most) if kind is QuestionKind.SCENARIO else found == (0 if by_hand else most)


@pytest.mark.parametrize("kind", QuestionKind)
def test_whatever_is_taken_out_of_an_item_of_ours_it_is_read_or_refused(kind: QuestionKind, app: Any) -> None:
    whole = etree.fromstring(item_in(qti2.write([sample(kind.value)], language="en")))
    for place in range(1, len(list(whole.iter()))):
        cut = etree.fromstring(etree.tostring(whole))
        gone = list(cut.iter())[place]
        gone.getparent().remove(gone)
        reading = qti2.read(etree.tostring(cut), language="en")
        assert reading.drafts or reading.refused


@pytest.mark.parametrize(
    ("kind", "changed", "word", "whole"),
    [
        ("numeric", {"answers": [{"answer": 1}], "figures": 3}, "figures", False),
        ("numeric", {"units": [{**en("L"), "factor": 1000}]}, "units", False),
        ("numeric", {"unit_required": True}, "units", False),
        ("short", {"accept": [["name", "date"]]}, "one order", False),
        ("short", {"case": False}, "letter case", False),
        ("single", {"format": "markdown"}, "Markdown", False),
        ("cloze", {"format": "html", "gaps": [{"id": "a", "kind": "single", "choices": [{**CHOICES[0], "en": "<b>x</b>"}, CHOICES[1]]}]}, "layout", False),
        ("hotspot", {"width": 9.5}, "whole number", False),
        ("essay", {"colour": "red"}, "Not written: colour", False),
        ("single", {"choices": [CHOICES[0], {"id": "b", **en("")}]}, "part", True),
        ("single", {"choices": [CHOICES[0], {"id": "b c", **en("x")}]}, "b c", True),
    ],
)  # fmt: skip
def test_what_qti_cannot_say_is_named_beforehand(kind: str, changed: Body, word: str, whole: bool) -> None:
    for form in (qti2, qti3):
        (fault,) = form.losses([sample(kind, **changed)], language="en")
        assert (word in fault.what, fault.whole) == (True, whole)


def test_a_gap_that_stands_nowhere_and_a_text_in_the_other_language_only_are_not_written() -> None:
    lost = replace(sample("cloze"), text=Words("", "no gap")), replace(sample("essay"), text=Words("问", ""))
    assert [fault.whole for fault in qti2.losses(lost, language="en")] == [True, True]
    assert qti2.read(qti2.write(lost, language="en"), language="en").drafts == ()
    everything = replace(sample("single"), topic="people", difficulty="hard")
    assert "difficulty" in qti2.losses([everything], language="en")[0].what


def test_the_same_questions_make_the_same_bytes() -> None:
    drafts = [sample(kind) for kind in SAMPLES]
    assert qti3.write(drafts, language="en") == qti3.write(drafts, language="en")
    assert qti2.read(qti2.write(drafts, language="en"), language="en").drafts == tuple(drafts)
