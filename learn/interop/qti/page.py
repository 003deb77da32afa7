"""One item while it is written: its texts in one language, its variables, its rules, and the pictures that it shows."""

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any
from urllib.parse import quote

from learn.assessment import Draft
from learn.interop.qti.item import TOOL
from learn.interop.qti.markup_kept import elements_of, told
from learn.interop.qti.tree import Node

GAP = re.compile(r"\[\[([^\[\]]*)\]\]")
_MEDIA = re.compile(r"media:(.+)", re.S)
_NO_SIGN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML has no such signs
Content = list[Node | str]


class Page:
    """An <assessmentItem> that grows."""

    def __init__(self, draft: Draft, id: str, language: str) -> None:
        self.draft, self.id, self.language = draft, id, language
        self.format = str(draft.body.get("format", "plain"))
        self.responses: list[Node] = []
        self.outcomes: list[Node] = []
        self.rules: list[Node] = []
        self.modals: list[Node] = []
        self.body = Node("itemBody")

    @property
    def item(self) -> Node:
        """The whole item, its parts in the order of the schema."""
        name = self.draft.name
        attributes = {
            "identifier": self.id,
            "title": fit(name or self.draft.code or self.of(self.draft.text.as_dict())[:60]).strip() or self.id,
            **({"label": fit(self.draft.code)} if self.draft.code else {}),
            "xml:lang": self.language,
            "adaptive": "false",
            "timeDependent": "false",
            "toolName": TOOL,
            "toolVersion": "1",
        }
        if name:
            attributes["title"] = fit(name)
        rules = [Node("responseProcessing", {}, [*self.rules])] if self.rules else []
        return Node("assessmentItem", attributes, [*self.responses, *self.outcomes, self.body, *rules, *self.modals])

    # texts

    def of(self, words: Mapping[str, str] | None) -> str:
        """A text in the language of the file."""
        return words.get(self.language, "") if words else ""

    def text(self, words: Mapping[str, str] | None, gaps: Mapping[str, Content] | None = None) -> Content:
        """A text in the format of the question; gaps stand where it names them."""
        said = fit(self.of(words))
        parts = elements_of(said) if self.format == "html" else _lines(said)
        for node in (one for part in parts if isinstance(part, Node) for one in (part, *part.all("img"))):
            if node.name == "img" and (shown := _MEDIA.fullmatch(node.get("src"))):
                node.attributes["src"] = self.address(shown[1])
        return _with_gaps(parts, gaps) if gaps else parts

    def flat(self, words: Mapping[str, str] | None) -> str:
        """A text of the question for a place where QTI has only plain ones."""
        said = fit(self.of(words))
        return told(said) if self.format == "html" else said

    def address(self, name: str) -> str:
        """Where the package has a picture, seen from the item."""
        return f"../media/{self.id}/{quote(name, safe='')}"

    # variables

    def response(self, suffix: str, cardinality: str, base: str, right: Sequence[str] = ()) -> Node:
        """Declare where an answer goes, and which one is right."""
        attributes = {"identifier": f"RESPONSE{suffix}", "cardinality": cardinality, "baseType": base}
        node = Node("responseDeclaration", attributes)
        if right:
            node.add("correctResponse", *(Node("value", {}, [fit(one)]) for one in right))
        self.responses.append(node)
        return node

    def outcome(self, name: str, cardinality: str, base: str, value: str = "", **attributes: str) -> Node:
        """Declare what the rules give."""
        named = {"identifier": name, "cardinality": cardinality, "baseType": base}
        node = Node("outcomeDeclaration", named | attributes)
        if value:
            node.add("defaultValue", Node("value", {}, [value]))
        self.outcomes.append(node)
        return node

    def worth(self, suffix: str, body: Mapping[str, Any], otherwise: Fraction = Fraction(1)) -> Fraction:
        """Declare the points of a question, and say what they are."""
        stated = "points" in body
        points = Fraction(str(body["points"])) if stated else otherwise
        self.outcome(f"SCORE{suffix}", "single", "float", "0", normalMaximum=decimal(points))
        said = {"interpretation": "points"} if stated else {}
        self.outcome(f"MAXSCORE{suffix}", "single", "float", decimal(points), **said)
        return points

    def by_hand(self) -> None:
        """A person gives the points declared last."""
        self.outcomes[-2].attributes["externalScored"] = "human"

    # what is said to whoever answers

    def modal(self, outcome: str, id: str, words: Mapping[str, str] | None) -> None:
        """Something that is shown once the answer is in."""
        named = {"outcomeIdentifier": outcome, "identifier": id, "showHide": "show"}
        self.modals.append(Node("modalFeedback", named, self.text(words)))

    def reason(self, suffix: str, words: Mapping[str, str] | None) -> None:
        """What everybody is told."""
        if self.of(words):
            self.outcome(f"REASON{suffix}", "single", "identifier", "reason")
            self.modal(f"REASON{suffix}", "reason", words)

    def feedback(self, suffix: str, body: Mapping[str, Any]) -> None:
        """What right, partly right and wrong answers are told."""
        said = {key: words for key, words in body.get("feedback", {}).items() if self.of(words)}
        if not said:
            return
        name = f"FEEDBACK{suffix}"
        self.outcome(name, "single", "identifier")
        for key, words in said.items():
            self.modal(name, key, words)
        score, most = variable(f"SCORE{suffix}"), variable(f"MAXSCORE{suffix}")
        branches = [
            Node("responseIf", {}, [Node("gte", {}, [score, most]), put(name, base("identifier", "right"))]),
            Node("responseElseIf", {}, [Node("gt", {}, [score, base("float", "0")]), put(name, base("identifier", "partly"))]),
            Node("responseElse", {}, [put(name, base("identifier", "wrong"))]),
        ]  # fmt: skip
        self.rules.append(Node("responseCondition", {}, [*branches]))

    def rubric(self, name: str, inside: Content, **attributes: str) -> None:
        """Something that is not for those who answer."""
        self.body.add("rubricBlock", *inside, view="scorer", class_=name, **attributes)


