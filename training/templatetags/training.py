"""Filters and small pictures of the training pages."""

from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from training import units as written
from training.pictures import bars, routes
from training.web.words import calendar_words, chart_words, upload_words

register = template.Library()

register.filter("clock", written.clock)
register.filter("span_text", written.span)
register.filter("signed", written.signed)
register.filter("watts", written.watts)
register.filter("beats", written.beats)
register.filter("kilojoules", written.kilojoules)


@register.filter
def decimals(value: float | None, places: int = 0) -> str:
    return written.number(value, places)


@register.filter
def far(metres: float | None, units: str) -> written.Quantity:
    return written.distance(metres, units)


@register.filter
def height(metres: float | None, units: str) -> written.Quantity:
    return written.height(metres, units)


@register.filter
def unlocalised(value: float) -> str:
    """For attributes that scripts read."""
    return f"{value:g}"


@register.simple_tag
def lasting(start_s: float, end_s: float) -> str:
    """The last second belongs to it."""
    return written.clock(end_s - start_s + 1)


@register.simple_tag
def way(metres: float | None, sport: str, units: str) -> written.Quantity:
    return written.distance(metres, units, sport=sport)


@register.simple_tag
def rate(speed_mps: float | None, sport: str, units: str) -> written.Quantity:
    return written.rate(speed_mps, sport, units)


@register.simple_tag
def zone_bar(seconds: list[float], label: str = "") -> SafeString:
    return mark_safe(bars.zone_bar(seconds, label=label))  # noqa: S308 - escaped where it is drawn


@register.simple_tag
def share_bar(share: float, number: int) -> SafeString:
    return mark_safe(bars.share_bar(share, number=number))  # noqa: S308


@register.simple_tag
def route(polyline: str, label: str) -> SafeString:
    return mark_safe(routes.route_svg(polyline, label=label))  # noqa: S308


@register.simple_tag
def sparkline(values: list[float | None], label: str = "") -> SafeString:
    return mark_safe(bars.sparkline(values, label=label))  # noqa: S308


@register.simple_tag
def words_of_charts() -> dict[str, str]:
    return chart_words()


@register.simple_tag
def words_of_calendar() -> dict[str, str]:
    return calendar_words()


@register.simple_tag
def words_of_uploads() -> dict[str, str]:
    return upload_words()


@register.simple_tag
def subject_page(subject: Any, name: str, **kwargs: Any) -> str:
    """The address of a training page of whoever the page is about."""
    from training.web.subjects import address  # noqa: PLC0415 - the pages are loaded after their tags

    return address(subject, name, **kwargs)
