"""Authors and reviewers see the key of every kind of question in either language."""

from types import SimpleNamespace

import pytest

from tests.assessment.bodies import EVERY


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("named", EVERY)
def test_the_studio_shows_the_key_of_every_kind(app, named, lang):
    kind, body = EVERY[named]
    with app.test_request_context(f"/?hl={lang}"):
        page = app.jinja_env.get_template("catalogue/_key.html").make_module({"language": lambda: lang})
        shown = str(page.key(SimpleNamespace(kind=kind, body=body), lang))  # type: ignore[attr-defined]
    right = [one[lang] for key in ("choices", "areas") for one in body.get(key, []) if one.get("correct")]
    assert all(one in shown for one in right)
    assert "<li" in shown or "Marked by a person" in shown or "没有评分标准" in shown
