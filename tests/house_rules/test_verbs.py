"""Every verb that takes `by` leaves an audit entry, itself or through the verb that it calls (21 CFR 11.10(e))."""

import ast
from collections.abc import Iterator

from learn.audit import Event
from learn.config import ROOT

DOORS = {"views.py", "my_views.py", "records_views.py", "commands.py", "command.py", "forms.py"}
QUIET = {
    "receive": "a roster that is only looked at; it is dropped after a day, and applying it is recorded",
    "keep_draft": "a marker's notes, seen by nobody else; what is handed in is recorded",
    "write": "an edition of a draft is itself a record that never changes: who wrote what, when, over which edition",
    "save": "an answer is itself a record that never changes: whose attempt, when given, in which order",
}
FORMER = {"ANSWER_SAVED"}  # entries of before stay readable: an answer is its own record since

Function = ast.FunctionDef


def functions() -> Iterator[tuple[str, Function]]:
    """Every function of the nouns, with the place where it stands. Doors call verbs; they are none."""
    for path in sorted((ROOT / "learn").rglob("*.py")):
        inside = path.relative_to(ROOT / "learn")
        if (
            inside.parts[0] in ("audit", "kit", "demo", "reporting")
            or path.name in DOORS
            or path.name.startswith("admin_")
        ):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, Function):
                yield f"{inside}:{node.lineno}", node


def takes_by(function: Function) -> bool:
    return any(argument.arg == "by" for argument in (*function.args.args, *function.args.kwonlyargs))


def handed_on_to(function: Function) -> set[str]:
    """The names of everything that a function tells who acts."""
    calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
    told = [call.func for call in calls if "by" in [keyword.arg for keyword in call.keywords]]
    return {ast.unparse(name).rpartition(".")[2] for name in told}


def records_itself(function: Function) -> bool:
    return any(
        isinstance(node, ast.Call) and ast.unparse(node.func) in ("audit.record", "record")
        for node in ast.walk(function)
    )


def recording() -> set[str]:
    """The names of the functions that record, or that tell one who acts; and of the classes that do it for them."""
    every = [function for _place, function in functions()]
    names = {function.name for function in every if records_itself(function)} | {"Loading", "Plan", "write"}
    while more := {one.name for one in every if one.name not in names and handed_on_to(one) & names}:
        names |= more
    return names


def test_every_verb_that_takes_by_records_it():
    known = recording()
    silent = [
        f"{place} {function.name}"
        for place, function in functions()
        if takes_by(function) and function.name not in known | QUIET.keys() and not function.name.startswith("_")
    ]
    assert not silent, f"record an audit entry in these, or call a verb that does: {silent}"


def test_the_actor_is_always_named():
    """`by` is a keyword, so that nobody reads `revoke(ada, bo)` and wonders who revoked whom."""
    positional = [
        f"{place} {function.name}"
        for place, function in functions()
        if any(argument.arg == "by" for argument in function.args.args) and function.name != "__init__"
    ]
    assert not positional, f"put a * before `by` in: {positional}"


def test_no_recorded_entry_leaves_out_who_acted():
    nameless = [
        f"{place} {function.name}"
        for place, function in functions()
        for node in ast.walk(function)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) == "audit.record"
        and "by" not in [keyword.arg for keyword in node.keywords]
    ]
    assert not nameless, f"say by whom in: {nameless}"


def test_every_event_happens_somewhere():
    source = "".join(
        path.read_text() for path in (ROOT / "learn").rglob("*.py") if path.name not in ("entry.py", "sentences.py")
    )
    former = {Event.ANSWER_SAVED}  # an answer is its own record now; entries of before must stay readable
    never = [event.name for event in Event if f"Event.{event.name}" not in source and event not in former]
    assert not never, f"record these, or take them out of learn/audit/entry.py: {never}"
