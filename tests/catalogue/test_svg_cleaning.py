"""Drawings of drawing programs: made diagrams of ours where the picture survives, else refused with what to do."""

import time
from contextlib import suppress

import pytest

from learn.catalogue.library.svg import cleaned
from learn.kit.drawing import Drawing
from learn.kit.web import Refused

NS = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
BOX = '<rect x="10" y="10" width="80" height="40" fill="#dae8fc" stroke="#6c8ebf"/>'


def svg(inside: str, head: str = 'viewBox="0 0 640 200"', before: str = "") -> bytes:
    return f"{before}<svg {NS} {head}>{inside}</svg>".encode()


def made(inside: str, **how: str) -> str:
    """The diagram; it stands every check of a course pack."""
    content = cleaned(svg(inside, **how))
    assert not Drawing(content).faults
    return content.decode()


def test_a_diagram_of_ours_stays_byte_by_byte():
    ours = svg('<rect class="soft" x="1" y="1" width="5" height="5"/>\n<!-- Ada -->')
    assert cleaned(ours) == ours


@pytest.mark.parametrize(
    "harmful",
    [
        "<script>alert(1)</script>",
        '<rect onclick="alert(1)" width="9" height="9"/>',
        '<a xlink:href="javascript:alert(1)"><rect width="9" height="9"/></a>',
        '<a href="https://example.org"><text>here</text></a>',
        "<style>@import url(https://example.org/a.css); circle { fill: url(javascript:1) }</style>",
        '<animate attributeName="href" values="javascript:alert(1)"/>',
        '<set attributeName="onmouseover" to="alert(1)"/>',
        '<iframe xmlns="http://www.w3.org/1999/xhtml" src="https://example.org"/>',
        '<use xlink:href="https://example.org/a.svg#b"/>',
        "<metadata><x:y xmlns:x='u'>secret</x:y></metadata>",
    ],
)
def test_what_acts_or_leads_elsewhere_is_gone(harmful):
    drawn = made(BOX + harmful)
    for word in ("script", "alert", "onclick", "http://e", "https", "href", "style", "animate", "secret"):
        assert word not in drawn
    assert "<rect" in drawn


def test_a_document_type_goes_and_entities_are_refused(app):
    public = '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
    assert "DOCTYPE" not in made(BOX, before=public)
    bomb = '<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    file = '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    for before in (bomb, file):
        with app.test_request_context("/?hl=en"), pytest.raises(Refused, match="declares entities"):
            cleaned(svg("<text>&a;</text>", before=before))


def test_width_and_height_become_what_is_seen():
    drawn = Drawing(cleaned(svg(BOX, head='width="100mm" height="50mm"')))
    _left, _top, width, height = drawn.view
    assert width / height == pytest.approx(2, rel=1e-4)


@pytest.mark.parametrize(
    ("said", "looks"),
    [
        ('fill="#dae8fc" stroke="black"', 'class="soft"'),
        ('style="fill:#008080"', 'class="teal"'),
        ('fill="red"', 'class="late"'),
        ('fill="rgb(180, 95, 6)"', 'class="gold"'),
        ('fill="none" stroke="#333"', 'class="ink"'),
        ("", 'class="arrow"'),
        ('class="mine"', 'class="late"'),
        ('fill="rgba(0,0,0,0.05)"', 'class="soft"'),
    ],
)
def test_colours_become_the_nearest_of_ours(said, looks):
    drawn = made(f'<style>.mine{{fill:#b20000}} @media print{{.mine{{fill:#fff}}}}</style><path d="M1 1H9V9z" {said}/>')
    assert looks in drawn


def test_groups_hand_down_how_their_parts_look():
    drawn = made(f'<g fill="none" stroke="black"><g><path d="M1 1H9"/></g></g>{BOX}')
    assert drawn.count("<g") == 0, "a group that moves nothing is no group"
    assert '<path class="ink" d="M1 1H9"' in drawn or 'class="ink"' in drawn


def test_letters_keep_their_size_and_lines_become_as_wide_as_ours():
    drawn = made(
        '<rect x="60" y="60" width="500" height="200" fill="none" stroke="#000" stroke-width="6"/>'
        '<text x="100" y="180" font-size="48"><tspan x="100" y="180">Cell</tspan><tspan x="100" dy="1em">bank</tspan></text>',
        head='viewBox="0 0 1200 800"',
    )
    assert 'viewBox="0 0 300 200"' in drawn, "four times as small: lines of 6 become lines of 1.5"
    assert 'x="15" y="15" width="125" height="50"' in drawn
    assert 'transform="translate(25 45) scale(0.857)"' in drawn or 'class="s"' in drawn
    assert "Cell" in drawn


