"""QTI of other people: what their items become here, and what may not get in."""

import time
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pytest
from text2qti.config import Config
from text2qti.qti import QTI
from text2qti.quiz import Quiz

from learn.assessment import Draft, QuestionKind
from learn.interop import Reading, Unreadable
from learn.interop.formats import read
from learn.interop.qti.entries import Fraction
from learn.interop.qti.page import decimal
from learn.interop.qti.typed_written import pattern, without_pattern
from learn.kit.text import Words

DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c020000000b4944415478da6364f80f00010501012718e3660000000049454e44ae426082"
)
MATCH = '<responseProcessing template="http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct"/>'
ONE_OF_TWO = '<choiceInteraction responseIdentifier="R" maxChoices="1" shuffle="true"><simpleChoice identifier="A">a bag</simpleChoice><simpleChoice identifier="B">a vial</simpleChoice></choiceInteraction>'


def en(text: str) -> dict[str, str]:
    return {"zh": "", "en": text}


def item(
    body: str = "<p>What is thawed?</p>" + ONE_OF_TWO, *, right: str = "A", base: str = "identifier", many: bool = False,
    rules: str = MATCH, mapping: str = "", more: str = "", outcomes: str = "", attributes: str = "",
) -> str:  # fmt: skip
    """An item of version 2.1 with one variable, R."""
    values = "".join(f"<value>{one}</value>" for one in right.split("|") if one)
    key = f"<correctResponse>{values}</correctResponse>" if values else ""
    return (
        f'<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="i1" title="Thawing" adaptive="false" timeDependent="false" {attributes}>'
        f'<responseDeclaration identifier="R" cardinality="{"multiple" if many else "single"}" baseType="{base}">{key}{mapping}</responseDeclaration>'
        f'<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float"/>{outcomes}<itemBody>{body}</itemBody>{rules}{more}</assessmentItem>'
    )


def reading(content: str | bytes, name: str = "file") -> Reading:
    return read(name, content.encode() if isinstance(content, str) else content, language="en")


def only(content: str | bytes) -> Draft:
    """The one question of a file, which is read wholly."""
    found = reading(content)
    assert [str(fault) for fault in found.faults] == []
    (draft,) = found.drafts
    return draft


def packed(files: dict[str, str | bytes]) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


@pytest.fixture(autouse=True)
def _app(app: Any) -> None:
    """Sentences need a language."""


# version 2


def test_a_choice_keeps_its_text_key_order_and_name() -> None:
    draft = only(item())
    assert (draft.kind, draft.text, draft.name) == (QuestionKind.SINGLE, Words("", "What is thawed?"), "Thawing")
    assert draft.body["choices"] == [{"id": "a", **en("a bag"), "correct": True}, {"id": "b", **en("a vial")}]
    assert "shuffle" not in draft.body


def test_a_mapping_becomes_weights_and_points() -> None:
    mapping = '<mapping lowerBound="0" upperBound="4" defaultValue="-1"><mapEntry mapKey="A" mappedValue="3"/><mapEntry mapKey="B" mappedValue="1"/></mapping>'
    three = ONE_OF_TWO.replace('maxChoices="1"', 'maxChoices="0"').replace("</choice", '<simpleChoice identifier="C">a box</simpleChoice></choice')  # fmt: skip
    draft = only(item(three + "<p>Which?</p>", right="A|B", many=True, mapping=mapping, rules=MATCH.replace("match_correct", "map_response")))  # fmt: skip
    assert (draft.kind, draft.body["points"]) == (QuestionKind.MULTIPLE, 4)
    assert [one.get("weight") for one in draft.body["choices"]] == ["75", "25", "-25"]


def test_a_choice_of_one_among_many_is_a_single_choice() -> None:
    assert only(item("<p>Q</p>" + ONE_OF_TWO, many=True)).kind is QuestionKind.SINGLE


