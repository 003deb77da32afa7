"""What Blackboard writes in its own way, said as QTI 1.2 says it."""

from learn.interop.qti.tree import Node

_RIGHTS = "RIGHT_MATCH_BLOCK"


def settle(item: Node) -> None:
    """Put the texts of a matching question where its responses are: there they stand beside each other by their number."""
    right = next((one for one in item.all("flow") if one.get("class") == _RIGHTS), None)
    if right is None:
        return
    texts = right.direct("flow")
    names: dict[str, str] = {}
    for flow in list(item.all("flow")):
        for response in flow.direct("response_lid"):
            _settle(flow, response, texts, names)
    right.children = []
    for value in item.all("varequal"):
        value.children = [names.get(value.text, value.text)]


def _settle(flow: Node, response: Node, texts: list[Node], names: dict[str, str]) -> None:
    beside = [one for one in flow.nodes if one is not response]
    flow.children = [response]
    response.children.insert(0, Node("material", {}, [*beside], response.line))
    for place, label in enumerate(response.all("response_label")):
        names[label.get("ident")] = f"right{place + 1}"
        label.attributes["ident"] = f"right{place + 1}"
        if not label.text and place < len(texts):
            label.children = [texts[place]]
