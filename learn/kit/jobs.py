"""Work that need not be done while somebody waits. A job is a doorbell: it finds the noun and calls the verb.

The fact that work is due is a row in the same transaction. The bell rings after the commit; a sweep in the
schedule finds what a lost bell left; ringing twice does no harm.
"""

from collections.abc import Callable
from typing import Any

import structlog
from flask import Flask
from huey import Huey, RedisHuey, SqliteHuey, crontab
from sqlalchemy import event
from sqlalchemy.orm import Session

from learn.kit.db import db, transaction

log = structlog.get_logger()
_jobs: dict[str, "Job"] = {}


class Job:
    """A function that the worker runs in a transaction of its own."""

    def __init__(self, work: Callable[..., None]) -> None:
        self.work = work
        self.name = f"{work.__module__}.{work.__qualname__}"
        self.__doc__ = work.__doc__
        _jobs[self.name] = self

    def later(self, *args: int | str) -> None:
        """Ring for this job once the current transaction has committed."""
        db.session.info.setdefault("bells", []).append((self.name, args))

    def __call__(self, *args: int | str) -> None:
        """Do the work now."""
        self.work(*args)


def job(work: Callable[..., None]) -> Job:
    """Make a function a job: `remind.later(order.id)` inside a verb."""
    return Job(work)


class Timed:
    """A job that the schedule runs by the clock."""

    def __init__(self, work: Callable[[], None], when: dict[str, str]) -> None:
        self.work, self.when = work, when
        self.name = f"{work.__module__}.{work.__qualname__}"


def every_minute(work: Callable[[], None]) -> Timed:
    """Once a minute."""
    return Timed(work, {"minute": "*"})


def daily(at: str, work: Callable[[], None]) -> Timed:
    """Once a day, at an hour and minute of UTC such as 22:00."""
    hour, minute = at.split(":")
    return Timed(work, {"hour": str(int(hour)), "minute": str(int(minute))})


def init_app(app: Flask, schedule: list[Timed]) -> None:
    """Choose the queue: Redis where there is one, else a file beside the database."""
    queue: Huey
    if url := app.config["REDIS_URL"]:
        queue = RedisHuey("learn", url=url, results=False)
    else:
        app.config["VAR"].mkdir(parents=True, exist_ok=True)
        queue = SqliteHuey("learn", filename=str(app.config["VAR"] / "queue.db"), results=False, fsync=True)
    app.extensions["queue"] = queue

    def run(name: str, args: list[Any]) -> None:
        with app.app_context(), transaction():
            run_job(name, args)

    app.extensions["bell"] = queue.task(name="run", retries=5, retry_delay=20)(run)

    for timed in schedule:

        def tick(timed: Timed = timed) -> None:
            with app.app_context(), transaction():
                timed.work()

        queue.periodic_task(crontab(**timed.when), name=timed.name)(tick)


def run_job(name: str, args: list[Any]) -> None:
    """Do the work that a bell rang for."""
    _jobs[name](*args)


@event.listens_for(Session, "after_commit")
def _ring(session: Session) -> None:
    if session.in_nested_transaction():
        return
    from flask import current_app

    for name, args in session.info.pop("bells", []):
        try:
            current_app.extensions["bell"](name, list(args))
        except Exception:  # a lost bell is found by the sweep; the person's act has already succeeded
            log.warning("bell lost", job=name, exc_info=True)


@event.listens_for(Session, "after_rollback")
def _silence(session: Session) -> None:
    if not session.in_nested_transaction():
        session.info.pop("bells", None)