@pytest.mark.parametrize(("one", "other"), [("True", "False"), ("<p>正确</p>", "<p>错误</p>")])
def test_true_and_false_are_told_by_their_words(one: str, other: str) -> None:
    draft = only(item("<p>Q</p>" + ONE_OF_TWO.replace("a bag", one).replace("a vial", other)))
    assert (draft.kind, draft.body["answer"]) == (QuestionKind.TRUEFALSE, True)


def test_a_number_keeps_its_tolerance_and_a_range_its_ends() -> None:
    rules = (
        "<responseProcessing><responseCondition><responseIf>%s"
        '<setOutcomeValue identifier="SCORE"><baseValue baseType="float">2</baseValue></setOutcomeValue></responseIf></responseCondition></responseProcessing>'
    )
    typed, variable = '<p>How warm? <textEntryInteraction responseIdentifier="R"/></p>', '<variable identifier="R"/>'
    near = rules % f'<equal toleranceMode="absolute" tolerance="0.5 0.5">{variable}<correct identifier="R"/></equal>'
    draft = only(item(typed, right="37", base="float", rules=near))
    assert draft.body == {"name": "Thawing", "points": 2, "answer": 37, "tolerance": 0.5}
    edge = '<baseValue baseType="float">%s</baseValue>'
    between = rules % f"<and><gte>{variable}{edge % 2}</gte><lte>{variable}{edge % 8}</lte></and>"
    assert only(item(typed, right="", base="float", rules=between)).body["answers"] == [{"least": 2, "most": 8}]


def test_words_keep_what_each_is_worth_and_whether_case_counts() -> None:
    mapping = '<mapping defaultValue="0"><mapEntry mapKey="York" mappedValue="1"/><mapEntry mapKey="Yorck" mappedValue="0.5" caseSensitive="false"/></mapping>'
    typed = '<p>Sun of <textEntryInteraction responseIdentifier="R"/>, he said.</p>'
    draft = only(item(typed, right="York", base="string", mapping=mapping, rules=MATCH.replace("match_correct", "map_response")))  # fmt: skip
    assert draft.text.en == "Sun of ____, he said."
    assert draft.body["accept"] == ["York", {"say": "Yorck", "weight": "50"}]


def test_feedback_goes_to_the_answers_that_get_it() -> None:
    told = '<outcomeDeclaration identifier="F" cardinality="single" baseType="identifier"/>'
    rules = (
        '<responseProcessing><responseCondition><responseIf><match><variable identifier="R"/><correct identifier="R"/></match>'
        '<setOutcomeValue identifier="SCORE"><baseValue baseType="float">1</baseValue></setOutcomeValue>'
        '<setOutcomeValue identifier="F"><baseValue baseType="identifier">right</baseValue></setOutcomeValue></responseIf>'
        '<responseElse><setOutcomeValue identifier="F"><baseValue baseType="identifier">wrong</baseValue></setOutcomeValue></responseElse></responseCondition></responseProcessing>'
    )
    said = "".join(f'<modalFeedback outcomeIdentifier="F" identifier="{one}" showHide="show">{one} indeed</modalFeedback>' for one in ("right", "wrong"))  # fmt: skip
    draft = only(item(outcomes=told, rules=rules, more=said))
    assert draft.body["feedback"] == {"right": en("right indeed"), "wrong": en("wrong indeed")}
    never = said.replace('"wrong"', '"partly"')
    found = reading(item(outcomes=told, rules=rules, more=never))
    assert "neither to right nor to wrong" in found.faults[0].what


def test_what_has_no_place_here_is_named_with_its_line() -> None:
    body = (
        '<p>\n<math xmlns="http://www.w3.org/1998/Math/MathML"><msup><mi>x</mi><mn>2</mn></msup></math></p>\n'
        '<rubricBlock view="scorer"><p>Be kind</p></rubricBlock>\n<p><object type="video/mp4" data="x.mp4"/></p><p>Q</p>'
    )
    found = reading(item(body + ONE_OF_TWO))
    assert "x^2" in found.drafts[0].text.en
    assert {(fault.line, fault.what.split(" (")[0]) for fault in found.faults} == {
        (2, "A formula is kept as a line of text."),
        (3, "What it tells others than those who answer"),
        (4, "Sound, film and embedded pages"),
    }


