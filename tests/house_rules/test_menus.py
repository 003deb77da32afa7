"""Every place that a menu names is there."""

import pytest

BENCHES = {"quinn": "/studio", "ada": "/studio", "hana": "/hr", "ines": "/records", "omar": "/admin/organisations"}


@pytest.mark.parametrize(("who", "bench"), BENCHES.items())
def test_every_link_of_a_menu_leads_somewhere(request, visit, who, bench):
    person = request.getfixturevalue(who)
    links = [link["href"] for link in visit(person, bench).all(".rail nav a, .main-nav a")]
    assert links
    for link in links:
        visit(person, link)
