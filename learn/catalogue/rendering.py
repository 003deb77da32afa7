"""A lesson as HTML: the markup of the look, sanitised, with every interface word in the lesson's own language.

What is rendered is kept and never rendered again, so nothing in it may depend on today: icons and pictures stand as
`icon:bulb` and `media:<digest>`, and `Page.shown_in` puts their addresses in.
"""

import re
from collections.abc import Callable, Iterator
from html import escape
from itertools import count
from typing import Any

from learn.catalogue.glossary import Glossary
from learn.catalogue.pack import Lesson, Pack
from learn.catalogue.pack.formula import mathml
from learn.catalogue.pack.lesson import (
    TABLE_CAPTION,
    Node,
    box_of,
    choices_of,
    is_top,
    picture_of,
    section_of,
    text_beside,
    text_of,
    without_anchor,
    without_tick,
)
from learn.catalogue.references import References, icon
from learn.catalogue.sanitising import sanitised
from learn.kit.text import Words

_WRAPPED = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef])\n(?=[\u3000-\u9fff\uff00-\uffef])")  # no space inside Chinese
# Changes with the markup below, so that an old page is not mistaken for a new one.
EDITION, SECOND = "1", "3"  # in "2" a comma after a term could begin a line

JOINER = "\u2060"  # no line ends here
OPENS, CLOSES = set("（《“‘【("), set("，。、；：！？）》”’】…—,.;:!?)'")

KEY_FACT = Words("要点", "Key fact")
WARNING = Words("注意", "Take care")
NOTE = Words("旁注", "Note")
YOU_DECIDE = Words("您来决定", "You decide")
RIGHT = Words("正确", "Right")
NOT_THIS = Words("不妥", "Not this")
ASK = Words("想一想", "Ask yourself")
FORMULA = Words("公式", "Formula")
FIGURE = Words("图", "Figure")
TABLE = Words("表", "Table")
THE_OTHER = {
    "zh": ("en", "en", "EN", "EN: read this section in English"),
    "en": ("zh", "zh-CN", "中", "中：用中文读本节"),
}


def edition_of(lesson: Lesson) -> str:
    """Which markup a lesson has: one without a term, a question to self and a formula looks as it always did."""
    newer = lesson.terms or lesson.formulas or any(box.word == "ask" for box in lesson.boxes)
    return SECOND if newer else EDITION


def render(lesson: Lesson, pack: Pack, *, number: int) -> tuple[str, list[dict[str, str]]]:
    """The lesson as HTML, and its outline: the id and title of each section. `number` is its place in the course."""
    rendering = Rendering(lesson, pack, number)
    html = rendering.blocks(lesson.root.children) + rendering.glossary.html + rendering.references.html
    outline = [{"id": section.id, "title": section.title} for section in lesson.sections]
    return sanitised(html), outline


