"""Letters: written into a table by subscribers, sent by the worker outside any transaction.

Each letter has a stable Message-ID made from the business fact, so a crash between sending and
recording can repeat a letter at most once and mail programs recognise the copy (I17).
"""

from __future__ import annotations

import datetime as dt
import smtplib
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime
from functools import partial
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Mapped, Session, mapped_column

from shop.core import clock, private_files
from shop.core.db import Database, Model, insert_ignoring
from shop.core.leases import LeaseLost
from shop.core.work_queue import QueuedRow, WorkQueue

log = structlog.get_logger(__name__)


class Letter(QueuedRow, Model):
    """A letter, sent or not. ``fact`` names the business fact: one letter for each."""

    __tablename__ = "shop_letters"
    __table_args__ = (sa.Index("ix_shop_letters_due", "sent_at", "parked_at", "due_at"),)

    fact: Mapped[str] = mapped_column(sa.String(200), unique=True)
    recipient: Mapped[str] = mapped_column(sa.String(320))
    locale: Mapped[str] = mapped_column(sa.String(8))
    subject: Mapped[str] = mapped_column(sa.String(300))
    text: Mapped[str] = mapped_column(sa.Text)
    html: Mapped[str] = mapped_column(sa.Text)
    created_at: Mapped[dt.datetime]
    #: NULL until the mail server has accepted it.
    sent_at: Mapped[dt.datetime | None]


QUEUE = WorkQueue(Letter, Letter.sent_at, back_off=(30, 300, 1800, 6 * 3600))


@dataclass(frozen=True)
class Rendered:
    """The words of a letter in one language."""

    subject: str
    text: str
    html: str


def write(db: Session, *, fact: str, recipient: str, locale: str, words: Rendered) -> bool:
    """Queue a letter in the caller's transaction.

    :param fact: Names the business fact, such as ``orders.paid:C26-....``; a second letter for
        the same fact is ignored.
    :returns: Whether the letter is new.
    """
    now = clock.now(db)
    return insert_ignoring(
        db,
        Letter,
        fact=fact,
        recipient=recipient,
        locale=locale,
        subject=words.subject[:300],
        text=words.text,
        html=words.html,
        created_at=now,
        due_at=now,
        attempts=0,
        last_error="",
    )


class Mailer(Protocol):
    """The way out for letters. ``send`` raises when the letter was not accepted."""

    def send(self, message: EmailMessage) -> None:
        """Hand one letter over."""
        ...


class FolderMailer:
    """Offline twin: each letter becomes a file that any mail program opens."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, message: EmailMessage) -> None:
        """Write ``<Message-ID>.eml``; the same letter again replaces its file."""
        private_files.make_folder(self.folder)
        name = str(message["Message-ID"]).strip("<>").partition("@")[0]
        private_files.write(self.folder / f"{name}.eml", bytes(message))


class SmtpMailer:
    """Hands letters to a mail server: ``smtp://user:password@host:port`` or ``smtps://``."""

    def __init__(self, url: str, *, timeout_seconds: int = 15) -> None:
        self.parts = urlsplit(url)
        self.timeout_seconds = timeout_seconds

    def send(self, message: EmailMessage) -> None:
        """Deliver one letter; STARTTLS is used whenever the server offers it."""
        encrypted = self.parts.scheme == "smtps"
        client = smtplib.SMTP_SSL if encrypted else smtplib.SMTP
        port = self.parts.port or (465 if encrypted else 25)
        host = self.parts.hostname or "localhost"
        with client(host, port, timeout=self.timeout_seconds) as smtp:
            if not encrypted and smtp.has_extn("starttls"):
                smtp.starttls()
            if self.parts.username:
                smtp.login(unquote(self.parts.username), unquote(self.parts.password or ""))
            smtp.send_message(message)


class PostOffice:
    """Sends what is queued."""

    def __init__(self, database: Database, mailer: Mailer, *, sender: str, host: str) -> None:
        self.database = database
        self.mailer = mailer
        self.sender = sender
        self.host = host

    def send_due(self) -> int:
        """Send a batch of letters.

        :returns: How many were handed over.
        """
        return QUEUE.work_off(self.database, self._send)

    def _send(self, letter: Letter) -> bool:
        try:
            self.mailer.send(self.message(letter))
        except (OSError, smtplib.SMTPException) as error:
            log.warning("letter.failed", letter_id=letter.id, error=repr(error))
            self.database.run(partial(QUEUE.put_off, row=letter, error=repr(error)))
            return False
        try:
            self.database.run(partial(QUEUE.finish, row=letter))
        except LeaseLost:  # the other worker sends it once more, under the same Message-ID
            log.warning("letter.lease_lost", letter_id=letter.id)
        return True

    def message(self, letter: Letter) -> EmailMessage:
        """Turn a queued letter into a MIME message with a text and an HTML part."""
        message = EmailMessage()
        message["Subject"] = letter.subject
        message["From"] = self.sender
        message["To"] = letter.recipient
        message["Date"] = format_datetime(letter.created_at)
        message["Message-ID"] = f"<letter-{letter.id}-{letter.created_at:%Y%m%d%H%M%S}@{self.host}>"
        message["Content-Language"] = letter.locale
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(letter.text)
        message.add_alternative(letter.html, subtype="html")
        return message


def retry(db: Session, fact: str) -> bool:
    """Let a parked letter try again.

    :returns: Whether there was such a parked letter.
    """
    return QUEUE.retry(db, Letter.fact == fact)