def test_arcs_written_closely_are_read():
    drawn = made('<path d="m70,22a5,5 0 0110,0A5 5 0 1 1 .5.5" fill="none" stroke="#000" stroke-width="3"/>')
    assert "a2.5 2.5 0 0 1 5 0" in drawn
    assert "A2.5 2.5 0 1 1 0.25 0.25" in drawn


def test_what_is_used_again_is_drawn_again():
    drawn = made(
        '<defs><g id="a"><circle r="5" fill="red"/></g></defs><use xlink:href="#a" x="30" y="40"/><use href="#a"/>'
    )
    assert drawn.count("<circle") == 2
    assert "translate(30 40)" in drawn


def test_of_a_choice_the_plain_text_is_taken():
    drawn = made(
        f'{BOX}<switch><foreignObject><p xmlns="http://www.w3.org/1999/xhtml">x</p></foreignObject><text>Thaw</text></switch>'
    )
    assert "Thaw" in drawn
    assert "foreignObject" not in drawn


@pytest.mark.parametrize(
    ("inside", "sentence"),
    [
        ('<image href="data:image/png;base64,AAAA" width="9" height="9"/>', "pictures within"),
        ('<rect width="9" height="9" fill="url(#g)"/>', "run into each other"),
        ('<path d="M1 1H9" stroke="#000" marker-end="url(#m)"/>', "arrow heads"),
        ('<g filter="url(#f)"><rect width="9" height="9"/></g>', "shadows"),
        ('<g clip-path="url(#c)"><rect width="9" height="9"/></g>', "cut out"),
        ('<foreignObject width="9" height="9"/>', "boxes of text"),
        ('<rect style="transform: rotate(9deg)" width="9" height="9"/>', "a style moves"),
        ('<rect width="9" height="9" fill="#e00"/><rect width="9" height="9" fill="#e0e"/>', "so many colours"),
        ('<path d="M1 1H9" stroke="#000" fill="none"/><path d="M1 1H9" stroke="#f00" fill="none"/>', "so many colours"),
        ("<text>气闸</text>", 'lang="zh"'),
        ("<defs><rect width='9' height='9'/></defs>", "Nothing can be seen"),
        (f'<svg viewBox="0 0 9 9">{BOX}</svg>', "drawings within"),
    ],
)
def test_what_would_be_lost_is_refused_and_says_what_to_send(app, inside, sentence):
    with app.test_request_context("/?hl=en"), pytest.raises(Refused, match=sentence) as refusal:
        cleaned(svg(inside))
    assert "PNG" in str(refusal.value)


ENDLESS = {
    "a use in a use": "".join(f'<g id="a{n}">{f"""<use href="#a{n + 1}"/>""" * 10}</g>' for n in range(9))
    + '<g id="a9"><circle r="1"/></g>',
    "deep": "<g>" * 5000 + "</g>" * 5000,
    "many": "<path d='M1 1H9'/>" * 20_000,
    "many rules": "<style>" + ".a{fill:red}" * 50_000 + "</style>" + BOX * 3000,
    "a long number": f'<path d="M{"1" * 1_000_000}x"/>{BOX}',
    "much space": f'<path d="A{" " * 1_000_000}x"/><rect transform="{" " * 1_000_000}x" width="9" height="9"/>',
    "a long colour": f'<rect fill="light-dark({"(" * 500_000}" width="9" height="9"/>',
    "a long length": f'<rect stroke-width="{"1" * 500_000}x" stroke="red" width="9" height="9"/>',
    "long styles": f"<style>{'a{' * 200_000}</style><style>{'@x' * 200_000}</style><style>{'/*' * 200_000}</style>{BOX}",
    "itself": '<g id="a"><use href="#a"/><circle r="1"/></g>',
}


@pytest.mark.parametrize("named", ENDLESS)
def test_what_would_take_for_ever_is_done_soon(app, named):
    begun = time.perf_counter()
    with app.test_request_context("/?hl=en"), suppress(Refused):
        cleaned(svg(ENDLESS[named]))
    assert time.perf_counter() - begun < 5


@pytest.mark.parametrize(
    "content", [b"", b"<", b"<html/>", b"<svg/>", svg(BOX, head=""), svg("", head='width="0" height="9"')]
)
def test_what_is_no_drawing_is_refused(app, content):
    with app.test_request_context("/?hl=en"), pytest.raises(Refused):
        cleaned(content)


def test_a_diagram_of_endless_depth_is_a_fault_and_no_mistake_of_ours(app):
    with app.test_request_context("/?hl=en"):
        (fault,) = Drawing(svg(ENDLESS["deep"])).faults
    assert "too large" in fault[1]
