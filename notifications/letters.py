"""Letters: short mails about one's account, in the language of whoever reads them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.models import Person, User

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Letter:
    """Lazy texts, and the names that stand in them; they are put into words when the reader's language is known."""

    subject: Text
    paragraphs: Sequence[Text]
    names: Mapping[str, Text]
    url: str = ""


def send_letter(letter: Letter, *, to: User) -> None:
    """People without an address of their own, such as juniors, get none."""
    if to.email:
        locale = Person.objects.filter(pk=to.pk).values_list("locale", flat=True).first()
        post_letter(letter, address=to.email, locale=locale or settings.LANGUAGE_CODE)


def post_letter(letter: Letter, *, address: str, locale: str) -> None:
    with translation.override(locale):
        parts = [str(text) % letter.names for text in letter.paragraphs]
        body = "\n\n".join([_("Hello,"), *parts, *([letter.url] if letter.url else []), "Paceline"])
        EmailMessage(str(letter.subject) % letter.names, f"{body}\n", to=[address]).send()


def page(path: str) -> str:
    return f"{settings.PUBLIC_URL}{path}"
