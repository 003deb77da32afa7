"""Jobs: rung for after the commit, forgotten after a rollback, done by whichever queue there is."""

import os
import uuid
from dataclasses import replace

import pytest
import redis

from learn import create_app
from learn.kit.db import db, transaction
from learn.kit.jobs import job
from learn.kit.storage import Storage

done: list[int] = []
REDIS = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/15")


@job
def note(number: int) -> None:
    """Remember that the work was done."""
    done.append(number)


@pytest.fixture(params=["embedded", "redis"])
def queue(request, config, tmp_path):
    """The embedded queue, and the one in Redis where there is one."""
    settings = replace(config, DATABASE_URL=f"sqlite:///{tmp_path}/learn.db", EXTRA={**config.EXTRA, "VAR": tmp_path})
    if request.param == "redis":
        try:
            redis.Redis.from_url(REDIS, socket_connect_timeout=1).ping()
        except redis.RedisError as fault:
            pytest.skip(f"no Redis answers at {REDIS}: {fault}")
        settings = replace(settings, REDIS_URL=REDIS)
    app = create_app(settings)
    app.extensions["queue"].flush()
    done.clear()
    with app.app_context():
        yield app.extensions["queue"]
        app.extensions["queue"].flush()


def work(queue) -> None:
    """Do what a worker would do with the next piece of work."""
    queue.execute(queue.dequeue())


def test_a_bell_rings_after_the_commit_and_the_work_is_done(queue):
    with transaction():
        note.later(7)
        assert queue.pending_count() == 0
    assert queue.pending_count() == 1
    work(queue)
    assert done == [7]


def test_what_is_undone_rings_no_bell(queue):
    def act_that_fails() -> None:
        with transaction():
            note.later(7)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        act_that_fails()
    assert queue.pending_count() == 0


def test_a_savepoint_rings_no_bell_by_itself(queue):
    with transaction():
        with db.session.begin_nested():
            note.later(7)
        assert queue.pending_count() == 0
    assert queue.pending_count() == 1


def test_a_queue_that_is_down_does_not_undo_the_act(app, monkeypatch):
    def down(*_args):
        raise ConnectionError

    monkeypatch.setitem(app.extensions, "bell", down)
    note.later(7)
    db.session.commit()


def test_stored_files_are_never_overwritten(tmp_path):
    storage = Storage(f"file://{tmp_path}/{uuid.uuid4()}")
    digest = storage.put("a/b.pdf", b"first")
    assert storage.put("a/b.pdf", b"first") == digest
    with pytest.raises(OSError, match="not stored whole"):
        storage.put("a/b.pdf", b"second")
    assert b"".join(storage.stream("a/b.pdf")) == b"first"
    with pytest.raises(FileNotFoundError):
        storage.get("a/other.pdf")
