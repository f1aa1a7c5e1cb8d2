"""The places of the app, in the order in which they are shown."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Scope
from accounts.web.subjects import Subject
from accounts.web.visitor import Visitor

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Place:
    url: str
    label: Text
    icon: str
    is_current: bool
    about: Text = ""
    is_minor: bool = False
    """Has no room on a phone; the account menu leads there."""


def navigation_of(visitor: Visitor, path: str) -> tuple[Place, ...]:
    home = reverse("home")
    places: list[tuple[str, Text, str]] = [(home, _("Home"), "home")]
    if visitor.is_coaching:
        places.append((reverse("athletes"), _("Athletes"), "users"))
    own = _TRAINING if visitor.is_athlete else _TRAINING[:1]
    places += [(reverse(name), label, icon) for name, label, icon in own]
    minor: list[tuple[str, Text, str]] = [
        (reverse("library"), _("Library"), "book"),
        (reverse("teams"), _("Teams"), "team"),
        (reverse("settings"), _("Settings"), "settings"),
    ]
    current = _current([url for url, _label, _icon in (*places, *minor)], path)
    return (
        *(Place(url, label, icon, is_current=url == current) for url, label, icon in places),
        *(Place(url, label, icon, is_current=url == current, is_minor=True) for url, label, icon in minor),
    )


# Pages of an app above this one: known here by the names of their addresses alone.
_TRAINING: tuple[tuple[str, Text, str], ...] = (
    ("calendar", _("Calendar"), "calendar"),
    ("activities", _("Activities"), "list"),
    ("fitness_chart", _("Fitness"), "trend"),
    ("records", _("Records"), "trophy"),
)


def _current(urls: list[str], path: str) -> str | None:
    """Pages that stand under one place in their address and under another in people's minds come first."""
    if path.startswith(reverse("plans")):
        return reverse("library")
    if path.startswith(reverse("athletes")) and path.endswith("/calendar"):
        return reverse("calendar")
    return max((url for url in urls if _contains(url, path, reverse("home"))), key=len, default=None)


def settings_of(visitor: Visitor, path: str) -> tuple[Place, ...]:
    """The chapters of the settings. While acting for somebody else only what is theirs is shown."""
    theirs = [
        ("profile", _("Profile"), "user", _("Name, language, units, theme and sports")),
        ("thresholds", _("Thresholds"), "gauge", _("What your load is measured against")),
        ("zones", _("Zones"), "zones", _("Own boundaries for power, heart rate and pace")),
        ("availability", _("Availability"), "calendar", _("When you can train, and when not")),
        ("fitness", _("Starting fitness"), "trend", _("Where you stood before you came here")),
        ("privacy", _("Privacy"), "eye", _("Who sees you, and what")),
    ]
    mine = [
        ("security", _("Security"), "lock", _("Password, passkeys, devices")),
        ("api_keys", _("API keys"), "key", _("For your own scripts and tools")),
        ("strava", _("Strava"), "link", _("Sessions that come by themselves")),
        ("feeds", _("Calendar feed"), "calendar", _("Your plan in other calendar programs")),
        ("consents", _("Consents"), "check", _("What you agreed to")),
        ("history", _("Account history"), "clock", _("What happened, by whom and from where")),
        ("juniors", _("Athletes in your care"), "users", _("Accounts you run for others")),
    ]
    chosen = theirs if visitor.acting_for else theirs + mine
    return tuple(_place(reverse(name), label, icon, about, path) for name, label, icon, about in chosen)


def _place(url: str, label: Text, icon: str, about: Text, path: str) -> Place:
    return Place(url, label, icon, is_current=path == url or path.startswith(f"{url}/"), about=about)


def chapters_of(subject: Subject, path: str) -> tuple[Place, ...]:
    """What a coach with the scope may change for an athlete."""
    names = [("thresholds", _("Thresholds"), "gauge"), ("zones", _("Zones"), "zones")]
    names += [("availability", _("Availability"), "calendar"), ("fitness", _("Starting fitness"), "trend")]
    overview = reverse("athlete", kwargs={"athlete_id": subject.id})
    rest = [(subject.url(name), label, icon) for name, label, icon in names if subject.is_editable]
    places = [(overview, _("Overview"), "user"), *_sessions_of(subject), *rest]
    return tuple(Place(url, label, icon, is_current=_contains(url, path, overview)) for url, label, icon in places)


def _sessions_of(subject: Subject) -> list[tuple[str, Text, str]]:
    calendar = _TRAINING[:1] if Scope.VIEW_PLAN in subject.scopes else ()
    sessions = _TRAINING[1:] if Scope.VIEW_ACTIVITIES in subject.scopes else ()
    whose = {"athlete_id": subject.id}
    seen = (*calendar, *sessions)
    return [(reverse(f"athlete_training:{name}", kwargs=whose), label, icon) for name, label, icon in seen]


def _contains(url: str, path: str, home: str) -> bool:
    return path == url or (url != home and path.startswith(f"{url.rstrip('/')}/"))
