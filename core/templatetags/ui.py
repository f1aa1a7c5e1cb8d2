"""Small parts of pages. Built in to every template (`TEMPLATES` in the settings)."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

register = template.Library()

THEMES = (
    ("system", _("Like the device")),
    ("dark", _("Dark")),
    ("light", _("Light")),
    ("contrast", _("High contrast")),
)

# One stroke each, on a grid of 24.
_ICONS = {
    "home": "M4 11 12 4l8 7v8a1 1 0 0 1-1 1h-4v-6H9v6H5a1 1 0 0 1-1-1z",
    "users": (
        "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zm-6 9c0-3.3 2.7-6 6-6s6 2.7 6 6m1-16.5a3.5 3.5 0 0 1 0 7M18 "
        "14.5c1.8.9 3 2.8 3 5.5"
    ),
    "team": "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zm-7 8c0-3.5 3-6 7-6s7 2.5 7 6",
    "user": "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zm-7 8c0-3.5 3-6 7-6s7 2.5 7 6",
    "gauge": "M4 17a8 8 0 1 1 16 0M12 17l4-6",
    "zones": "M4 19h4v-5H4zm6 0h4V9h-4zm6 0h4V5h-4z",
    "calendar": "M5 6h14v14H5zm0 4h14M9 3v4m6-4v4",
    "trend": "M4 17l5-6 4 3 7-9",
    "eye": (
        "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zm9.5 2.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 "
        "0 5z"
    ),
    "lock": "M6 11h12v9H6zm2 0V8a4 4 0 1 1 8 0v3",
    "key": "M9 16a4 4 0 1 1 3-6.5L21 9v4h-3v3h-3l-3-2.5A4 4 0 0 1 9 16z",
    "link": "M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.6-5.6l-1.2 1.2M14 10a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 5.6 5.6l1.2-1.2",
    "check": "M4 12.5l5 5L20 6.5",
    "clock": "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zm0-14v5l3.5 2",
    "list": "M8 6h12M8 12h12M8 18h12M4 6h.01M4 12h.01M4 18h.01",
    "upload": "M12 16V5m-4.5 4L12 4.5 16.5 9M4.5 15v3.5a1 1 0 0 0 1 1h13a1 1 0 0 0 1-1V15",
    "trophy": (
        "M8 4h8v6a4 4 0 0 1-8 0zm0 2H4.5c0 3 1.2 5 3.8 5M16 6h3.5c0 3-1.2 5-3.8 5M12 14v3.5M8.5 20h7M10 "
        "20c0-1.6.6-2.5 2-2.5s2 .9 2 2.5"
    ),
    "ride": (
        "M6 19a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zm12 0a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM6 15.5l3.5-7h6l2.5 "
        "7M9.5 8.5l3.5 7h-7M14 5.5h2.5"
    ),
    "run": (
        "M14.5 5.5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3zM6 12l2-3.5 4-1 2 3.5 3.5 1M12 7.5l-1.5 5 3.5 2.5-.5 6M10.5 "
        "12.5l-1.5 4H4.5"
    ),
    "swim": (
        "M3 16c1.5 0 1.5 1 3 1s1.5-1 3-1 1.5 1 3 1 1.5-1 3-1 1.5 1 3 1 1.5-1 3-1M3 20c1.5 0 1.5 1 3 1s1.5-1 3-1 1.5 "
        "1 3 1 1.5-1 3-1 1.5 1 3 1 1.5-1 3-1M17.5 9.5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3zM5 13.5l5.5-3-3-3L12 5l4 7"
    ),
    "strength": "M3 9.5v5M6 7v10M18 7v10M21 9.5v5M6 12h12",
    "walk": (
        "M12.5 5.5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3zM8.5 13V9.5l3.5-2 2 3 2.5 1.5M12 7.5l-.5 6 3 2.5 1 5M11.5 "
        "13.5l-1 3.5-2.5 4"
    ),
    "row": (
        "M3 17c1.5 0 1.5 1 3 1s1.5-1 3-1 1.5 1 3 1 1.5-1 3-1 1.5 1 3 1 1.5-1 3-1M4 13h16l-2 2.5M9 6l6 7M9.5 9.5a1.5 "
        "1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3z"
    ),
    "ski": (
        "M14.5 5.5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3zM3 17l17 4M8 11.5l4-3.5 3.5 3.5L12 14l2 4.5M19 8v4M6 9.5V14"
    ),
    "other": "M3 12h4l2.5-6 5 12 2.5-6h4",
    "gear": (
        "M12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6zm0-12v3m0 12v3m9-9h-3M6 12H3m15.4-6.4-2.2 2.2M7.8 "
        "16.2l-2.2 2.2m12.8 0-2.2-2.2M7.8 7.8 5.6 5.6"
    ),
    "search": "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zm5-2 4.5 4.5",
    "plus": "M12 5v14M5 12h14",
    "flag": "M6 21V4m0 1c4-2 7 2 12 0v9c-5 2-8-2-12 0",
    "book": "M5 5.5A2.5 2.5 0 0 1 7.5 3H19v15H7.5A2.5 2.5 0 0 0 5 20.5zm0 15A2.5 2.5 0 0 0 7.5 21H19v-3",
    "swap": "M4 8.5h13M13.5 5 17 8.5 13.5 12M20 15.5H7M10.5 12 7 15.5l3.5 3.5",
    "folder": "M3.5 6.5h6l2 2.5h9V19h-17z",
    "layers": "M12 4 3.5 8.5 12 13l8.5-4.5zM3.5 12.5 12 17l8.5-4.5M3.5 16.5 12 21l8.5-4.5",
    "print": "M7 9V4h10v5M7 17H4v-8h16v8h-3M7 14h10v6H7z",
    "about": "M4 9.5c2.5-3 5.5 3 8 0s5.5-3 8 0M4 15.5c2.5-3 5.5 3 8 0s5.5-3 8 0",
    "warning": "M12 4 2.8 19.5h18.4zm0 6v4.5m0 2.6h.01",
    "cross": "M6 6l12 12M18 6 6 18",
    "pause": "M8.5 6v12M15.5 6v12",
    "star": "M12 4l2.5 5.2 5.7.8-4.1 4 1 5.7-5.1-2.7-5.1 2.7 1-5.7-4.1-4 5.7-.8z",
    "note": "M6 4h9l4 4v12H6zm8.5 0v4.5H19M9 13h6m-6 3.5h4",
    "moon": "M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5z",
    "left": "M14.5 5.5 8 12l6.5 6.5",
    "right": "M9.5 5.5 16 12l-6.5 6.5",
    "undo": "M8.5 5 4.5 9l4 4M5 9h8.5a5.5 5.5 0 0 1 0 11H9",
    "help": "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM9.5 9.5a2.5 2.5 0 1 1 3.6 2.2c-.8.4-1.1.9-1.1 1.8m0 3h.01",
    "illness": "M10 13.5V5a2 2 0 1 1 4 0v8.5a4 4 0 1 1-4 0zM12 9v8",
    "injury": "M5.5 13.5l8-8a3.5 3.5 0 0 1 5 5l-8 8a3.5 3.5 0 0 1-5-5zm4-4 5 5",
    "travel": (
        "M20.5 3.5c-1-1-2.5-.5-3.5.5l-3.5 3.5L5 5 3.5 6.5l7 4-3.5 3.5-2.5-.5L3 15l3.5 2.5L9"
        " 21l1.5-1.5-.5-2.5 3.5-3.5 4 7L19 19l-2.5-8.5L20 7c1-1 1.5-2.5.5-3.5z"
    ),
    "away": "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM5.7 5.7l12.6 12.6",
    "more": "M5.5 12h.01M12 12h.01M18.5 12h.01",
    "hidden": (
        "M4 4l16 16M9.9 5.8A9.8 9.8 0 0 1 12 5.5c6 0 9.5 6.5 9.5 6.5a16 16 0 0 1-3 3.7M6.3 7.4A15.5 15.5 0 0"
        " 0 2.5 12S6 18.5 12 18.5c1.6 0 3-.4 4.2-1"
    ),
    "settings": "M4 7h10m4 0h2M4 17h2m4 0h10M14 4.5v5M10 14.5v5",
}


@register.simple_tag
def icon(name: str) -> SafeString:
    path = _ICONS.get(name, _ICONS["settings"])
    drawn = mark_safe(f'<path d="{path}"/>')  # noqa: S308 - from the table above
    return format_html(
        '<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round"'
        ' stroke-linejoin="round" aria-hidden="true">{}</svg>',
        drawn,
    )


@register.simple_tag
def themes() -> tuple[tuple[str, object], ...]:
    return THEMES


@register.filter
def initials(name: str) -> str:
    words = str(name or "").split()
    return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper() or "·"
