"""Keeping the log: every act on a certificate is entered at the very end of the transaction that did it."""

import structlog
from sqlalchemy import event, exists, func, insert, inspect, select
from sqlalchemy.orm import Session, SessionTransaction, object_session

from learn.certificates.log import tree
from learn.certificates.log.entry import ACTS, WITH, Act, LogEntry, LogNode, certificate_of, content_of, node_id
from learn.certificates.log.reading import hashes_at, size
from learn.kit import clock
from learn.kit.db import db
from learn.kit.jobs import job
from learn.signatures import SealingKey

log = structlog.get_logger()

AT_ONCE = 5_000  # so many forgotten acts are entered in one transaction
_WAITING = "acts to be logged"  # in the session, until it commits
_LOCK = 0x6C6F67  # "log": whoever appends on PostgreSQL holds it until the commit; SQLite has one writer anyway


def follow() -> None:
    """Enter whatever is done to a certificate from now on, by whichever verb: nobody can forget to tell the log."""
    for kind in ACTS:
        if not event.contains(kind, "after_insert", _note):
            event.listen(kind, "after_insert", _note)
    if not event.contains(Session, "before_commit", _close):
        event.listen(Session, "before_commit", _close)
        event.listen(Session, "after_soft_rollback", _forget)


def _note(_mapper: object, _connection: object, act: Act) -> None:
    session = object_session(act)
    if session is not None:
        session.info.setdefault(_WAITING, []).append(act)


def _close(session: Session) -> None:
    """Everything else is written by now, so that others wait for the lock as shortly as can be."""
    if session.in_nested_transaction():
        return
    session.flush()
    waiting: list[Act] = session.info.pop(_WAITING, [])
    # What a savepoint took back was never done.
    if done := [act for act in waiting if inspect(act).persistent]:
        enter(done)


def _forget(session: Session, rolled_back: SessionTransaction) -> None:
    if not rolled_back.nested:  # what only a savepoint took back is told from the rest at the end
        session.info.pop(_WAITING, None)


def enter(acts: list[Act]) -> None:
    """Append an entry for each act. The tree grows by whole rows; no row that is there is touched."""
    # So that checkpoints of today can still be checked when keys have changed; before the lock, so that nobody waits for us
    # who holds what we wait for.
    SealingKey.keep()
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    begin, logged_at = size(), clock.now()
    rows = [
        {
            "id": index,
            "content": content_of(act, logged_at=logged_at),
            "kind": ACTS[type(act)],
            "act_id": act.id,
            "certificate_id": certificate_of(act).id,
        }
        for index, act in enumerate(acts, start=begin)
    ]
    leaves = [tree.leaf_hash(str(row["content"]).encode()) for row in rows]
    edge = hashes_at(tree.complete_subtrees((0, begin)))
    db.session.execute(insert(LogEntry), rows)
    db.session.execute(
        insert(LogNode),
        [{"id": node_id(*place), "sha256": hashed} for place, hashed in tree.grown(begin, leaves, edge)],
    )


def missing(most: int | None = None) -> list[Act]:
    """Acts without an entry: those of before the log began, and any that came about behind the platform's back."""
    found: list[Act] = []
    for act, kind in ACTS.items():
        entered = exists().where(LogEntry.kind == kind, LogEntry.act_id == act.id)
        asked = select(act).where(~entered).order_by(act.id).options(*WITH[act])
        found += db.session.scalars(asked.limit(None if most is None else most - len(found)))
    return found


@job
def enter_more() -> None:
    """Enter so many of the acts that have no entry, and ring again for the others."""
    if enter_missing(AT_ONCE) == AT_ONCE:
        enter_more.later()


def enter_missing(most: int | None = None) -> int:
    """Enter acts that have no entry; how many. An entry that comes late says so: it names the act's moment and its own."""
    if found := missing(most):
        log.warning("acts logged later", acts=len(found), first=certificate_of(found[0]).number)
        enter(found)
    return len(found)


def enter_what_is_missing() -> None:
    """The nightly sweep, in as many steps as it takes."""
    enter_more.later()