def test_ruby_keeps_its_reading_and_a_drawing_in_the_text_becomes_a_picture() -> None:
    body = '<p><ruby><rb>村</rb><rt>むら</rt></ruby> <svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg></p>'
    draft = only(item(body + ONE_OF_TWO))
    assert "村（むら）" in draft.text.en
    ((name, file),) = draft.files.items()
    assert (file.media_type, f"media:{name}" in draft.text.en) == ("image/svg+xml", True)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (item(attributes='x="1"').replace('adaptive="false"', 'adaptive="true"'), "Adaptive items"),
        (item("<p>Nothing is asked.</p>"), "has no interaction"),
        (item(right="", rules=""), "does not say which answer is right"),
        (item("<p>Q</p>" + ONE_OF_TWO.replace('"B"', '"A"')), "Two parts have the identifier"),
        (item("<p>Q</p>" + ONE_OF_TWO.replace("a bag", "")), "A choice has no words"),
        (item('<p>Q</p><drawingInteraction responseIdentifier="R"/>'), "no kind of question here for <drawingInteraction>"),
        (item("<p>Q</p>" + ONE_OF_TWO.replace('"R"', '"S"')), "names no <responseDeclaration>"),
        (item(f"<p>{'x' * 1_000_001}</p>" + ONE_OF_TWO), "longer than 100000"),
        (item("<p>Q</p>" + ONE_OF_TWO.replace("</choice", "".join(f'<simpleChoice identifier="C{n}">c</simpleChoice>' for n in range(300)) + "</choice")), "more than 200 parts"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_element_line_and_reason(changed: str, said: str) -> None:
    found = reading(changed)
    (fault,) = found.refused
    assert found.drafts == ()
    assert said in fault.what
    assert (fault.line, "<" in fault.where) == (1, True)


# version 3


def test_version_3_is_read_like_version_2() -> None:
    three = """<?xml version="1.0"?>
<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="i" title="Order" adaptive="false" time-dependent="false">
 <qti-response-declaration identifier="RESPONSE" cardinality="ordered" base-type="identifier">
  <qti-correct-response><qti-value>B</qti-value><qti-value>A</qti-value></qti-correct-response></qti-response-declaration>
 <qti-outcome-declaration identifier="SCORE" cardinality="single" base-type="float"/>
 <qti-item-body><qti-order-interaction response-identifier="RESPONSE" shuffle="true"><qti-prompt>First to last?</qti-prompt>
  <qti-simple-choice identifier="A">thaw</qti-simple-choice><qti-simple-choice identifier="B">sign</qti-simple-choice></qti-order-interaction></qti-item-body>
 <qti-response-processing template="https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/match_correct.xml"/>
</qti-assessment-item>"""
    found = reading(three)
    (draft,) = found.drafts
    assert (found.format, draft.kind, draft.text.en) == ("qti3", QuestionKind.ORDERING, "First to last?")
    assert [one["en"] for one in draft.body["items"]] == ["sign", "thaw"]


@pytest.mark.parametrize("prefixed", [True, False])
def test_namespaces_may_be_prefixed_or_absent(prefixed: bool) -> None:
    text = item()
    if prefixed:
        text = text.replace("</", "@@").replace("<", "<q:").replace("@@", "</q:").replace("xmlns=", "xmlns:q=")
    else:
        text = text.replace(' xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1"', "")
    assert only(text).text.en == "What is thawed?"


# packages


def test_a_package_keeps_the_order_of_its_test_weights_tags_pictures_and_passages() -> None:
    manifest = (
        '<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"><resources>'
        '<resource identifier="t" type="imsqti_test_xmlv2p1" href="test.xml"><file href="test.xml"/></resource>'
        '<resource identifier="a" type="imsqti_item_xmlv2p1" href="items/a%20b.xml"><metadata><keyword>gowns</keyword></metadata></resource>'
        '<resource identifier="b" type="imsqti_item_xmlv2p1" href="items/b.xml"/></resources></manifest>'
    )
    test = (
        '<assessmentTest xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="t" title="T"><testPart identifier="p"><assessmentSection identifier="s">'
        '<assessmentItemRef identifier="b" href="items/b.xml" category="rooms"><weight identifier="W" value="3"/></assessmentItemRef>'
        '<assessmentItemRef identifier="a" href="items/a%20b.xml"/></assessmentSection></testPart></assessmentTest>'
    )
    stimulus = '<assessmentStimulus xmlns="x" identifier="s" title="S"><stimulusBody><p>A case.</p></stimulusBody></assessmentStimulus>'
    seen = item('<p>Look <img src="../img/dot.png" alt="dot"/></p>' + ONE_OF_TWO)
    with_case = item().replace("<itemBody>", '<assessmentStimulusRef identifier="s" href="../case.xml"/><itemBody>')
    found = reading(
        packed({"imsmanifest.xml": manifest, "test.xml": test, "items/a b.xml": seen, "items/b.xml": with_case, "case.xml": stimulus, "img/dot.png": DOT})
    )  # fmt: skip
    assert found.faults == ()
    assert [(draft.body.get("points", 1), draft.tags) for draft in found.drafts] == [(3, ("rooms",)), (1, ("gowns",))]
    assert found.drafts[0].text.en == "A case.\n\nWhat is thawed?"
    assert found.drafts[1].files["dot.png"].content == DOT


def test_files_that_are_missing_or_lie_elsewhere_are_named() -> None:
    manifest = '<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"><resources>%s</resources></manifest>'
    resources = "".join(f'<resource type="imsqti_item_xmlv2p1" href="{one}"/>' for one in ("gone.xml", "../../etc/passwd", "/etc/passwd", "q.xml"))  # fmt: skip
    shown = item('<p><img src="../../../etc/passwd.png" alt="x"/>Q</p>' + ONE_OF_TWO)
    found = reading(packed({"imsmanifest.xml": manifest % resources, "q.xml": shown}))
    assert [fault.what for fault in found.refused] == [
        f"The file “{name}” is not here." for name in ("gone.xml", "../../etc/passwd", "/etc/passwd")
    ]
    assert "passwd.png” is not in the file" in found.partly[0].what
    assert len(found.drafts) == 1


# version 1.2


def canvas(presentation: str, conditions: str, kind: str, points: str = "2.0") -> str:
    return (
        f'<questestinterop xmlns="http://www.imsglobal.org/xsd/ims_qtiasiv1p2"><assessment><section><item ident="i" title="Q"><itemmetadata><qtimetadata>'
        f"<qtimetadatafield><fieldlabel>question_type</fieldlabel><fieldentry>{kind}</fieldentry></qtimetadatafield>"
        f"<qtimetadatafield><fieldlabel>points_possible</fieldlabel><fieldentry>{points}</fieldentry></qtimetadatafield></qtimetadata></itemmetadata>"
        f"<presentation>{presentation}</presentation><resprocessing><outcomes><decvar maxvalue='100' varname='SCORE'/></outcomes>{conditions}</resprocessing></item></section></assessment></questestinterop>"
    )


def condition(*values: str, score: str = "100", respident: str = "r", action: str = "Set") -> str:
    inside = "".join(f'<varequal respident="{respident}">{one}</varequal>' for one in values)
    return f'<respcondition continue="No"><conditionvar>{inside}</conditionvar><setvar action="{action}" varname="SCORE">{score}</setvar></respcondition>'


TEXT = "<material><mattext texttype='text/html'>&lt;p&gt;%s&lt;/p&gt;</mattext></material>"
FIB = (
    "<response_str ident='r' rcardinality='Single'><render_fib><response_label ident='a'/></render_fib></response_str>"
)


def test_early_alternatives_are_each_accepted() -> None:
    draft = only(canvas(TEXT % "Put on a" + FIB, condition("gown", "coat"), "short_answer_question"))
    assert (draft.body["accept"], draft.body["points"]) == (["gown", "coat"], 2)


def test_early_numbers_keep_their_tolerance() -> None:
    between = "<vargte respident='r'>3.13</vargte><varlte respident='r'>3.15</varlte>"
    rules = condition("3.14").replace("<varequal", "<or><varequal").replace("</varequal>", f"</varequal><and>{between}</and></or>")  # fmt: skip
    draft = only(canvas(TEXT % "Pi" + FIB, rules, "numerical_question"))
    assert (draft.body["answer"], draft.body["tolerance"]) == (3.14, 0.01)


def test_early_blanks_stand_in_the_text() -> None:
    responses = "".join(
        f"<response_lid ident='response_{name}'><material><mattext>{name}</mattext></material><render_choice>"
        f"<response_label ident='1'><material><mattext>red</mattext></material></response_label><response_label ident='2'><material><mattext>plaid</mattext></material></response_label></render_choice></response_lid>"
        for name in ("one", "two")
    )
    rules = "".join(condition("1", score="50", respident=f"response_{name}", action="Add").replace('continue="No"', "") for name in ("one", "two"))  # fmt: skip
    draft = only(canvas(TEXT % "Roses [one], [other], [two]." + responses, rules, "multiple_dropdowns_question"))
    assert draft.text.en == "Roses [[a]], [other], [[b]]."
    assert [[one.get("correct") for one in gap["choices"]] for gap in draft.body["gaps"]] == [[True, None]] * 2


def test_the_files_that_may_be_handed_in_are_kept() -> None:
    text = canvas(TEXT % "Send it", "", "file_upload_question").replace("<presentation>", '<presentation allowed_types="png,jpeg" files_count="2">')  # fmt: skip
    draft = only(text)
    assert (draft.kind, draft.body["types"], draft.body["most_files"]) == (QuestionKind.UPLOAD, ["jpg", "png"], 2)


QUIZ = """Quiz title: Clean rooms

1.  Where is a **bag** thawed?
... see the SOP
+ well done
- not so
a) on a radiator
... too hot
*b) in a water bath
c) in air

2.  Which are aseptic?
[*] A
[ ] B
[*] C

3.  Pi
=   3.14 +- 0.01

4.  Put on a
*   gown
*   coat

5.  Discuss
___

6.  Upload
^^^^
"""


def test_what_text2qti_writes_is_read(tmp_path: Path) -> None:
    config = Config()
    config.load()
    QTI(Quiz(QUIZ, config=config, source_name="quiz")).save(tmp_path / "quiz.zip")
    found = reading((tmp_path / "quiz.zip").read_bytes())
    single, multiple, number, short, essay, upload = found.drafts
    assert [fault.what for fault in found.faults] == ["Its marks are given by another rule there; here the rule of the kind holds."]  # all or nothing  # fmt: skip
    assert (single.kind, single.reason.en) == (QuestionKind.SINGLE, "<div><p>see the SOP</p></div>")
    assert single.body["choices"][0]["feedback"]["en"] == "<div><p>too hot</p></div>"
    assert {key: words["en"] for key, words in single.body["feedback"].items()} == {"right": "<div><p>well done</p></div>", "wrong": "<div><p>not so</p></div>"}  # fmt: skip
    assert [one.get("correct") for one in multiple.body["choices"]] == [True, None, True]
    assert (number.body["answer"], number.body["tolerance"], short.body["accept"]) == (3.14, 0.01, ["gown", "coat"])
    assert (essay.kind, upload.kind) == (QuestionKind.ESSAY, QuestionKind.UPLOAD)


# what may not get in


def doctype(inside: str) -> str:
    return f'<?xml version="1.0"?>\n<!DOCTYPE assessmentItem {inside}>\n' + item("<p>&a;</p>" + ONE_OF_TWO)


LAUGHS = "".join(f'<!ENTITY {chr(98 + n)} "{("&" + chr(97 + n) + ";") * 10}">' for n in range(9))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (doctype(f'[<!ENTITY a "ha">{LAUGHS}]'), "declares entities"),
        (doctype(f'[<!ENTITY a "{"x" * 100_000}">]').replace("&a;", "&a;" * 50_000), "declares entities"),
        (doctype('[<!ENTITY a SYSTEM "file:///etc/passwd">]'), "declares entities"),
        (doctype('[<!ENTITY % p SYSTEM "http://127.0.0.1:9/x">%p;]'), "declares entities"),
        (doctype('SYSTEM "http://127.0.0.1:9/x.dtd"').replace("&a;", ""), "lies in another file"),
        (item("<p>&nbsp;</p>" + ONE_OF_TWO), "“&nbsp;” is no sign that XML knows"),
        (item("<div>" * 300 + "</div>" * 300 + ONE_OF_TWO), "more than 200 deep"),
        (item("<div>" * 9000 + "</div>" * 9000 + ONE_OF_TWO), "deep|depth"),
        (item() + "<p>", "not well-formed"),
        (item().replace("</itemBody>", ""), "not well-formed"),
        (item("<p>细胞</p>" + ONE_OF_TWO).encode("gbk"), "not well-formed"),
        ("<assessmentResult/>", "no item, test or package"),
    ],
)  # fmt: skip
def test_a_file_that_would_do_harm_or_is_broken_is_refused_whole_and_at_once(content: str | bytes, said: str) -> None:
    begun = time.monotonic()
    with pytest.raises(Unreadable, match=said) as refusal:
        reading(content)
    assert refusal.value.fault.line is not None
    assert time.monotonic() - begun < 5


