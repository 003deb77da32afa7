"""Figures for a monitor, in the format of Prometheus: answers, how long they took, and whatever is registered as a gauge.

Several web processes count together where PROMETHEUS_MULTIPROC_DIR names a folder of theirs; `bin/learn run` gives one.
"""

import hmac
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from time import perf_counter

from flask import Flask, Response, abort, current_app, g, request
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector

COUNTED = CollectorRegistry()
ANSWERS = Counter("http_requests", "Answers given.", ["endpoint", "status"], registry=COUNTED)
SECONDS = Histogram(
    "http_request_seconds",
    "How long an answer took, its transaction included.",
    ["endpoint"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
    registry=COUNTED,
)


@dataclass(frozen=True)
class Gauge:
    """A figure that is counted when somebody asks."""

    name: str
    says: str
    count: Callable[[], int]


def init_app(app: Flask, gauges: Iterable[Gauge]) -> None:
    """Time every answer. Called before anything else that listens to requests, so that all of it is timed."""
    app.extensions["gauges"] = [*gauges]
    app.before_request(_begin)
    app.after_request(_count)
    app.add_url_rule("/metrics", "metrics", show)


def show() -> ResponseReturnValue:
    """The figures, for a monitor on this machine or one that knows METRICS_TOKEN; to others the page does not exist."""
    if not (_from_this_machine() or _knows_the_token()):
        abort(404)
    registry = CollectorRegistry()
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        registry.register(COUNTED)
    registry.register(_Gauges())
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


show.access = "public"  # type: ignore[attr-defined]
show.talisman_view_options = {"force_https": False}  # type: ignore[attr-defined]  # asked behind the proxy


class _Gauges:
    """The registered figures, each counted now."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """One after the other."""
        for gauge in current_app.extensions["gauges"]:
            yield GaugeMetricFamily(gauge.name, gauge.says, value=gauge.count())


def _from_this_machine() -> bool:
    """Whether the caller itself is here: a proxy on this machine says that it speaks for somebody else."""
    forwarded = "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
    return request.remote_addr in ("127.0.0.1", "::1") and not forwarded


def _knows_the_token() -> bool:
    token, sent = current_app.config["METRICS_TOKEN"], request.headers.get("Authorization", "")
    return bool(token) and hmac.compare_digest(sent.encode(), f"Bearer {token}".encode())


def _begin() -> None:
    g.began = perf_counter()


def _count(response: Response) -> Response:
    endpoint = request.endpoint or "none"
    ANSWERS.labels(endpoint, response.status_code).inc()
    SECONDS.labels(endpoint).observe(perf_counter() - g.get("began", perf_counter()))
    return response
