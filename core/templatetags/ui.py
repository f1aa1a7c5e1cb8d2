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
    "users": "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zm-6 9c0-3.3 2.7-6 6-6s6 2.7 6 6m1-16.5a3.5 3.5 0 0 1 0 7M18 14.5c1.8.9 3 2.8 3 5.5",
    "team": "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zm-7 8c0-3.5 3-6 7-6s7 2.5 7 6",
    "user": "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zm-7 8c0-3.5 3-6 7-6s7 2.5 7 6",
    "gauge": "M4 17a8 8 0 1 1 16 0M12 17l4-6",
    "zones": "M4 19h4v-5H4zm6 0h4V9h-4zm6 0h4V5h-4z",
    "calendar": "M5 6h14v14H5zm0 4h14M9 3v4m6-4v4",
    "trend": "M4 17l5-6 4 3 7-9",
    "eye": "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zm9.5 2.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z",
    "lock": "M6 11h12v9H6zm2 0V8a4 4 0 1 1 8 0v3",
    "key": "M9 16a4 4 0 1 1 3-6.5L21 9v4h-3v3h-3l-3-2.5A4 4 0 0 1 9 16z",
    "check": "M4 12.5l5 5L20 6.5",
    "clock": "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zm0-14v5l3.5 2",
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
