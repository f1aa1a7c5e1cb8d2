"""What somebody can go to or do, whatever page they are on."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.web.navigation import navigation_of, settings_of
from accounts.web.visitor import Visitor

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Entry:
    """`words` are looked for as well, and not shown."""

    kind: str  # "action" | "page"
    label: Text
    url: str
    icon: str
    hint: Text = ""
    words: Text = ""

    def told(self) -> dict[str, str]:
        values = {"kind": self.kind, "label": self.label, "url": self.url, "icon": self.icon}
        more = {"hint": self.hint, "words": self.words}
        return {name: str(value) for name, value in (values | more).items() if str(value) or name in values}


# name of the address, what is added to it, what it is called, icon, other words for it
Known = tuple[str, str, Text, str, Text]

_OF_ATHLETES: tuple[Known, ...] = (
    ("calendar", "?new=1", _("New workout"), "plus", _("plan session training add")),
    ("upload", "", _("Upload sessions"), "upload", _("file fit tcx gpx import")),
    ("activity_add", "", _("Enter a session by hand"), "plus", _("manual activity add")),
    ("event_add", "", _("New event"), "flag", _("race goal add")),
    ("season_add", "", _("New season"), "layers", _("phases periods add")),
    ("import", "", _("Import an archive"), "upload", _("export history bulk")),
)
_OF_PLANNERS: tuple[Known, ...] = (
    ("plans", "", _("Apply a plan"), "layers", _("schedule template")),
    ("library_add", "", _("New workout in the library"), "book", _("template add")),
    ("plan_add", "", _("New plan"), "layers", _("template weeks add")),
    ("library_import", "", _("Import workout files"), "upload", _("zwo erg mrc fit")),
    ("week_print", "", _("Print a week"), "print", _("paper")),
)
_PAGES: tuple[Known, ...] = (
    ("calendar", "", _("Calendar"), "calendar", _("plan month week")),
    ("library", "", _("Workout library"), "book", _("templates folders")),
    ("plans", "", _("Plans"), "layers", _("templates weeks")),
    ("seasons", "", _("Season"), "trend", _("phases periods targets")),
    ("events", "", _("Events"), "flag", _("races goals countdown")),
    ("gear", "", _("Gear"), "ride", _("bike shoes")),
)


def entries_of(visitor: Visitor) -> list[Entry]:
    found = [*_actions(visitor), *_pages(visitor)]
    return list({(entry.url, str(entry.label)): entry for entry in found}.values())


def _actions(visitor: Visitor) -> Iterator[Entry]:
    if visitor.is_athlete:
        yield from _known("action", _OF_ATHLETES)
    yield from _known("action", _OF_PLANNERS)
    if visitor.team and visitor.is_coaching and not visitor.acting_for:
        url = reverse("admission", kwargs={"team_id": visitor.team.pk})
        yield Entry("action", _("Invite an athlete"), url, "users", visitor.team.name, _("link join add"))
    yield Entry("action", _("Sign out"), reverse("account_logout"), "lock", words=_("log out leave"))


def _pages(visitor: Visitor) -> Iterator[Entry]:
    for place in navigation_of(visitor, ""):
        yield Entry("page", place.label, place.url, place.icon)
    yield from _known("page", _PAGES)
    for place in settings_of(visitor, ""):
        yield Entry("page", place.label, place.url, place.icon, _("Settings"), place.about)
    for team in visitor.teams:
        yield Entry("page", team.name, reverse("team", kwargs={"team_id": team.pk}), "team", _("Team"))


def _known(kind: str, rows: Iterable[Known]) -> Iterator[Entry]:
    for name, tail, label, icon, words in rows:
        url = address_of(name)
        if url:
            yield Entry(kind, label, url + tail, icon, words=words)


def address_of(name: str, **kwargs: Any) -> str:
    try:
        return reverse(name, kwargs=kwargs)
    except NoReverseMatch:
        return ""
