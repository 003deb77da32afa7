"""The rules of an item of QTI 1.2, said again in the words of version 2."""

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Protocol

from learn.interop.qti.tree import Node
from learn.interop.qti.values import number_of

_COMPARED = {"varlt": "lt", "varlte": "lte", "vargt": "gt", "vargte": "gte"}


@dataclass
class Condition:
    """One <respcondition>."""

    node: Node
    worth: Fraction
    wanted: list[tuple[str, str]] = field(default_factory=list)  # response and value, of what must be so

    @property
    def test(self) -> Node | None:
        """What must hold."""
        return next(iter(self.node.direct("conditionvar")), None)


class Translated(Protocol):
    """What the rules need to know of the item."""

    conditions: list[Condition]
    paired: set[str]
    typed_in: dict[str, dict[str, str]]
    made: Node

    @property
    def factor(self) -> Fraction:
        """What a point of the rules is worth."""


def most_of(item: Node) -> Fraction | None:
    """The points to which the rules of an item count."""
    return next((number_of(one.get("maxvalue")) for one in item.all("decvar") if one.get("maxvalue")), None)


def conditions(item: Node) -> list[Condition]:
    """Every condition of an item with what it is worth."""
    found, most = [], most_of(item)
    for node in item.all("respcondition"):
        for value in node.direct("setvar"):  # Blackboard says SCORE.max instead of a number
            if value.text.upper() == "SCORE.MAX":
                value.children = [str(float(most or 1))]
        one = Condition(
            node, max((number_of(set.raw) or Fraction(0) for set in node.direct("setvar")), default=Fraction(0))
        )
        if one.test is not None:
            one.wanted = list(_wanted(one.test))
            if any(not value for _ident, value in one.wanted):  # of one choice: what is told to whoever chose it
                node.children = [
                    child for child in node.children if not (isinstance(child, Node) and child.name == "setvar")
                ]
        found.append(one)
    unsaid = [one for one in found if not one.node.direct("setvar") and _tells(one.node, "correct")]
    if most and unsaid and not any(one.worth > 0 for one in found):
        for one in unsaid:
            one.worth = most / len(unsaid)
            one.node.add("setvar", str(float(one.worth)), action="Add")
    return found


def _tells(node: Node, id: str) -> bool:
    return any(one.get("linkrefid") == id for one in node.direct("displayfeedback"))


def _wanted(node: Node) -> list[tuple[str, str]]:
    out = []
    for child in node.nodes:
        if child.name in ("varequal", "varsubset"):
            out.append((child.get("respident"), child.raw.strip()))
        elif child.name in ("and", "or"):
            out += _wanted(child)
    return out


def rules(item: Any) -> list[Node]:
    """The <responseProcessing> of an item."""
    made = Node("responseProcessing", {}, [], item.conditions[0].node.line)
    for one in item.conditions:
        test = _Test(item).of(one.test) if one.test is not None else _true()
        branch = Node("responseIf", {}, [test, *_effects(one, item.factor)], one.node.line)
        if one.node.get("continue").lower() == "no":
            branch.add("exitResponse")
        made.children.append(Node("responseCondition", {}, [branch], one.node.line))
    return [made]


def _effects(one: Condition, factor: Fraction) -> list[Node]:
    made = []
    for node in one.node.direct("setvar"):
        worth = (number_of(node.raw) or Fraction(0)) * factor
        value = _base("float", f"{worth.numerator / worth.denominator:.12g}")
        action = node.get("action", "Set").lower()
        score = Node("variable", {"identifier": "SCORE"})
        if action in ("add", "subtract", "multiply", "divide"):
            name = {"add": "sum", "multiply": "product"}.get(action, action)
            value = Node(name, {}, [score, value], node.line)
        made.append(Node("setOutcomeValue", {"identifier": "SCORE"}, [value], node.line))
    for node in one.node.direct("displayfeedback"):
        told = Node(
            "multiple", {}, [Node("variable", {"identifier": "FEEDBACK"}), _base("identifier", node.get("linkrefid"))]
        )
        made.append(Node("setOutcomeValue", {"identifier": "FEEDBACK"}, [told], node.line))
    return made


