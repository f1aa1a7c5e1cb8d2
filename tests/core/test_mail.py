import base64
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.mail import BadHeaderError, EmailMultiAlternatives, get_connection
from django.db import connection, transaction

from core import mail, work
from core.models import OutgoingMail, WorkState
from tests.cast import as_house

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def post_office(settings: Any, tmp_path: Path) -> Path:
    settings.EMAIL_BACKEND = "core.mail.OutboxBackend"
    settings.MAIL_DELIVERY_BACKEND = "core.mail.FileBackend"
    settings.MAIL_DIR = tmp_path
    return tmp_path


def letter(subject: str = "Your code") -> EmailMultiAlternatives:
    message = EmailMultiAlternatives(
        subject, "The code is DQZD-JMBG.", "Paceline <hello@localhost>", ["ann@example.org"]
    )
    message.attach_alternative("<p>The code is <b>DQZD-JMBG</b>.</p>", "text/html")
    return message


def post(message: EmailMultiAlternatives) -> None:
    message.connection = get_connection()
    message.send()


def sent(folder: Path) -> list[str]:
    return [path.read_text() for path in folder.glob("*.eml")]


def test_mail_waits_in_the_outbox_until_it_is_sent(post_office: Path) -> None:
    post(letter())
    assert sent(post_office) == []
    work.run_due(OutgoingMail, call=mail.send)
    (text,) = sent(post_office)
    assert "DQZD-JMBG" in text
    assert "Subject: Your code" in text
    assert "text/html" in text


def test_mail_of_a_rolled_back_transaction_is_never_sent(post_office: Path) -> None:
    with pytest.raises(KeyError), transaction.atomic():
        post(letter())
        raise KeyError
    assert work.run_due(OutgoingMail, call=mail.send) == 0


def test_code_in_a_waiting_mail_is_not_readable_in_the_database(post_office: Path) -> None:
    post(letter())
    with as_house(), connection.cursor() as cursor:
        cursor.execute("select message from core_outgoingmail")
        (stored,) = cursor.fetchone()
    assert "DQZD" not in stored
    assert base64.b64encode(b"The code") not in stored.encode()


def test_sent_mail_keeps_no_text(post_office: Path) -> None:
    post(letter())
    work.run_due(OutgoingMail, call=mail.send)
    with as_house(), connection.cursor() as cursor:
        cursor.execute("select message, state from core_outgoingmail")
        assert cursor.fetchone() == ("", WorkState.DONE)


def test_mail_with_a_key_is_queued_once(post_office: Path) -> None:
    with as_house():
        mail.queue(letter(), key="welcome:ann")
        mail.queue(letter(), key="welcome:ann")
        assert OutgoingMail.objects.count() == 1


def test_mail_a_provider_refuses_is_tried_again(post_office: Path, settings: Any) -> None:
    settings.MAIL_DELIVERY_BACKEND = "tests.core.test_mail.Refusing"
    post(letter())
    work.run_due(OutgoingMail, call=mail.send)
    with as_house():
        row = OutgoingMail.objects.get()
        assert (row.state, row.attempts) == (WorkState.WAITING, 1)


class Refusing(mail.FileBackend):
    def send_messages(self, email_messages: Any) -> int:
        raise ConnectionError("the provider is away")


def test_provider_is_called_outside_of_any_transaction(post_office: Path, settings: Any) -> None:
    settings.MAIL_DELIVERY_BACKEND = "tests.core.test_mail.Watching"
    post(letter())
    work.run_due(OutgoingMail, call=mail.send)
    assert Watching.was_in_transaction == [False]


def test_mail_a_provider_rejects_is_given_up(post_office: Path, settings: Any) -> None:
    settings.MAIL_DELIVERY_BACKEND = "tests.core.test_mail.Rejecting"
    post(letter())
    work.run_due(OutgoingMail, call=mail.send)
    with as_house():
        row = OutgoingMail.objects.get()
        assert (row.state, row.last_error) == (WorkState.DEAD, "The provider answered ['rejected'].")


def test_line_break_in_a_subject_is_refused(post_office: Path) -> None:
    with pytest.raises(BadHeaderError):
        post(letter("Hello\nBcc: everybody@example.org"))
    with as_house():
        assert OutgoingMail.objects.count() == 0


class Watching(mail.FileBackend):
    was_in_transaction: list[bool] = []

    def send_messages(self, email_messages: Any) -> int:
        self.was_in_transaction.append(connection.in_atomic_block)
        return len(email_messages)


class Rejecting(mail.FileBackend):
    def send_messages(self, email_messages: Any) -> int:
        for message in email_messages:
            message.anymail_status = SimpleNamespace(status={"rejected"}, message_id=None)
        return len(email_messages)
