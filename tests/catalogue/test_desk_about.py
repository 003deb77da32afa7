"""Ada says what a version is about, which facts it rests on, and which terms it explains."""

import pytest

from learn.catalogue.drafts import CourseDraft, Part
from learn.catalogue.drafts.beginning import begin_version
from learn.catalogue.register import Register, SourceState
from learn.kit.db import db
from tests.conftest import load_course


@pytest.fixture
def draft(gmp101, ada) -> CourseDraft:
    found = begin_version(gmp101.course, major=True, by=ada)
    db.session.commit()
    return found


@pytest.fixture
def hers(browser, ada):
    found = browser(ada)
    found.client.set_cookie("language", "en")
    return found


def said(draft: CourseDraft, part: Part):
    return draft.newest(part).content


def over(draft: CourseDraft, part: Part) -> str:
    return str(draft.newest(part).number)


def at(draft: CourseDraft, path: str) -> str:
    return f"/studio/drafts/{draft.id}{path}"


def about(draft: CourseDraft, **more) -> dict[str, object]:
    form = {
        "title_zh": "细胞治疗 GMP 基础", "title_en": "GMP foundations", "summary_zh": "谁负责，怎样记录。",
        "summary_en": "Who answers and how to record.", "audience_zh": "生产人员", "audience_en": "Operators", "hours": "0.5",
        "valid_months": "12", "certificate": "", "number": "2.0", "objectives-0-id": "people",
        "objectives-0-zh": "说出关键人员", "objectives-0-en": "Identify key personnel", "over": over(draft, Part.ABOUT),
    }  # fmt: skip
    return {**form, **more}


# about


def test_what_is_saved_as_it_stood_is_no_new_edition(draft, hers):
    hers.post(at(draft, "/about"), about(draft), expect=303)
    assert over(draft, Part.ABOUT) == "1"


def test_a_new_objective_is_named_by_its_words_and_an_old_one_keeps_its_name(draft, hers):
    form = about(
        draft,
        **{
            "objectives-0-en": "Name those who answer",
            "objectives-1-zh": "描述冷链",
            "objectives-1-en": "Describe cold chain steps",
        },
    )
    hers.post(at(draft, "/about"), form, expect=303)
    assert [one["id"] for one in said(draft, Part.ABOUT)["objectives"]] == ["people", "cold-chain"]


def test_rows_are_added_moved_and_taken_away_without_saving(draft, hers):
    page = hers.post(at(draft, "/about"), about(draft, row="add:objectives"), expect=200)
    assert page.one('[name="objectives-1-zh"]').has_attr("autofocus")
    two = about(draft, **{"objectives-1-zh": "二", "objectives-1-en": "Two", "row": "up:objectives:1"})
    page = hers.post(at(draft, "/about"), two, expect=200)
    assert page.one('[name="objectives-0-en"]').get_text(strip=True) == "Two"
    assert page.one('[name="objectives-1-id"]')["value"] == "people"
    page = hers.post(at(draft, "/about"), {**two, "row": "remove:objectives:0"}, expect=200)
    assert page.one('[name="objectives-0-en"]').get_text(strip=True) == "Two"
    assert over(draft, Part.ABOUT) == "1"


def test_a_summary_in_one_language_is_marked_and_named_by_the_checks(draft, hers):
    hers.post(at(draft, "/about"), about(draft, summary_en=""), expect=303)
    assert "English is missing" in hers.get(at(draft, "/about")).text
    page = hers.get(at(draft, "/checks"))
    places = [link["href"] for link in page.all("main .ledger a")]
    assert at(draft, "/about") in places


def test_the_version_takes_a_higher_number_than_what_is_published(draft, hers):
    page = hers.post(at(draft, "/about"), about(draft, number="0.9"), expect=422)
    assert "Version 1.0 is published" in page.one("#number-fault").get_text()
    page = hers.post(at(draft, "/about"), about(draft, number="1.0"), expect=422)
    assert "There is a version 1.0 already." in page.one("#number-fault").get_text()
    hers.post(at(draft, "/about"), about(draft, number="1.1"), expect=303)
    assert db.session.get(CourseDraft, draft.id).number == "1.1"


def test_courses_that_would_wait_for_each_other_are_named(draft, hers, tmp_path):
    load_course(tmp_path, code="GMP-701", lessons=1, prerequisites="GMP-101")
    load_course(tmp_path, code="GMP-702", lessons=1)
    db.session.commit()
    page = hers.post(at(draft, "/about"), about(draft, prerequisites=["GMP-701"]), expect=422)
    assert "GMP-101 → GMP-701 → GMP-101" in page.one("#prerequisites-fault").get_text()
    hers.post(at(draft, "/about"), about(draft, prerequisites=["GMP-702"]), expect=303)
    assert said(draft, Part.ABOUT)["prerequisites"] == ["GMP-702"]


def test_two_who_save_at_once_lose_nothing(draft, hers):
    hers.post(at(draft, "/about"), about(draft, audience_en="Everybody"), expect=303)
    page = hers.post(at(draft, "/about"), about(draft, audience_en="Nobody", over="1"), expect=409)
    assert page.one('[name="audience_en"]').get_text(strip=True) == "Nobody"
    assert said(draft, Part.ABOUT)["audience"]["en"] == "Everybody"


# facts and sources


def test_facts_say_where_their_boxes_are(draft, hers):
    page = hers.get(at(draft, "/facts"))
    row = page.one('tbody tr:has(a[href$="/facts/F01"])')
    links = [link["href"] for link in row.select("td:last-child a")]
    assert [link.partition("?")[0] for link in links] == [at(draft, "/units/lesson-1")] * 2
    assert "lang=zh" in links[0]
    assert "line=5" in links[0]


