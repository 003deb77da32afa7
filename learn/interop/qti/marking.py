"""What the rules of an item give for an answer. We try answers out, so that any rule made of known parts is understood."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from learn.interop.qti.tree import Node
from learn.interop.qti.values import OPERATORS, Beyond, Value, number_of, typed

_IF = ("responseIf", "responseElseIf", "responseElse")
_STANDARD = ("match_correct", "map_response", "map_response_point", "CC2_match_basic", "CC2_map_response")
_MOST_RULES = 5_000  # elements; nobody writes more by hand


class _Over(Exception):
    """<exitResponse>: the rules end here."""


@dataclass
class Declared:
    """One variable that answers go into: its type, what is right, and what each value is worth."""

    id: str
    many: bool
    ordered: bool
    base: str
    correct: list[Value]
    mapping: Node | None
    areas: Node | None
    node: Node

    @classmethod
    def of(cls, node: Node) -> "Declared":
        """Read a <responseDeclaration>."""
        base = node.get("baseType", "string")
        right = next(iter(node.direct("correctResponse")), None)
        values = [typed(value.raw.strip(), base) for value in (right.direct("value") if right else [])]
        return cls(
            node.get("identifier"),
            node.get("cardinality", "single") in ("multiple", "ordered"),
            node.get("cardinality") == "ordered",
            base,
            [value for value in values if value is not None],
            next(iter(node.direct("mapping")), None),
            next(iter(node.direct("areaMapping")), None),
            node,
        )

    @property
    def right(self) -> Value:
        """The right answer as a value."""
        if not self.correct:
            return None
        return (self.correct if self.ordered else sorted(self.correct, key=str)) if self.many else self.correct[0]

    def worth(self, given: Value) -> Fraction:
        """What <mapResponse> gives."""
        if self.mapping is None:
            return Fraction(0)
        values = given if isinstance(given, list) else [] if given is None else [given]
        total = sum((self._of(value) for value in dict.fromkeys(values)), Fraction(0))
        least, most = (number_of(self.mapping.get(side)) for side in ("lowerBound", "upperBound"))
        total = total if least is None else max(total, least)
        return total if most is None else min(total, most)

    def _of(self, value: Value) -> Fraction:
        for entry in self.mapping.direct("mapEntry") if self.mapping else []:
            key = typed(entry.attributes.get("mapKey", ""), self.base)
            folded = entry.get("caseSensitive", "true") == "false" and isinstance(value, str) and isinstance(key, str)
            if key == value or (folded and key.casefold() == value.casefold()):
                return number_of(entry.get("mappedValue")) or Fraction(0)
        return number_of(self.mapping.get("defaultValue", "0")) or Fraction(0) if self.mapping else Fraction(0)


@dataclass
class Marking:
    """The rules of one item."""

    item: Node
    responses: dict[str, Declared] = field(default_factory=dict)
    defaults: dict[str, Value] = field(default_factory=dict)
    outcomes: dict[str, Node] = field(default_factory=dict)

    @classmethod
    def of(cls, item: Node) -> "Marking":
        """Read the declarations of an item."""
        rules = cls(item)
        for node in item.direct("responseDeclaration"):
            rules.responses[node.get("identifier")] = Declared.of(node)
        for node in item.direct("outcomeDeclaration"):
            value = next(iter(node.direct("defaultValue")), None)
            said = [typed(one.raw.strip(), node.get("baseType")) for one in (value.direct("value") if value else [])]
            many = node.get("cardinality") in ("multiple", "ordered")
            zero = Fraction(0) if node.get("baseType") in ("float", "integer") and not many else None
            rules.defaults[node.get("identifier")] = said if many and said else said[0] if said else zero
            rules.outcomes[node.get("identifier")] = node
        return rules

    @cached_property
    def _size(self) -> int:
        """How many elements the rules have."""
        return sum(1 for _node in self.rules.all()) if self.rules is not None else 0

    @property
    def rules(self) -> Node | None:
        """The element with the rules; None: the item has none, and only says what is right."""
        found = next(iter(self.item.direct("responseProcessing")), None)
        return found if found is not None and (found.nodes or found.get("template")) else None

    @property
    def template(self) -> str:
        """The standard rule that the item names; empty: it writes its own."""
        node = self.rules
        if node is None or node.nodes:
            return ""
        name = node.get("template").rstrip("/").rpartition("/")[2].removesuffix(".xml")
        if name not in _STANDARD:
            raise Beyond(node)
        return name

    def outcome(self, given: Mapping[str, Value]) -> dict[str, Value]:
        """Every outcome for some answers; variables that are not named have no answer. Raises Beyond."""
        kept = dict(self.defaults)
        rules = self.rules
        if rules is None or self.template:
            kept["SCORE"] = self._standard(given)
            return kept
        if self._size > _MOST_RULES:
            raise Beyond(rules)
        run = _Run(self, given, kept)
        try:
            for node in rules.nodes:
                run.rule(node)
        except _Over:
            pass
        return kept

    def _standard(self, given: Mapping[str, Value]) -> Fraction:
        """What match_correct and map_response give, over all variables of the item."""
        name = self.template
        total = Fraction(0)
        for id, response in self.responses.items():
            value = given.get(id)
            if name.endswith("map_response") or (not name and response.mapping is not None):
                total += response.worth(value)
            elif value is not None and response.right is not None:
                total += value == response.right
        return total

    def score(self, given: Mapping[str, Value], outcome: str = "SCORE") -> Fraction:
        """The points for some answers. Raises Beyond."""
        found = self.outcome(given)
        return number_of(found.get(outcome)) or Fraction(0)

    def shown(self, given: Mapping[str, Value], feedback: list[Node]) -> list[Node]:
        """What somebody would be told. Raises Beyond."""
        found = self.outcome(given)
        return [node for node in feedback if self._shows(node, found)]

    @staticmethod
    def _shows(node: Node, found: Mapping[str, Value]) -> bool:
        value = found.get(node.get("outcomeIdentifier"))
        values = value if isinstance(value, list) else [value]
        values = [str(one).lower() if isinstance(one, bool) else one for one in values]
        return (node.get("identifier") in values) == (node.get("showHide", "show") == "show")


@dataclass
class _Run:
    """One walk through the rules."""

    rules: Marking
    given: Mapping[str, Value]
    kept: dict[str, Value]

    def rule(self, node: Node) -> None:
        match node.name:
            case "responseCondition":
                for branch in node.direct(*_IF):
                    inside = branch.nodes
                    if branch.name == "responseElse" or (inside and self.value(inside[0]) is True):
                        for one in inside if branch.name == "responseElse" else inside[1:]:
                            self.rule(one)
                        return
            case "setOutcomeValue":
                self.kept[node.get("identifier")] = self.value(node.nodes[0]) if node.nodes else None
            case "exitResponse":
                raise _Over
            case "responseProcessingFragment":
                for one in node.nodes:
                    self.rule(one)
            case _:
                raise Beyond(node)

    def value(self, node: Node) -> Value:
        id = node.get("identifier")
        match node.name:
            case "baseValue":
                return typed(node.raw, node.get("baseType"))
            case "null":
                return None
            case "variable":
                return self._variable(node)
            case "correct" if id in self.rules.responses:
                return self.rules.responses[id].right
            case "default":
                return self.rules.defaults.get(id)
            case "mapResponse" if id in self.rules.responses:
                return self.rules.responses[id].worth(self.given.get(id))
        if node.name not in OPERATORS or not node.nodes and node.name not in ("multiple", "ordered"):
            raise Beyond(node)
        values = [self.value(one) for one in node.nodes]
        try:
            return OPERATORS[node.name](node, values)
        except (IndexError, ValueError, TypeError, OverflowError) as fault:
            raise Beyond(node) from fault

    def _variable(self, node: Node) -> Value:
        id = node.get("identifier")
        if id in self.rules.responses:
            return self.given.get(id)
        if id in self.kept:
            return self.kept[id]
        if id in ("numAttempts", "duration", "completionStatus"):
            return Fraction(1) if id == "numAttempts" else None
        raise Beyond(node)
