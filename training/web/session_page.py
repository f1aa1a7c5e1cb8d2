"""Everything the page of one session shows."""

import json
from typing import Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.web.subjects import Subject
from training import units as written
from training.curves import activity_curve
from training.models import Activity, Analysis, Correction, Source
from training.naming import kind_of, local_time, name_of, source_name
from training.pictures.routes import decoded
from training.records import ranks_at_time
from training.web.figures import leading_figures, other_figures
from training.web.limits import limits_of, original_address
from training.web.receipts import receipt_of
from training.web.zones import zone_groups

CURVE_METRICS = (("power_w", "power"), ("speed_mps", "speed"), ("hr_bpm", "heart_rate"))


def session_context(activity: Activity, subject: Subject, hidden: frozenset[str], reader: str) -> dict[str, Any]:
    analysis = Analysis.objects.filter(activity=activity).first() or Analysis(activity=activity)
    units, laps = subject.units, analysis.laps
    return {
        "subject": subject,
        "units": units,
        "activity": activity,
        "name": name_of(activity),
        "kind": kind_of(activity),
        "began": local_time(activity),
        "figures": leading_figures(activity, units, hidden),
        "more_figures": other_figures(activity, analysis.figures, units, hidden),
        "zones": zone_groups(activity.zones, activity.sport, units, hidden),
        "laps": _without_heart(laps, hidden),
        "lap_columns": _filled(_without_heart(laps, hidden)),
        "lap_spans": json.dumps([[lap["start_s"], lap["end_s"]] for lap in laps]),
        "intervals": _without_heart(analysis.intervals, hidden),
        "interval_columns": _filled(_without_heart(analysis.intervals, hidden)),
        "efforts": _efforts(activity, analysis, reader),
        "curve": _curve(activity, hidden, units),
        "receipt": receipt_of(activity, analysis.receipt, units, hidden),
        "summary": summary_of(activity, units),
        "hides_map": "map" in hidden,
        **_map(activity, hidden),
        "hides_heart": "heart_rate" in hidden,
        "limits": [] if subject.is_other else limits_of(activity),
        **_sources(activity),
    }


def summary_of(activity: Activity, units: str) -> str:
    """What the charts show, for whoever does not see them."""
    values = {
        "kind": kind_of(activity),
        "day": date_format(activity.local_on),
        "duration": written.clock(activity.moving_s if activity.moving_s is not None else activity.timer_s),
    }
    said = [_("%(kind)s on %(day)s, %(duration)s moving") % values]
    if activity.distance_m:
        said.append(str(written.distance(activity.distance_m, units, sport=activity.sport)))
    if activity.avg_power_w:
        said.append(_("%(power)s on average") % {"power": written.watts(activity.avg_power_w)})
    return ", ".join(said) + "."


def _map(activity: Activity, hidden: frozenset[str]) -> dict[str, str]:
    """Only where tiles are to be had: the places, as maps want them."""
    if not settings.MAP_STYLE_URL or not activity.polyline or "map" in hidden:
        return {}
    places = [[lng, lat] for lat, lng in decoded(activity.polyline)]
    return {"map_style": settings.MAP_STYLE_URL, "map_points": json.dumps(places)}


def _without_heart(rows: list[dict[str, Any]], hidden: frozenset[str]) -> list[dict[str, Any]]:
    if "heart_rate" not in hidden:
        return rows
    return [{**row, "avg_hr_bpm": None, "max_hr_bpm": None} for row in rows]


def _filled(rows: list[dict[str, Any]]) -> dict[str, bool]:
    """Columns in which anything stands."""
    return {name: any(row[name] for row in rows) for name in (rows[0] if rows else ())}


def _efforts(activity: Activity, analysis: Analysis, reader: str) -> list[dict[str, Any]]:
    if not analysis.efforts:
        return []
    ranks = ranks_at_time(activity, reader=reader)
    return [
        {
            **effort,
            "speed_mps": effort["distance_m"] / effort["elapsed_s"] if effort["elapsed_s"] else None,
            "rank": ranks.get(round(effort["distance_m"], 3)),
            "until_s": effort["start_s"] + effort["elapsed_s"],
        }
        for effort in analysis.efforts
    ]


def _curve(activity: Activity, hidden: frozenset[str], units: str) -> dict[str, Any] | None:
    """The metric that says most, as the chart's own data."""
    points = activity_curve(activity)
    for field, metric in CURVE_METRICS:
        chosen = [{"duration_s": p["duration_s"], "value": p[field]} for p in points if p[field] is not None]
        if len(chosen) > 2 and metric not in hidden:
            source = [{"label": _("This session"), "data": chosen}]
            return {"metric": metric, "unit": _unit(metric, activity.sport, units), "sources": json.dumps(source)}
    return None


def _unit(metric: str, sport: str, units: str) -> str:
    quantities = {"power": written.watts(1), "heart_rate": written.beats(1), "speed": written.rate(1.0, sport, units)}
    return str(quantities[metric].unit)


def _sources(activity: Activity) -> dict[str, Any]:
    rows = list(Source.objects.filter(activity=activity).select_related("original").order_by("fetched_at", "id"))
    sources = [
        {
            "row": row, "name": source_name(row.kind), "leads": row.pk == activity.leader_id,
            "address": original_address(row),
        }
        for row in rows
    ]  # fmt: skip
    return {
        "sources": sources,
        "leading": next((one for one in sources if one["leads"]), None),
        "originals": [one for one in sources if one["address"]],
        "file_url": f"/api/v1/activities/{activity.pk}/file" if any(row.original_id for row in rows) else "",
        "has_records": any(row.record_count for row in rows),
        "corrections": list(Correction.objects.filter(activity=activity).order_by("created_at", "id")),
    }