@dataclass
class _Test:
    """A condition in the words of version 2."""

    item: Any

    def of(self, node: Node) -> Node:
        inside = [one for group in self._groups(node) if (one := self._group(group, node)) is not None]
        return Node("and", {}, [*inside], node.line) if inside else _true()

    def _groups(self, node: Node) -> list[list[Node]]:
        """What must hold; several values for one answer are alternatives, for it cannot have all of them."""
        groups: dict[object, list[Node]] = {}
        for child in node.nodes:
            single = child.name in ("varequal", *_COMPARED) and not self._many(child.get("respident"))
            groups.setdefault(child.get("respident") if single else child, []).append(child)
        return list(groups.values())

    def _group(self, group: list[Node], node: Node) -> Node | None:
        values = [one for child in group if child.name == "varequal" and (one := self._one(child)) is not None]
        edges = [one for child in group if child.name != "varequal" and (one := self._one(child)) is not None]
        within = [Node("and", {}, [*edges], node.line)] if len(edges) > 1 else edges
        ways = values + within
        return Node("or", {}, [*ways], node.line) if len(ways) > 1 else next(iter(ways), None)

    def _many(self, id: str) -> bool:
        declared = [one for one in self.item.made.direct("responseDeclaration") if one.get("identifier") == id]
        return not declared or declared[0].get("cardinality") != "single"

    def _one(self, node: Node) -> Node | None:
        match node.name:
            case "and" | "or" | "not":
                inside = [one for child in node.nodes if (one := self._one(child)) is not None]
                if node.name == "not":
                    inside = [Node("or", {}, [*inside])]
                return Node(node.name, {}, [*inside], node.line)
            case "varequal" | "varsubset":
                return self._equal(node)
            case "other":  # none of the ways to be right
                return Node("lte", {}, [Node("variable", {"identifier": "SCORE"}), _base("float", "0")], node.line)
            case "unanswered":
                return Node("isNull", {}, [_variable(node)], node.line)
            case name if name in _COMPARED:
                return Node(_COMPARED[name], {}, [_variable(node), _base("float", node.raw)], node.line)
        return Node(node.name, {}, [], node.line)  # the marking will say that it does not know this

    def _equal(self, node: Node) -> Node | None:
        id, value = node.get("respident"), node.raw.strip()
        if not value and id in self.item.labels:
            node = Node(node.name, {**node.attributes, "respident": self.item.labels[id]}, [id], node.line)
            id, value = self.item.labels[id], id
        if id in self.item.paired:
            pair = Node("variable", {"identifier": "RESPONSE"})
            return Node("member", {}, [_base("directedPair", f"{id} {value}"), pair], node.line)
        declared = next(
            (one for one in self.item.made.direct("responseDeclaration") if one.get("identifier") == id), None
        )
        kind = declared.get("baseType") if declared is not None else "identifier"
        many = declared is not None and declared.get("cardinality") == "multiple"
        value = self.item.typed_in.get(id, {}).get(value, value)
        if declared is not None and declared.get("cardinality") == "ordered":
            return Node("match", {}, [_variable(node), Node("correct", {"identifier": id})], node.line)
        if many:
            return Node("member", {}, [_base(kind, value), _variable(node)], node.line)
        if kind == "float":
            return Node("equal", {"toleranceMode": "exact"}, [_variable(node), _base(kind, value)], node.line)
        if kind == "string":
            cased = "true" if node.get("case").lower() == "yes" else "false"
            return Node("stringMatch", {"caseSensitive": cased}, [_variable(node), _base(kind, value)], node.line)
        return Node("match", {}, [_variable(node), _base(kind, value)], node.line)


def _variable(node: Node) -> Node:
    return Node("variable", {"identifier": node.get("respident")}, [], node.line)


def _base(kind: str, value: str) -> Node:
    return Node("baseValue", {"baseType": kind}, [value])


def _true() -> Node:
    return Node("or", {}, [Node("baseValue", {"baseType": "boolean"}, ["true"])])
