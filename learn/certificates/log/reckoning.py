"""Reckoning the log up: the whole tree computed anew from its entries, and every act compared with what the log says of it."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from sqlalchemy import Select, and_, exists, func, select

from learn.certificates.log import tree
from learn.certificates.log.entry import ACTS, Act, LogEntry, LogNode, certificate_of, loaded, node_id, said_of
from learn.certificates.log.reading import Tree
from learn.kit.db import db

AT_ONCE = 2_000


class Reckoning:
    """What was found; `faults` is read to its end first, then the rest is known."""

    def __init__(self, kept: Tree | None = None) -> None:
        self.kept = kept
        self.tree = Tree(0, tree.EMPTY)
        self.late = 0  # entries that came more than an hour after their act

    def faults(self) -> Iterator[str]:
        """Everything that is not as it must be, one sentence each."""
        yield from self._entries_and_hashes()
        for act in ACTS:
            yield from self._acts(act)
            yield from self._lost(act)

    def _entries_and_hashes(self) -> Iterator[str]:
        """Each entry in its place, each kept hash as the entries give it, none too many."""
        edge: dict[tree.Place, bytes] = {}
        size = written = 0
        ids = select(LogEntry).order_by(LogEntry.id).execution_options(yield_per=AT_ONCE)
        rows = iter(db.session.scalars(ids))
        while entries := list(islice(rows, AT_ONCE)):
            if [entry.id for entry in entries] != [*range(size, size + len(entries))]:
                yield f"Entries are missing between {size} and {entries[-1].id}."
                return
            self.late += sum(_says(entry) is not None and entry.late for entry in entries)
            leaves = [tree.leaf_hash(entry.content.encode()) for entry in entries]
            computed = dict(tree.grown(size, leaves, edge))
            yield from self._compared(computed)
            written += len(computed)
            before, size = edge | computed, size + len(entries)
            yield from self._as_kept(size - len(entries), size, before)
            edge = {place: before[place] for place in tree.complete_subtrees((0, size))}
        self.tree = Tree(size, tree.hashes_of([(0, size)], lambda places: {one: edge[one] for one in places})[0])
        if (count := db.session.scalar(select(func.count()).select_from(LogNode)) or 0) != written:
            yield f"There are {count} kept hashes where the entries give {written}."
        if self.kept and self.kept.size > size:
            yield f"The log was rolled back: it had {self.kept.size} entries once, and has {size} now."

    def _compared(self, computed: dict[tree.Place, bytes]) -> Iterator[str]:
        """The kept hashes against those that were just computed."""
        wanted = {node_id(*place): place for place in computed}
        rows = db.session.execute(select(LogNode.id, LogNode.sha256).where(LogNode.id.in_(wanted))).all()
        kept = {wanted[id]: hashed for id, hashed in rows}
        for place, hashed in computed.items():
            if kept.get(place) != hashed:
                level, index = place
                of = f"entry {index}" if level == 0 else f"entries {index << level} to {((index + 1) << level) - 1}"
                yield f"The hash over {of} is not what the log holds: an entry or a hash was changed."

    def _as_kept(self, begin: int, end: int, known: dict[tree.Place, bytes]) -> Iterator[str]:
        """The root at the size of a checkpoint that somebody kept."""
        if self.kept and begin < self.kept.size <= end:
            size = self.kept.size
            root = tree.hashes_of([(0, size)], lambda places: {one: known[one] for one in places})[0]
            if root != self.kept.root:
                yield f"The log was rewritten: its first {size} entries are not those of the checkpoint kept."

    def _acts(self, act: type[Act]) -> Iterator[str]:
        """Each act has its entry, and the entry says what the act was."""
        entered = and_(LogEntry.kind == ACTS[act], LogEntry.act_id == act.id)
        asked: Select[Any, LogEntry | None] = select(act, LogEntry).outerjoin(LogEntry, entered)
        asked = asked.order_by(act.id).options(*loaded(act))
        for done, entry in db.session.execute(asked.execution_options(yield_per=AT_ONCE)):
            number = certificate_of(done).number
            if entry is None:
                yield f"{number}: {ACTS[act]}, but the log has no entry of it."
            elif not said_of(done).items() <= (_says(entry) or {}).items():
                yield f"{number}: {ACTS[act]}, but entry {entry.id} says something else."

    def _lost(self, act: type[Act]) -> Iterator[str]:
        """Each entry has its act: what was logged cannot have been undone."""
        gone = select(LogEntry.id).where(LogEntry.kind == ACTS[act], ~exists().where(act.id == LogEntry.act_id))
        for id in db.session.scalars(gone.order_by(LogEntry.id)):
            yield f"Entry {id} says that a certificate was {ACTS[act]}, but there is no record of it any more."


def _says(entry: LogEntry) -> dict[str, Any] | None:
    """What an entry says; None: somebody made it unreadable."""
    try:
        said, _moments = entry.said, (entry.at, entry.logged_at)
    except (ValueError, KeyError, TypeError):
        return None
    return said
