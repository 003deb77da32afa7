"""Which elements of QTI and HTML are what: for reading the texts of an item."""

import re

from learn.interop.qti.tree import Node

BLOCKS = {
    "p",
    "div",
    "li",
    "tr",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "blockquote",
    "pre",
    "ul",
    "ol",
    "table",
    "prompt",
    "itemBody",
    "stimulusBody",
}
FEEDBACK = ("modalFeedback", "feedbackInline", "feedbackBlock")
PLAIN = {"p", "div", "br", "span", "prompt", "contentBody", "label", "section", "article"}
ASIDE = {
    *FEEDBACK,
    "rubricBlock",
    "stylesheet",
    "catalogInfo",
    "companionMaterialsInfo",
    "apipAccessibility",
    "accessibilityInfo",
    "endAttemptInteraction",
}
THROUGH = {  # only dress what stands in them, or hold what is to be answered
    *PLAIN, "hottext", "gap", "ruby", "rb", "rtc", "bdo", "bdi", "font", "center", "col", "colgroup", "address", "dfn",
    "kbd", "samp", "var", "acronym", "ins", "del", "mark", "time", "figcaption", "header", "footer", "main", "aside",
    "nav", "body", "html", "head", "thead", "legend", "fieldset",
}  # fmt: skip
PAGES = {"text/html", "application/xhtml+xml"}
UNKEPT = {"catalogInfo", "companionMaterialsInfo", "apipAccessibility", "accessibilityInfo"}
HTML = {
    "a", "abbr", "b", "blockquote", "br", "caption", "code", "div", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i",
    "img", "li", "ol", "p", "pre", "small", "span", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th",
    "thead", "tr", "ul", "u", "s", "big", "tt", "script", "style", "iframe", "dl", "dt", "dd", "cite", "q", "figure",
}  # fmt: skip


def letters(n: int) -> str:
    """The id of the n-th part, from 0: a … z, aa, ab …"""
    return (letters(n // 26 - 1) if n >= 26 else "") + chr(97 + n % 26)


def formula(node: Node) -> str:
    """A formula of MathML as text."""
    for note in node.all("annotation"):
        if note.get("encoding").lower() in ("latex", "tex", "application/x-tex"):
            return note.text
    return node.get("alttext") or _linear(node)


def _linear(node: Node) -> str:
    """A formula on one line: (a)/(b), a^b, a_b."""
    inside = [_linear(child) for child in node.nodes]
    match node.name, inside:
        case "mfrac", [over, under]:
            return f"({over})/({under})"
        case "msup", [base, power]:
            return f"{base}^{power}"
        case "msub", [base, index]:
            return f"{base}_{index}"
        case "msqrt", _:
            return f"√({' '.join(inside)})"
        case "annotation" | "annotation-xml", _:
            return ""
    return "".join(inside) if node.nodes else node.text


def marked(node: Node) -> bool:
    """Whether anything below an element is marked up, so that plain text would lose it."""
    for child in node.nodes:
        if child.name in ("object", "img") and node.name.endswith("Interaction"):
            continue
        if child.name in HTML - PLAIN or child.name in ("object", "svg"):
            return True
        if marked(child):
            return True
    return False


def tidy(text: str) -> str:
    """Paragraphs with one empty line between them, without spaces at the ends of lines."""
    lines = [line.strip() for line in re.sub(r"[ \t]+", " ", text).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