def test_a_new_fact_gets_the_next_key_and_has_no_box_yet(draft, hers):
    page = hers.get(at(draft, "/facts/new"))
    key = page.one('[name="key"]')["value"]
    form = {
        "key": key,
        "source": "CG",
        "zh": "第四十一条",
        "en": "Art. 41",
        "check": "read",
        "over": over(draft, Part.FACTS),
    }
    hers.post(at(draft, "/facts"), form, expect=303)
    assert said(draft, Part.FACTS)[key] == {
        "source": "CG",
        "clause": {"zh": "第四十一条", "en": "Art. 41"},
        "check": "read",
    }
    assert "no box yet" in hers.get(at(draft, "/facts")).text
    page = hers.post(at(draft, "/facts"), {**form, "over": over(draft, Part.FACTS)}, expect=422)
    assert f"There is a fact {key} already." in page.text


def test_a_fact_may_rest_on_further_sources(draft, hers):
    form = {"key": "F01", "source": "CG", "zh": "第二十六条", "en": "Art. 26", "check": "read"}
    form |= {"also-0-source": "CG", "also-0-zh": "第二十七条", "also-0-en": "Art. 27", "over": over(draft, Part.FACTS)}
    page = hers.post(at(draft, "/facts/F01"), {**form, "row": "add:also"}, expect=200)
    assert page.all('[name="also-1-zh"]')
    hers.post(at(draft, "/facts/F01"), form, expect=303)
    assert said(draft, Part.FACTS)["F01"]["also"] == [{"source": "CG", "clause": {"zh": "第二十七条", "en": "Art. 27"}}]


def test_a_fact_taken_out_leaves_a_fault_where_its_box_is(draft, hers):
    hers.post(at(draft, "/facts/F01/removal"), {"over": over(draft, Part.FACTS)}, expect=303)
    page = hers.get(at(draft, "/checks"))
    assert any("/units/lesson-1?lang=" in link["href"] for link in page.all("main .ledger a"))


def repeal(draft: CourseDraft, by) -> None:
    source = Register.of(["CG"], None).find("CG", None)
    from learn.kit import clock

    source.state(SourceState.REPEALED, from_on=clock.today(), reason="New edition", by=by)
    db.session.commit()


def test_a_source_that_the_register_knows_otherwise_is_marked_and_refreshed_by_one_button(draft, hers, ada):
    repeal(draft, ada)
    page = hers.get(at(draft, "/facts"))
    assert page.all('form[action$="/sources/CG/statement"]')
    assert any("CG is repealed" in one.get_text() for one in hers.get(at(draft, "/checks")).all("main .ledger a"))
    hers.post(at(draft, "/sources/CG/statement"), {"over": over(draft, Part.SOURCES)}, expect=303)
    assert said(draft, Part.SOURCES)["CG"]["status"] == "repealed"
    assert said(draft, Part.SOURCES)["CG"]["from"] == "2011-03-01"
    assert not hers.get(at(draft, "/facts")).all('form[action$="/sources/CG/statement"]')


def test_a_repealed_source_keeps_the_draft_on_the_desk_until_it_says_so(draft, hers, ada):
    repeal(draft, ada)
    page = hers.post(at(draft, "/reviews"), {"reason": "Done"}, expect=422)
    assert "1 fault left" in page.text
    hers.post(at(draft, "/sources/CG/statement"), {"over": over(draft, Part.SOURCES)}, expect=303)
    hers.post(at(draft, "/reviews"), {"reason": "Done"}, expect=303)


def test_a_source_is_taken_from_the_register_and_left_where_no_fact_rests_on_it(draft, hers, ada):
    from learn.catalogue.register import Source, Stated
    from learn.kit.text import Words

    Source.add(
        key="A1", title=Words("附录一", "Annex 1"), by=ada, statuses=[Stated(SourceState.IN_FORCE)], reason="Known"
    )
    db.session.commit()
    hers.post(at(draft, "/sources"), {"source": "A1", "over": over(draft, Part.SOURCES)}, expect=303)
    assert said(draft, Part.SOURCES)["A1"] == {"title": {"zh": "附录一", "en": "Annex 1"}, "status": "in_force"}
    page = hers.post(at(draft, "/sources/CG/removal"), {"over": over(draft, Part.SOURCES)}, expect=409)
    assert "F01, F02 rest on CG" in page.text
    hers.post(at(draft, "/sources/A1/removal"), {"over": over(draft, Part.SOURCES)}, expect=303)
    assert "A1" not in said(draft, Part.SOURCES)


# terms


def test_a_term_is_named_by_its_english_words(draft, hers):
    form = {
        "zh": "无菌保证水平",
        "en": "Sterility assurance level",
        "abbreviation": "SAL",
        "text_zh": "概率",
        "text_en": "",
        "over": over(draft, Part.TERMS),
    }
    hers.post(at(draft, "/terms"), form, expect=303)
    assert said(draft, Part.TERMS) == {
        "sterility-assurance-level": {
            "title": {"zh": "无菌保证水平", "en": "Sterility assurance level"}, "text": {"zh": "概率", "en": ""}, "abbreviation": "SAL",
        }
    }  # fmt: skip
    assert "English is missing" in hers.get(at(draft, "/terms")).text
    page = hers.get(at(draft, "/checks"))
    assert any("/terms/sterility-assurance-level" in link["href"] for link in page.all("main .ledger a"))
    hers.post(at(draft, "/terms/sterility-assurance-level/removal"), {"over": over(draft, Part.TERMS)}, expect=303)
    assert said(draft, Part.TERMS) == {}


def test_a_term_without_words_is_none(draft, hers):
    page = hers.post(at(draft, "/terms"), {"zh": "", "en": "", "over": over(draft, Part.TERMS)}, expect=422)
    assert page.all("#zh-fault")