def test_nothing_is_read_from_beside_the_file() -> None:
    included = '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="/etc/passwd" parse="text"/>'
    found = reading(item(f"<p>Q{included}</p>" + ONE_OF_TWO))
    assert found.drafts[0].text.en == "Q"
    assert "<include> was removed" in found.faults[0].what


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gbk"])
def test_encodings_that_xml_declares_or_shows_are_read(encoding: str) -> None:
    declared = {"utf-8-sig": "utf-8", "utf-16-le": "utf-16", "utf-16-be": "utf-16"}.get(encoding, encoding)
    text = f'<?xml version="1.0" encoding="{declared}"?>' + item("<p>细胞</p>" + ONE_OF_TWO)
    assert only(text.encode(encoding)).text.en == "细胞"


def test_scripts_and_handlers_are_taken_out_of_stems_and_feedback_and_named() -> None:
    told = '<outcomeDeclaration identifier="F" cardinality="single" baseType="identifier"><defaultValue><value>all</value></defaultValue></outcomeDeclaration>'
    said = '<modalFeedback outcomeIdentifier="F" identifier="all" showHide="show"><p>ok<img src="x" onerror="steal()"/><iframe src="//x">i</iframe></p></modalFeedback>'
    body = '<p onclick="steal()">Q<script>steal()</script><a href="jav&#x09;ascript:steal()">l</a></p>'
    found = reading(item(body + ONE_OF_TWO, outcomes=told, more=said))
    (draft,) = found.drafts
    assert "steal" not in f"{draft}"
    assert (draft.text.en, draft.reason.en) == ("<p>Q<a>l</a></p>", "<p>ok<img></p>")
    named = " ".join(fault.what for fault in found.faults)
    assert all(one in named for one in ("<p onclick>", "<script>", "<a href>", "<img onerror>", "<iframe>"))


