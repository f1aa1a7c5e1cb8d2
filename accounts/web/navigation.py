"""The places of the app, in the order in which they are shown."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.web.subjects import Subject
from accounts.web.visitor import Visitor


@dataclass(frozen=True, slots=True)
class Place:
    url: str
    label: str | Promise
    icon: str
    is_current: bool


def navigation_of(visitor: Visitor, path: str) -> tuple[Place, ...]:
    home = reverse("home")
    places = [(home, _("Home"), "home")]
    if visitor.is_coaching:
        places.append((reverse("athletes"), _("Athletes"), "users"))
    places += [
        (reverse("thresholds"), _("Thresholds"), "gauge"),
        (reverse("teams"), _("Teams"), "team"),
        (reverse("settings"), _("Settings"), "settings"),
    ]
    current = max((url for url, _label, _icon in places if _contains(url, path, home)), key=len, default=None)
    return tuple(Place(url, label, icon, is_current=url == current) for url, label, icon in places)


def settings_of(visitor: Visitor, path: str) -> tuple[Place, ...]:
    """The chapters of the settings. While acting for somebody else only what is theirs is shown."""
    theirs = [
        (reverse("profile"), _("Profile"), "user"),
        (reverse("thresholds"), _("Thresholds"), "gauge"),
        (reverse("zones"), _("Zones"), "zones"),
        (reverse("availability"), _("Availability"), "calendar"),
        (reverse("fitness"), _("Starting fitness"), "trend"),
        (reverse("privacy"), _("Privacy"), "eye"),
    ]
    mine = [
        (reverse("security"), _("Security"), "lock"),
        (reverse("api_keys"), _("API keys"), "key"),
        (reverse("consents"), _("Consents"), "check"),
        (reverse("history"), _("Account history"), "clock"),
    ]
    places = theirs if visitor.acting_for else theirs + mine
    return tuple(Place(url, label, icon, is_current=path.startswith(url)) for url, label, icon in places)


def chapters_of(subject: Subject, path: str) -> tuple[Place, ...]:
    """What a coach with the scope may change for an athlete."""
    names = [("thresholds", _("Thresholds"), "gauge"), ("zones", _("Zones"), "zones")]
    names += [("availability", _("Availability"), "calendar"), ("fitness", _("Starting fitness"), "trend")]
    overview = reverse("athlete", kwargs={"athlete_id": subject.id})
    rest = [(subject.url(name), label, icon) for name, label, icon in names if subject.is_editable]
    places = [(overview, _("Overview"), "user"), *rest]
    return tuple(Place(url, label, icon, is_current=_contains(url, path, overview)) for url, label, icon in places)


def _contains(url: str, path: str, home: str) -> bool:
    return path == url or (url != home and path.startswith(f"{url.rstrip('/')}/"))
