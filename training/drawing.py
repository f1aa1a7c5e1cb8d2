"""Pictures of an athlete's numbers that stand alone: for mails, the app and whoever shares one."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.staticfiles import finders
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from training import units as written
from training.curves import activity_curve
from training.fitness import read_fitness
from training.models import Activity
from training.naming import name_of
from training.pictures import png
from training.pictures.curves import Curve, curve_svg
from training.pictures.fitness import fitness_svg
from training.pictures.lettering import Lettering
from training.pictures.sessions import Panel, session_svg
from training.reading_rights import Sight
from training.science.preparation import Track
from training.series import corrected_track

KINDS = ("overview", "route", "curve")
FONTS = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")
MOST_POINTS = 400
CURVES = (("power_w", "power"), ("speed_mps", "speed"), ("hr_bpm", "heart_rate"))


def fitness_picture(
    *, athlete_id: UUID, reader: str, from_on: date, to_on: date, today: date, theme: str, sport: str | None = None
) -> str:
    told = read_fitness(athlete_id=athlete_id, reader=reader, from_on=from_on, to_on=to_on, today=today, sport=sport)
    return fitness_svg(told["data"], today=today, theme=theme, letters=letters())


def activity_picture(activity: Activity, *, sight: Sight, kind: str, theme: str, units: str) -> str:
    """One of KINDS; what the athlete keeps from this reader is not drawn."""
    if kind == "curve":
        return _curve(activity, sight, theme, units)
    track = corrected_track(activity) if kind == "overview" else None
    return session_svg(
        title=name_of(activity),
        figures=_figures(activity, sight, units),
        panels=_panels(track, sight) if track else [],
        polyline=activity.polyline if sight.sees_map else "",
        theme=theme,
    )


def as_png(picture: str, *, width: int) -> bytes:
    return png.to_png(picture, width=width, fonts=[found for name in FONTS if (found := font(name))])


def letters() -> Lettering:
    words = {"fitness": _("Fitness"), "fatigue": _("Fatigue"), "form": _("Form")}
    return Lettering(written.number, lambda day: date_format(day, "MONTH_DAY_FORMAT"), words)


def font(name: str) -> Path | None:
    """Collected with the static files where there are no node_modules."""
    found = finders.find(f"vendor/dejavu/{name}")
    path = Path(str(found)) if found else Path(settings.STATIC_ROOT) / "vendor" / "dejavu" / name
    return path if path.exists() else None


def _figures(activity: Activity, sight: Sight, units: str) -> Mapping[str, str]:
    moving = activity.moving_s if activity.moving_s is not None else activity.timer_s
    told: dict[str, Any] = {
        _("Moving"): written.clock(moving),
        _("Distance"): written.distance(activity.distance_m, units, sport=activity.sport),
        _("Speed"): written.rate(activity.avg_speed_mps, activity.sport, units),
        _("Power"): written.watts(activity.normalized_power_w or activity.avg_power_w),
        _("Heart rate"): written.beats(activity.avg_hr_bpm if sight.sees_heart_rate else None),
        _("Load"): written.number(activity.load),
    }
    return {name: str(value) for name, value in told.items() if str(value) != written.NOTHING}


def _panels(track: Track, sight: Sight) -> list[Panel]:
    channels = [
        ("power_w", _("Power"), "power"),
        ("speed_mps", _("Speed"), "speed"),
        ("altitude_m", _("Altitude"), "altitude"),
    ]
    if sight.sees_heart_rate:
        channels.insert(1, ("heart_rate_bpm", _("Heart rate"), "heart"))
    step = max(1, -(-track.time_s.size // MOST_POINTS))
    return [
        Panel(name, colour, _means(track.channels[key], step), is_filled=key == "altitude_m")
        for key, name, colour in channels
        if key in track.channels
    ]


def _means(values: Any, step: int) -> list[float | None]:
    """The mean of each so many samples, without those that were not recorded."""
    parts = (values[at : at + step] for at in range(0, values.size, step))
    known = (part[part == part] for part in parts)  # noqa: PLR0124 - NaN is not equal to itself
    return [float(part.mean()) if part.size else None for part in known]


def _curve(activity: Activity, sight: Sight, theme: str, units: str) -> str:
    points = activity_curve(activity)
    for field, metric in CURVES:
        told = [(point["duration_s"], point[field]) for point in points if point[field] is not None]
        if len(told) > 2 and (metric != "heart_rate" or sight.sees_heart_rate):
            break
    else:
        told, metric = [], "power"
    write = {"power": written.number, "heart_rate": written.number}.get(
        metric, lambda speed: written.rate(speed, activity.sport, units).text
    )
    curve = Curve(_("Best over every duration"), told)
    return curve_svg([curve], title=name_of(activity), write=write, duration=written.span, theme=theme)
