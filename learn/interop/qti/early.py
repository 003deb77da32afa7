"""Items of QTI 1.2, which Canvas and others still write: said again in the words of version 2."""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from flask_babel import gettext as _

from learn.interop.qti.early_blackboard import settle
from learn.interop.qti.early_rules import conditions, most_of, rules
from learn.interop.qti.fragments import nodes_of
from learn.interop.qti.item import Lost
from learn.interop.qti.open_ended import TYPES
from learn.interop.qti.tree import Node
from learn.interop.qti.values import number_of

_RESPONSES = ("response_lid", "response_str", "response_num", "response_xy", "response_grp")
_RENDERED = ("render_choice", "render_fib", "render_extension", "render_hotspot", "render_slider")
_BLANK = re.compile(r"\[([^\[\]]+)\]")


def items_of(root: Node) -> Iterator[Node]:
    """Every item, in whichever section. A section that draws some of its items may say what each is worth."""
    for section in root.all("section"):
        for node in [
            one for ordering in section.direct("selection_ordering") for one in ordering.all("points_per_item")
        ]:
            for item in section.direct("item"):
                item.attributes["points"] = node.text
    return root.all("item")


def translated(node: Node) -> Node:
    """An item in the words of version 2. Raises Lost."""
    return _Item(node).made