class Rendering:
    """One lesson on its way to HTML."""

    def __init__(self, lesson: Lesson, pack: Pack, number: int) -> None:
        self.language, self.pack, self.number = lesson.language, pack, number
        self.references, self.glossary = References(lesson, pack.course), Glossary(lesson, pack.course)
        self.in_summary = False  # what opens a part is pressed itself, so no word in it is
        self.figures, self.tables, self.cases = count(1), count(1), count(1)
        self.caption = ""  # of the table that comes next

    def word(self, words: Words) -> str:
        """An interface word in the lesson's language."""
        return escape(words.of(self.language))

    # blocks

    def blocks(self, nodes: list[Node]) -> str:
        """Several blocks."""
        return "\n".join(self._block(node) for node in nodes)

    def _block(self, node: Node) -> str:
        if node.type == "inline":
            return self._inline(node)
        render: Callable[[Node], str] = getattr(self, f"_{node.type}")
        return render(node)

    def _paragraph(self, node: Node) -> str:
        inline = node.children[0]
        if len(inline.children) == 1 and inline.children[0].type == "image":
            return self._figure(inline.children[0])
        if is_top(node) and (words := text_of(node)).startswith(TABLE_CAPTION):
            self.caption = words.removeprefix(TABLE_CAPTION).strip()
            return ""
        opening = is_top(node) and node.parent is not None and node.parent.children[0] is node
        return (
            f'<p class="start">{self._inline(inline)}</p>'
            if opening
            else self._tight(node, f"<p>{self._inline(inline)}</p>")
        )

    def _tight(self, node: Node, html: str) -> str:
        """In a list without blank lines the paragraphs are hidden."""
        hidden = node.nester_tokens is not None and node.nester_tokens.opening.hidden
        return html.removeprefix("<p>").removesuffix("</p>") if hidden else html

    def _heading(self, node: Node) -> str:
        words = without_anchor(self._inline(node.children[0]))
        if node.tag != "h2":
            return f"<h3>{words}</h3>"
        section = section_of(node)
        word, lang, short, label = THE_OTHER[self.language]
        link = f'<a href="?hl={word}#{section.id}" lang="{lang}" aria-label="{label}">{short}</a>'
        return f'<h2 id="{section.id}">{words}{link}</h2>'

    def _bullet_list(self, node: Node) -> str:
        return f"<ul>{self.blocks(node.children)}</ul>"

    def _ordered_list(self, node: Node) -> str:
        start = node.attrs.get("start", 1)
        return f"<ol{f' start={chr(34)}{start}{chr(34)}' if start != 1 else ''}>{self.blocks(node.children)}</ol>"

    def _list_item(self, node: Node) -> str:
        return f"<li>{self.blocks(node.children)}</li>"

    def _blockquote(self, node: Node) -> str:
        return f"<blockquote>{self.blocks(node.children)}</blockquote>"

    def _hr(self, _node: Node) -> str:
        return "<hr>"

    def _fence(self, node: Node) -> str:
        return f"<pre><code>{escape(node.content)}</code></pre>"

    _code_block = _fence

    def _math_block(self, node: Node) -> str:
        # On a phone a long formula is scrolled, as a drawing is.
        name = self.word(FORMULA)
        return f'<div class="formula" tabindex="0" role="group" aria-label="{name}">{mathml(node.content, block=True)}</div>'

    # tables and pictures

    def _table(self, node: Node) -> str:
        name = f"{self.word(TABLE)} {self.number}-{next(self.tables)}"
        caption, self.caption = escape(self.caption), ""
        inside = "".join(self._rows(part, head=part.type == "thead") for part in node.children)
        return (
            f'<div class="table-scroll" tabindex="0" role="region" aria-label="{name} {caption}"><table class="table">'
            f"<caption><b>{name}</b> {caption}</caption>{inside}</table></div>"
        )

    def _rows(self, part: Node, *, head: bool) -> str:
        rows = "".join(f"<tr>{''.join(self._cells(row, head=head))}</tr>" for row in part.children)
        return f"<{part.type}>{rows}</{part.type}>"

    def _cells(self, row: Node, *, head: bool) -> Iterator[str]:
        for n, cell in enumerate(row.children):
            numeric = ' class="num"' if "right" in str(cell.attrs.get("style", "")) else ""
            inside = self.blocks(cell.children)
            if head or n == 0:
                yield f'<th scope="{"col" if head else "row"}"{numeric}>{inside}</th>'
            else:
                yield f"<td{numeric}>{inside}</td>"

    def _figure(self, image: Node) -> str:
        picture, n = picture_of(image), next(self.figures)
        name = f"{self.word(FIGURE)} {self.number}-{n}"
        caption = f"<figcaption><b>{name}</b> {escape(picture.caption)}</figcaption>"
        if drawing := self.pack.media.drawings.get(picture.name):
            drawn = drawing.drawn(self.language, title=picture.alt, id=f"figure-{self.number}-{n}")
            # On a phone a drawing is wider than the page; whoever has no mouse scrolls it with the arrow keys.
            return f'<figure><div class="figure-scroll" tabindex="0" role="group" aria-label="{name}">{drawn}</div>{caption}</figure>'
        width, height = self.pack.media.sizes[picture.name]
        size = f'width="{width}" height="{height}" loading="lazy"'
        source = f"media:{self.pack.digest_of(picture.name)}"
        return f'<figure><img src="{source}" alt="{escape(picture.alt)}" {size}>{caption}</figure>'

    # boxes

    def _container_box(self, node: Node) -> str:
        word, rest = box_of(node)
        render: Callable[[Node, str], str] = getattr(self, f"_{word}")
        return render(node, rest)

    def _keyfact(self, node: Node, facts: str) -> str:
        inside = self.blocks(node.children).replace("<p>", '<p class="fact">')
        head = f"<p>{icon('bulb')}{self.word(KEY_FACT)}</p>"
        return f'<div class="keyfact" role="note">{head}{inside}<footer>{self.references.footer(facts.split())}</footer></div>'

    def _warning(self, node: Node, _rest: str) -> str:
        head = f"<strong>{self.word(WARNING)}</strong>"
        return f'<div class="notice" data-status="due" role="note">{icon("alert-triangle")}<div>{head}{self.blocks(node.children)}</div></div>'

    def _note(self, node: Node, _rest: str) -> str:
        return f'<aside class="note" aria-label="{self.word(NOTE)}"><b>{self.word(NOTE)}</b>{self.blocks(node.children)}</aside>'

    def _ask(self, node: Node, _rest: str) -> str:
        question, answer = self._summary(node.children[0].children[0]), self.blocks(node.children[1:])
        return (
            f'<details class="ask"><summary>{icon("help-circle")}<span><b>{self.word(ASK)}</b>{question}</span>'
            f"{icon('chevron-down')}</summary><div>{answer}</div></details>"
        )

    def _summary(self, inline: Node) -> str:
        """The words that open a part: no term in them is explained on the spot."""
        self.in_summary = True
        html = self._inline(inline)
        self.in_summary = False
        return html

    def _case(self, node: Node, title: str) -> str:
        n = next(self.cases)
        head = f'<header>{icon("microscope")}<span id="case-{n}">{self.word(YOU_DECIDE)}{": " if self.language == "en" else "："}'
        situation, listing = self.blocks(node.children[:-1]), node.children[-1]
        decisions = "".join(
            self._decision(
                f"case-{self.number}-{n}", letter, without_tick(self._summary(choice.text.children[0])), choice
            )
            for letter, choice in zip("ABCD", choices_of(listing), strict=False)
            if choice.text is not None
        )
        return (
            f'<section class="case" aria-labelledby="case-{n}">{head}{escape(title)}</span></header>'
            f"<div>{situation}{decisions}</div></section>"
        )

    def _decision(self, group: str, letter: str, words: str, choice: Any) -> str:
        state, picture, verdict = (
            ("ok", "circle-check", RIGHT) if choice.right else ("late", "alert-triangle", NOT_THIS)
        )
        status = f'<span class="status" data-status="{state}">{icon(picture)}{self.word(verdict)}</span>'
        return (
            f'<details name="{group}" data-status="{state}"><summary><b>{letter}</b><span>{words}</span>{icon("chevron-down")}</summary>'
            f"<div>{status}{self.blocks(choice.feedback)}</div></details>"
        )

    # inside a line

    def _inline(self, node: Node) -> str:
        html = "".join(self._piece(child) for child in node.children)
        return _WRAPPED.sub("", html)

    def _piece(self, node: Node) -> str:
        match node.type:
            case "text" | "text_special":
                return escape(node.content, quote=False)
            case "softbreak":
                return "\n"
            case "hardbreak":
                return "<br>"
            case "code_inline":
                return f"<code>{escape(node.content)}</code>"
            case "math_inline":
                return mathml(node.content, block=False)
            case "link":
                return self._link(node)
        return f"<{node.tag}>{self._inline(node)}</{node.tag}>"  # em and strong

    @staticmethod
    def _kept_together(node: Node, html: str) -> str:
        """A button in the text with the signs that may not be parted from it: browsers break lines beside any button."""
        before, after = text_beside(node)
        return f"{JOINER if before in OPENS else ''}{html}{JOINER if after in CLOSES else ''}"

    def _link(self, node: Node) -> str:
        address = str(node.attrs.get("href", ""))
        if address.startswith("term:"):
            words, slug = self._inline(node), address.removeprefix("term:")
            return words if self.in_summary else self._kept_together(node, self.glossary.word(slug, words))
        if address.startswith("source:"):
            address = f"#source-{address.removeprefix('source:')}"
        return f'<a href="{escape(address)}">{self._inline(node)}</a>'
