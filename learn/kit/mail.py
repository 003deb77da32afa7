"""Letters: over SMTP where there is a mail server, else into a folder."""

import os
import re
import smtplib
import ssl
from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Protocol
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from flask import Flask, current_app

from learn.kit import clock


class Undelivered(Exception):
    """A letter that the mail server did not take; the message says why."""


class MailServerDown(Undelivered):
    """There is nobody to give letters to at present."""


@dataclass(frozen=True)
class Letter:
    """What one person gets: the same words as text and as HTML."""

    key: str  # the same letter sent twice by accident carries the same key
    to: str
    name: str
    subject: str
    text: str
    html: str
    language: str = "zh-CN"

    def message(self, sender: str) -> EmailMessage:
        """This letter as it travels."""
        message = EmailMessage()
        message["From"], message["To"] = sender, Address(_line(self.name), addr_spec=self.to)
        message["Subject"] = _line(self.subject)
        message["Date"] = format_datetime(clock.now())
        message["Message-ID"] = f"<{self.key}@{sender.rpartition('@')[2].rstrip('>')}>"
        message["Content-Language"] = self.language
        message["Auto-Submitted"] = "auto-generated"  # no out-of-office answers, please
        message.set_content(self.text)
        message.add_alternative(self.html, subtype="html")
        return message


class Post(Protocol):
    """Somebody who takes letters."""

    def send(self, message: EmailMessage, key: str) -> None:
        """Take one letter, or raise Undelivered."""


class Folder:
    """A folder of .eml files, to read on one's own machine."""

    def __init__(self, url: SplitResult) -> None:
        self.path = Path(unquote(url.path))

    def send(self, message: EmailMessage, key: str) -> None:
        """Write the letter whole or not at all."""
        name = f"{clock.now():%Y%m%d-%H%M%S}-{re.sub(r'[^A-Za-z0-9-]', '-', key)}.eml"
        part = self.path / f".{name}.part"
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            part.write_bytes(bytes(message))
            os.replace(part, self.path / name)
        except OSError as fault:
            raise MailServerDown(str(fault)) from fault


class Server:
    """An SMTP server: smtp://name:password@host:587?tls=1, or smtps:// where the line is encrypted from the start."""

    def __init__(self, url: SplitResult) -> None:
        self.host = url.hostname or ""
        self.whole_line = url.scheme == "smtps"
        self.port = url.port or (465 if self.whole_line else 25)
        self.user, self.password = unquote(url.username or ""), unquote(url.password or "")
        self.start_tls = parse_qs(url.query).get("tls") == ["1"]

    def send(self, message: EmailMessage, key: str) -> None:
        """Hand the letter over."""
        try:
            with self._connected() as server:
                server.send_message(message)
        except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError, UnicodeEncodeError) as fault:
            raise Undelivered(str(fault)) from fault
        except (OSError, smtplib.SMTPException) as fault:
            raise MailServerDown(str(fault)) from fault

    def _connected(self) -> smtplib.SMTP:
        secure = ssl.create_default_context()
        if self.whole_line:
            server: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=20, context=secure)
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=20)
        if self.start_tls:
            server.starttls(context=secure)
        if self.user:
            server.login(self.user, self.password)
        return server


def init_app(app: Flask) -> None:
    """Choose who takes our letters by MAIL_URL."""
    url = urlsplit(app.config["MAIL_URL"])
    if url.scheme not in ("file", "smtp", "smtps") or (url.scheme != "file" and not url.hostname):
        raise ValueError(f"MAIL_URL must be smtp://…, smtps://… or file:///…, not “{url.scheme}://…”.")
    app.extensions["post"] = Folder(url) if url.scheme == "file" else Server(url)


def send(letter: Letter) -> None:
    """Give a letter to whoever takes them. Raises Undelivered."""
    post: Post = current_app.extensions["post"]
    try:
        message = letter.message(current_app.config["MAIL_FROM"])
    except (ValueError, MessageError, IndexError) as fault:  # an address that is none
        raise Undelivered(str(fault)) from fault
    post.send(message, letter.key)


def _line(text: str) -> str:
    """A text as one line: a header has no second one."""
    return " ".join(text.split())