class _Item:
    """One item while it is translated."""

    def __init__(self, node: Node) -> None:
        self.node = node
        settle(node)
        labels = {
            "".join(one.text for one in field.direct("fieldlabel")): "".join(
                one.text for one in field.direct("fieldentry")
            )
            for field in node.all("qtimetadatafield")
        }
        self.type = labels.get("question_type") or next(
            (one.text for one in node.all("bbmd_questiontype", "qmd_itemtype")), ""
        )
        most = "".join(one.text for one in node.all("qmd_absolutescore_max"))
        self.points = number_of(node.get("points") or labels.get("points_possible") or labels.get("points") or most)
        place = next(iter(node.direct("presentation")), None)
        if place is None:
            raise Lost(_("The item has no <presentation>."), node)
        self.place = place
        self.responses = list(place.all(*_RESPONSES))
        self.conditions = conditions(node)
        self.paired: set[str] = set()  # responses that became one side of pairs
        self.typed_in: dict[str, dict[str, str]] = {}  # what a choice says that may be typed
        self.made = Node("assessmentItem", {"title": node.get("title"), "identifier": node.get("ident")}, [], node.line)
        self.body = Node("itemBody", {}, [], place.line)
        self._translate()

    def _translate(self) -> None:
        if self.type in ("text_only_question", "calculated_question"):
            raise Lost(_("There is no kind of question here for “%(name)s”.", name=self.type), self.node)
        if not self.responses and self.type not in ("essay_question", "file_upload_question"):
            raise Lost(_("The item asks nothing: it has no response."), self.place)
        if not self.responses:
            kind = "extendedTextInteraction" if self.type == "essay_question" else "uploadInteraction"
            asked = Node(kind, {"responseIdentifier": "RESPONSE", **self._files()}, [], self.place.line)
            self.body.children += [*self._texts([self.place]), asked]
            self._declare("RESPONSE", "single", "string" if kind[0] == "e" else "file", [])
        elif self._is_matching():
            self._matching()
        elif self._blanks():
            self._gaps()
        else:
            self._flow(self.place)
        self.made.children += [self.body, *rules(self)] if self.conditions else [self.body]
        self._outcome()

    def _files(self) -> dict[str, str]:
        """Which files Canvas lets somebody hand in, and how many."""
        endings = [one.strip().lstrip(".").lower() for one in self.place.get("allowed_types").split(",")]
        kinds = [TYPES.get({"jpeg": "jpg"}.get(one, one), one) for one in endings if one]
        most = self.place.get("files_count")
        limit = {"class": f"most-files-{most}"} if most.isdigit() and 0 < int(most) <= 10 else {}
        return {**({"type": " ".join(kinds)} if kinds else {}), **limit}

    def _outcome(self) -> None:
        outcome = Node("outcomeDeclaration", {"identifier": "SCORE", "cardinality": "single", "baseType": "float"})
        if self.points:
            outcome.attributes["normalMaximum"] = str(float(self.points))
        said = Node(
            "outcomeDeclaration", {"identifier": "FEEDBACK", "cardinality": "multiple", "baseType": "identifier"}
        )
        self.made.children[:0] = [outcome, said]
        for feedback in self.node.direct("itemfeedback"):
            attributes = {"outcomeIdentifier": "FEEDBACK", "identifier": feedback.get("ident"), "showHide": "show"}
            self.made.children.append(Node("modalFeedback", attributes, self._texts([feedback]), feedback.line))

    @property
    def factor(self) -> Fraction:
        """What a point of the rules is worth, where they count to 100 and the item says its points."""
        most = most_of(self.node)
        return self.points / most if self.points and most else Fraction(1)

    @property
    def labels(self) -> dict[str, str]:
        """The response to which each choice belongs; Blackboard asks for a choice by its own name."""
        return {label.get("ident"): one.get("ident") for one in self.responses for label in one.all("response_label")}

    # texts

    def _texts(self, places: Sequence[Node]) -> list[Node | str]:
        """The material of some elements, without that of what is to be answered in them."""
        found: list[Node | str] = []
        for place in places:
            for child in place.nodes:
                if child.name in ("mattext", "matemtext", "mat_formattedtext"):
                    html = child.get("texttype") == "text/html" or child.nodes or child.name == "mat_formattedtext"
                    raw = child.raw.strip() if not child.nodes else child.markup()
                    found.append(Node("div", {}, nodes_of(raw) if html else [raw], child.line))
                elif child.name == "matimage":
                    found.append(Node("img", {"src": child.get("uri"), "alt": child.get("label")}, [], child.line))
                elif child.name == "matbreak":
                    found.append(Node("br"))
                elif child.name in ("mataudio", "matvideo", "matapplet", "matapplication"):
                    found.append(Node("object", {"type": child.name.removeprefix("mat")}, [], child.line))
                elif child.name not in _RESPONSES and child.name not in _RENDERED:
                    found += self._texts([child])
        return found

    def _flow(self, place: Node) -> None:
        """The content as it stands, with each response in its place."""
        for child in place.nodes:
            if child.name in _RESPONSES:
                self.body.children += self._texts([child])
                self.body.children.append(self._interaction(child))
            elif any(True for _one in child.all(*_RESPONSES)):
                self._flow(child)
            elif child.name not in _RENDERED:
                self.body.children += self._texts([Node("flow", {}, [child])])

    # responses

    def _interaction(self, response: Node) -> Node:
        id = response.get("ident")
        many = response.get("rcardinality", "Single").lower()
        rendered = next(iter(response.direct(*_RENDERED)), None)
        if rendered is None:
            raise Lost(_("It does not say how it is answered."), response)
        if rendered.name == "render_fib" or response.name in ("response_str", "response_num"):
            return self._typed(response, rendered, id)
        if rendered.name not in ("render_choice", "render_extension"):
            raise Lost(_("There is no kind of question here for <%(name)s>.", name=rendered.name), rendered)
        choices = self._choices(response, "simpleChoice")
        right = self._right(id)
        if many == "ordered" or (rendered.name == "render_extension" and self.type.startswith("order")):
            self._declare(id, "ordered", "identifier", right)
            return Node("orderInteraction", {"responseIdentifier": id, "shuffle": "true"}, choices, response.line)
        several = many == "multiple" or self.type == "multiple_answers_question"
        self._declare(id, "multiple" if several else "single", "identifier", right if several else right[:1])
        shuffle = "true" if rendered.get("shuffle").lower() == "yes" else "false"
        attributes = {"responseIdentifier": id, "maxChoices": "0" if several else "1", "shuffle": shuffle}
        return Node("choiceInteraction", attributes, choices, response.line)

    def _typed(self, response: Node, rendered: Node, id: str) -> Node:
        kind = rendered.get("fibtype", "String").lower()
        number = response.name == "response_num" or kind in ("integer", "decimal") or "numerical" in self.type
        essay = (
            "essay" in self.type.lower()
            or (int(rendered.get("rows") or 1) if rendered.get("rows").isdigit() else 1) > 1
        )
        nothing_right = not number and not self._right(id) and not self.type.startswith(("short", "fill"))
        if essay or nothing_right:
            self._declare(id, "single", "string", [])
            return Node("extendedTextInteraction", {"responseIdentifier": id}, [], response.line)
        self._declare(id, "single", "float" if number else "string", self._right(id)[:1])
        return Node("textEntryInteraction", {"responseIdentifier": id}, [], response.line)

    def _choices(self, response: Node, name: str) -> list[Node | str]:
        found: list[Node | str] = []
        for label in response.all("response_label"):
            found.append(Node(name, {"identifier": label.get("ident")}, self._texts([label]), label.line))
        return found

    def _right(self, id: str) -> list[str]:
        """The values that earn points for a response: all of them, the best condition first."""
        earning = sorted((one for one in self.conditions if one.worth > 0), key=lambda one: -one.worth)
        return list(dict.fromkeys(value for one in earning for ident, value in one.wanted if ident == id))

    def _declare(self, id: str, cardinality: str, base: str, right: Sequence[str]) -> None:
        node = Node(
            "responseDeclaration", {"identifier": id, "cardinality": cardinality, "baseType": base}, [], self.place.line
        )
        if right:
            node.add("correctResponse", *(Node("value", {}, [value]) for value in right))
        self.made.children.append(node)

    # matching and gaps

    def _is_matching(self) -> bool:
        lids = [one for one in self.responses if one.name == "response_lid"]
        return self.type == "matching_question" or (
            len(lids) > 1
            and len(lids) == len(self.responses)
            and not self._blanks()
            and all(one.direct("material") for one in lids)
        )

    def _matching(self) -> None:
        """Several lists with the same choices: two sides."""
        lefts, rights, pairs = Node("simpleMatchSet", line=self.place.line), Node("simpleMatchSet"), []
        seen: set[str] = set()
        for response in self.responses:
            id = response.get("ident")
            lefts.add("simpleAssociableChoice", *self._texts(response.direct("material")), identifier=id, matchMax="1")
            pairs += [f"{id} {value}" for value in self._right(id)]
            if len(self._right(id)) > 1 and response.get("rcardinality").lower() != "multiple":
                raise Lost(_("Its parts do not belong together one by one."), response)
            for choice in self._choices(response, "simpleAssociableChoice"):
                if isinstance(choice, Node) and choice.get("identifier") not in seen:
                    seen.add(choice.get("identifier"))
                    rights.children.append(choice)
        self._declare("RESPONSE", "multiple", "directedPair", pairs)
        attributes = {"responseIdentifier": "RESPONSE", "shuffle": "true"}
        self.body.children += self._texts([self.place])
        self.body.children.append(Node("matchInteraction", attributes, [lefts, rights], self.place.line))
        self.paired = {one.get("ident") for one in self.responses}

    def _blanks(self) -> dict[str, Node]:
        """The responses whose blank, such as [color1], stands in the text."""
        named = {}
        for response in self.responses:
            named[response.get("ident").removeprefix("response_")] = response
            named.setdefault(" ".join(one.text for one in response.direct("material")), response)
        text = "".join(one.raw for one in self._texts([self.place]) if isinstance(one, Node))
        blanks = {found[1] for found in _BLANK.finditer(text)}
        return {label: one for label, one in named.items() if label in blanks}

    def _gaps(self) -> None:
        """A text with [blanks], each of which is a response."""
        blanks = self._blanks()
        for child in self._texts([self.place]):
            self.body.children.append(self._filled(child, blanks) if isinstance(child, Node) else child)

    def _filled(self, node: Node, blanks: dict[str, Node]) -> Node:
        made = Node(node.name, node.attributes, [], node.line)
        for child in node.children:
            if isinstance(child, Node):
                made.children.append(self._filled(child, blanks))
                continue
            for place, part in enumerate(_BLANK.split(child)):
                response = blanks.pop(part, None) if place % 2 else None
                made.children.append(self._gap(response) if response else f"[{part}]" if place % 2 else part)
        return made

    def _gap(self, response: Node) -> Node:
        id, right = response.get("ident"), self._right(response.get("ident"))
        if response.name == "response_str":
            return self._typed(
                response, response.direct(*_RENDERED)[0] if response.direct(*_RENDERED) else response, id
            )
        choices = [one for one in self._choices(response, "inlineChoice") if isinstance(one, Node)]
        typed = (
            "fill_in" in self.type
            or "short_answer" in self.type
            or set(right) >= {one.get("identifier") for one in choices}
        )
        if typed:  # the choices are what may be typed
            self.typed_in[id] = {one.get("identifier"): one.text for one in choices}
            right = right or [one.get("identifier") for one in choices]
            self._declare(id, "single", "string", [self.typed_in[id].get(value, value) for value in right[:1]])
            return Node("textEntryInteraction", {"responseIdentifier": id}, [], response.line)
        self._declare(id, "single", "identifier", right[:1])
        return Node("inlineChoiceInteraction", {"responseIdentifier": id, "shuffle": "true"}, [*choices], response.line)
