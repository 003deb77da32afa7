"""Every figure that a monitor may watch besides requests: work that waits, counted when /metrics is asked."""

from flask import current_app
from sqlalchemy import Select, func, select

from learn.assessment import Attempt
from learn.certificates import due
from learn.kit.db import db
from learn.kit.metrics import Gauge
from learn.notifications import Notification
from learn.training.releases import people_untold


def _jobs_waiting() -> int:
    return int(current_app.extensions["queue"].pending_count())


def _rows(asked: Select[tuple[object]]) -> int:
    return db.session.scalar(select(func.count()).select_from(asked.order_by(None).subquery())) or 0


GAUGES = [
    Gauge("jobs_waiting", "Jobs that no worker has taken yet.", _jobs_waiting),
    Gauge("mails_unsent", "Letters that should be out and are not.", lambda: _rows(Notification.unmailed())),
    Gauge("mails_given_up", "Letters that no mail server took.", lambda: _rows(Notification.given_up())),
    Gauge("certificates_due", "Completions without their certificate.", lambda: _rows(due())),
    Gauge("people_untold", "Holders of an earlier version not told yet what the new one asks.", people_untold),
    Gauge("attempts_overdue", "Attempts out of time, not handed in yet.", lambda: _rows(Attempt.out_of_time())),
]
