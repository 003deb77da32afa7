"""Serving: the web server and the worker side by side, started and stopped as one."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException
from tempfile import TemporaryDirectory
from types import FrameType
from urllib.parse import urlsplit

import click
from flask import current_app
from huey.consumer import Consumer

from learn import demo
from learn.config import ROOT
from learn.kit.db import db

THREADS = 4  # per web worker; the work is short, the waiting is for the database
KEEP_ALIVE = 75  # seconds; longer than proxies keep a connection, so that they never send into one that we just closed
GRACE = 20  # seconds for requests and jobs under way when we stop


@click.command("run")
@click.option("--port", default=5000, show_default=True, help="Where to listen.")
@click.option("--host", default="127.0.0.1", show_default=True, help="On which address; a proxy stands before others.")
def run(port: int, host: str) -> None:
    """Serve the platform: web server and worker, until Ctrl-C."""
    if _taken(host, port):
        raise click.ClickException(f"Port {port} is taken by another program. Choose one: bin/run --port {port + 1}")
    settings = {**os.environ}
    if current_app.config["LEARN_ENV"] == "development":
        settings.setdefault("BASE_URL", f"http://localhost:{port}")
    with TemporaryDirectory(prefix="learn-figures-") as figures:  # where the web processes count together
        serving = {**settings, "PROMETHEUS_MULTIPROC_DIR": figures}
        children = {f"web server {n}": _start(_web_server(host, port), serving) for n in _numbers()}
        children["worker"] = _start(_worker(), settings)
        died = _until_the_end(children, host, port, settings.get("BASE_URL", current_app.config["BASE_URL"]))
    if died:
        raise click.ClickException(
            f"The {died} stopped by itself, so everything was stopped. Its last words are above."
        )
    click.echo("Stopped.")


def _until_the_end(children: Mapping[str, subprocess.Popen[bytes]], host: str, port: int, address: str) -> str | None:
    """Watch over the children until Ctrl-C, then stop them; returns which one died by itself, if one did."""
    for word in (signal.SIGINT, signal.SIGTERM):
        signal.signal(word, _stop_asked)
    died = None
    try:
        if _answers(host, port, children):
            _welcome(address)
        died = _watch(children)
    except KeyboardInterrupt:
        click.echo("\nStopping …")
    _stop(children)
    return died


@click.command("work")
def work() -> None:
    """Do the work that nobody waits for: mails, certificates, what the clock brings."""
    queue = current_app.extensions["queue"]
    consumer = Consumer(
        queue, workers=2, max_delay=1.0, check_worker_health=True, shutdown_timeout=GRACE, graceful_signal="TERM"
    )
    consumer.run()


def _numbers() -> range:
    """The web servers, from 1."""
    return range(1, current_app.config["WORKERS"] + 1)


def _web_server(host: str, port: int) -> list[str]:
    """One web process on the port that all of them share: Linux deals the connections out.

    Behind one socket, whichever process is awake takes every connection of a proxy and keeps it, and the others idle.
    """
    return [
        *(sys.executable, "-m", "gunicorn", "learn:create_app()", "--bind", f"{host}:{port}", "--reuse-port"),
        *("--worker-class", "gthread", "--workers", "1", "--threads", str(THREADS)),
        *("--keep-alive", str(KEEP_ALIVE)),
        *("--graceful-timeout", str(GRACE), "--no-control-socket", "--log-level", "warning"),
    ]


def _worker() -> list[str]:
    return [sys.executable, "-m", "learn", "work"]


def _start(command: list[str], settings: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Start a child in a session of its own: Ctrl-C reaches us alone, and we stop them in order."""
    return subprocess.Popen(command, cwd=ROOT, env=settings, start_new_session=True, preexec_fn=_end_with_parent)


def _end_with_parent() -> None:
    """Ask Linux to end this child when we are killed without a chance to stop it."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


def _stop_asked(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _watch(children: Mapping[str, subprocess.Popen[bytes]]) -> str:
    """Wait until a child dies; returns which."""
    while True:
        for name, child in children.items():
            if child.poll() is not None:
                return name
        time.sleep(0.2)


def _stop(children: Mapping[str, subprocess.Popen[bytes]]) -> None:
    """Let the children finish what is under way, then end them."""
    for child in children.values():
        if child.poll() is None:
            child.terminate()
    deadline = time.monotonic() + GRACE + 5
    for child in children.values():
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()


def _taken(host: str, port: int) -> bool:
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((host, port))
        except OSError:
            return True
    return False


def _answers(host: str, port: int, children: Mapping[str, subprocess.Popen[bytes]]) -> bool:
    """Wait until the web server answers; False if a child died before."""
    while all(child.poll() is None for child in children.values()):
        try:
            asked = HTTPConnection(host, port, timeout=30)
            asked.request("HEAD", "/health/live")
            asked.getresponse()
            return True
        except (OSError, HTTPException):
            time.sleep(0.2)
    return False


def _welcome(address: str) -> None:
    """Say where it is, who may sign in, and where the mails are."""
    click.secho(f"\n  {address}\n", bold=True)
    if current_app.config["LEARN_ENV"] == "development" and _has_demo():
        click.echo(f"  Sign in with the password {demo.PASSWORD} as")
        for part in demo.CAST:
            click.echo(f"    {part.email:<26} {', '.join(part.permissions) or 'trainee'} · {part.organisation}")
    mail = urlsplit(current_app.config["MAIL_URL"])
    click.echo(f"  Mails are laid into {mail.path}" if mail.scheme == "file" else f"  Mails go out by {mail.hostname}")
    click.echo("  Stop with Ctrl-C.\n")


def _has_demo() -> bool:
    present = demo.present()
    db.session.remove()
    return present