def _lines(text: str) -> Content:
    """A plain text; its line ends are elements, so that others keep them too."""
    parts: Content = []
    for number, line in enumerate(text.split("\n")):
        parts += [Node("br")] if number else []
        parts += [line] if line else []
    return parts


def _with_gaps(parts: Content, gaps: Mapping[str, Content]) -> Content:
    made: Content = []
    for part in parts:
        if isinstance(part, Node):
            part.children = _with_gaps(part.children, gaps)
            made.append(part)
            continue
        for place, piece in enumerate(GAP.split(part)):
            if place % 2 and piece in gaps:
                made += gaps[piece]
            elif place % 2 or piece:
                made.append(f"[[{piece}]]" if place % 2 else piece)
    return made


def fit(text: str) -> str:
    """A text without the signs that XML cannot hold."""
    return _NO_SIGN.sub("", text)


def decimal(number: Fraction) -> str:
    """A number in digits: exactly where it ends, else to twelve places."""
    rest, twos, fives = number.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    places = max(twos, fives) if rest == 1 else 12
    digits = f"{abs(round(number * 10**places)):0{places + 1}d}"
    whole, part = (digits[:-places], digits[-places:].rstrip("0")) if places else (digits, "")
    return ("-" if number < 0 and digits.strip("0") else "") + whole + (f".{part}" if part else "")


def variable(id: str) -> Node:
    """The value of a variable."""
    return Node("variable", {"identifier": id})


def base(kind: str, value: str) -> Node:
    """A value that stands in the rules."""
    return Node("baseValue", {"baseType": kind}, [value])


def put(outcome: str, value: Node) -> Node:
    """Give an outcome a value."""
    return Node("setOutcomeValue", {"identifier": outcome}, [value])
