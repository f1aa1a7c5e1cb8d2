"""The texts people say yes or no to, as pages show them."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.consents import version_of
from accounts.models import Consent, ConsentKind


@dataclass(frozen=True, slots=True)
class Text:
    kind: ConsentKind
    title: str | Promise
    body: str | Promise
    can_withdraw: bool = True

    @property
    def version(self) -> str:
        return version_of(self.kind)


TEXTS: tuple[Text, ...] = (
    Text(
        ConsentKind.TERMS,
        _("Terms of use"),
        _(
            "You use Paceline for your own training or for athletes who agreed to be coached by you."
            " Be fair to others. You may leave at any time."
        ),
        can_withdraw=False,
    ),
    Text(
        ConsentKind.HEALTH_DATA,
        _("Health data"),
        _(
            "Heart rate, weight, sleep and the like are health data. We use them to compute your training load"
            " and show them only to those you choose."
            " Without this consent you can use everything that needs no such data."
        ),
    ),
    Text(
        ConsentKind.AI,
        _("Written summaries by AI"),
        _(
            "Summaries of your sessions may be worded by an AI provider, from numbers we compute."
            " Without this consent fixed rules word them."
        ),
    ),
    Text(ConsentKind.MARKETING, _("News by e-mail"), _("A few times a year: what is new in Paceline.")),
)


ASKED = frozenset(text.kind.value for text in TEXTS)


def texts_of(*kinds: str) -> list[Text]:
    return [text for text in TEXTS if text.kind in kinds]


@dataclass(frozen=True, slots=True)
class Row:
    text: Text
    standing: Consent | None
    past: tuple[Consent, ...]


def rows_of(given: list[Consent]) -> list[Row]:
    return [_row(text, [one for one in given if one.kind == text.kind]) for text in TEXTS]


def _row(text: Text, given: list[Consent]) -> Row:
    standing = next((one for one in given if one.withdrawn_at is None), None)
    return Row(text, standing, tuple(one for one in given if one.withdrawn_at is not None))