def test_a_drawing_that_runs_is_left_out() -> None:
    shown = item('<p>Q <img src="a.svg" alt="x"/></p>' + ONE_OF_TWO)
    found = reading(packed({"q.xml": shown, "a.svg": '<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>'}))
    assert (found.drafts[0].files, "left out" in found.faults[0].what) == ({}, True)
    inside = '<svg xmlns="http://www.w3.org/2000/svg"><script>x()</script></svg>'
    found = reading(item(f"<p>Q {inside}</p>" + ONE_OF_TWO))
    assert (found.drafts[0].files, "left out" in found.faults[0].what) == ({}, True)


def linked() -> bytes:
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        link = ZipInfo("link.xml")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("q.xml", item())
    return out.getvalue()


def garbled() -> bytes:
    """A ZIP whose directory is whole and whose packed bytes are not."""
    whole = bytearray(packed({"q.xml": item()}))
    begin = whole.index(b"q.xml") + 5
    whole[begin : begin + 12] = b"\xff" * 12
    return bytes(whole)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (packed({"../q.xml": item()}), "outside of it"),
        (packed({"..\\q.xml": item()}), "outside of it"),
        (packed({"/q.xml": item()}), "outside of it"),
        (packed({"C:/q.xml": item()}), "outside of it"),
        (packed({"q.xml": b" " * 100_000_000}), "unpacks to far more"),
        (packed({"q.xml": item(), **{f"{n}.png": b"\0" * 999_999 for n in range(210)}}), "larger than 200 MB"),
        (linked(), "is a link"),
        (packed({"q.xml": item()})[:-40], "damaged"),
        (garbled(), "damaged"),
        (packed({f"{n}.xml": item() for n in range(20_001)}), "20000"),
    ],
    ids=["slip", "windows slip", "absolute", "drive", "bomb", "many bombs", "link", "cut off", "garbled", "too many"],
)
def test_a_package_that_would_do_harm_is_refused_whole(content: bytes, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        reading(content)


def test_packages_in_packages_are_opened_only_so_deep() -> None:
    inner = packed({"q.xml": item()})
    assert len(reading(packed({"t.xml": item(), "a.zip": inner})).drafts) == 2
    for _depth in range(3):
        inner = packed({"z.zip": inner})
    found = reading(packed({"t.xml": item(), "a.zip": inner}))
    assert (len(found.drafts), found.refused[0].what) == (1, "A ZIP in a ZIP in a ZIP is not opened.")


def test_tests_that_name_each_other_or_one_item_often_are_walked_once() -> None:
    section = '<assessmentSection xmlns="x" identifier="s"><assessmentSectionRef identifier="r" href="%s"/></assessmentSection>'
    refs = '<assessmentItemRef identifier="i" href="q.xml"/>' * 5_000
    test = f'<assessmentTest xmlns="x" identifier="t"><testPart identifier="p"><assessmentSection identifier="s">{refs}</assessmentSection></testPart></assessmentTest>'
    found = reading(packed({"a.xml": section % "b.xml", "b.xml": section % "a.xml", "t.xml": test, "q.xml": item()}))
    assert len(found.drafts) == 1


def test_rules_without_end_are_not_tried() -> None:
    branch = '<responseCondition><responseIf><isNull><variable identifier="R"/></isNull><exitResponse/></responseIf></responseCondition>'
    begun = time.monotonic()
    found = reading(item(rules=f"<responseProcessing>{branch * 20_000}</responseProcessing>"))
    assert time.monotonic() - begun < 20
    assert "We do not know the rule" in found.faults[0].what
    assert found.drafts[0].body["choices"][0]["correct"]


# our own items, touched by others


def test_an_item_of_ours_that_somebody_changed_is_read_as_anybodys() -> None:
    found = reading(item(attributes='toolName="learn"'))
    assert "it has been changed" in found.faults[0].what
    assert found.drafts[0].body["choices"][0]["correct"]


@pytest.mark.parametrize(
    ("number", "said"), [(Fraction(1, 3), "0.333333333333"), (Fraction(-5, 2), "-2.5"), (Fraction(0), "0"), (Fraction(1200), "1200"), (Fraction("0.0625"), "0.0625")]
)  # fmt: skip
def test_numbers_are_written_in_digits(number: Fraction, said: str) -> None:
    assert decimal(number) == said


@pytest.mark.parametrize("say", ["a*b", "\\*", "a.b*", "x\\*y*", "(1)+[2]{3}|^$?", "\\n*", "*"])
def test_a_text_with_stars_survives_as_a_pattern(say: str) -> None:
    assert without_pattern(pattern(say)) == say
