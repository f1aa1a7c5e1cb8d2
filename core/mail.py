"""Mail leaves through a row: it is written with the fact it tells of, and sent until it went or can't."""

import base64
import email
import email.policy
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import structlog
from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import QuerySet

from core.acting import as_system
from core.fields import Sealed
from core.models.mail import OutgoingMail
from core.work import Effect, Hopeless

logger = structlog.get_logger(__name__)


class OutboxBackend(BaseEmailBackend):
    """Django's and allauth's mail, and ours, put into the outbox in the caller's transaction."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        from core.tasks import send_mail, wake  # noqa: PLC0415 - tasks import the functions they run

        with transaction.atomic(), as_system("mail"):
            for message in email_messages:
                queue(message)
        transaction.on_commit(lambda: wake(send_mail))
        return len(email_messages)


def queue(message: EmailMessage, *, key: str | None = None) -> None:
    """One row for each recipient; with a `key`, at most one ever."""
    raw = base64.b64encode(message.message().as_bytes()).decode()
    rows = [
        OutgoingMail(
            to=to, subject=_one_line(str(message.subject)), message=raw, key=f"{key}:{number}" if key else None
        )
        for number, to in enumerate(message.recipients())
    ]
    OutgoingMail.objects.bulk_create(rows, ignore_conflicts=key is not None)


def send(row: OutgoingMail) -> Effect:
    """Talks to the provider outside of any transaction; the text is emptied in the one that says it went."""
    message = _rebuilt(row)
    with get_connection(settings.MAIL_DELIVERY_BACKEND) as connection:
        message.connection = connection
        message.send()
    _check_status(message)
    sent_as = str(getattr(getattr(message, "anymail_status", None), "message_id", None) or "")[:255]
    mails = OutgoingMail.objects.filter(pk=row.pk)
    return lambda: _forget_text(mails, sent_as)


def _forget_text(mails: QuerySet[OutgoingMail], sent_as: str) -> None:
    mails.update(message=Sealed(""), provider_id=sent_as)


def _rebuilt(row: OutgoingMail) -> EmailMultiAlternatives:
    """The message as Django knows it, so that any backend can send it."""
    parsed = email.message_from_bytes(base64.b64decode(row.message), policy=email.policy.default)
    text = parsed.get_body(("plain",))
    html = parsed.get_body(("html",))
    message = EmailMultiAlternatives(
        subject=str(parsed["subject"]),
        body=text.get_content() if text else "",
        from_email=str(parsed["from"]),
        to=[row.to],
    )
    message.extra_headers["Message-ID"] = str(parsed["message-id"])
    if html is not None:
        message.attach_alternative(html.get_content(), "text/html")
    return message


def _check_status(message: Any) -> None:
    status = getattr(message, "anymail_status", None)
    if status is not None and status.status and not status.status & {"sent", "queued"}:
        raise Hopeless(f"The provider answered {sorted(status.status)}.")


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", str(text)).strip()


class FileBackend(BaseEmailBackend):
    """Development without a mail server: messages become files one can open."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = Path(settings.MAIL_DIR)
        folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            content = message.message()
            name = re.sub(r"[^\w.-]", "", str(content["Message-ID"]))
            (folder / f"{name}.eml").write_bytes(content.as_bytes())
            logger.info("mail written to a file", subject=message.subject, to=message.to)
        return len(email_messages)
