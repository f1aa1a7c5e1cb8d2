"""Sports as files name them, in our words: (sport, sub_sport)."""

import re

from training.formats.recording import Note
from training.sport_names import sport_of

Sport = tuple[str, str | None]

# FIT's numbers for `sport`
_FIT = {
    1: "run",
    2: "ride",
    5: "swim",
    11: "walk",
    12: "ski",
    13: "ski",
    14: "ski",
    15: "row",
    16: "walk",
    17: "walk",
    21: "ride",
    35: "walk",
}
_FIT_SUB: dict[int, str | None] = {
    3: "transition",
    12: "cross_country",
    13: "alpine",
    14: "snowboard",
    16: "mountaineering",
    17: "hiking",
    21: "ebike",
    35: "snowshoe",
}
# FIT's numbers for `sub_sport`: what it adds, and the sport it means under "generic" and "fitness equipment"
_SUB = {
    1: ("treadmill", "run"),
    3: ("trail", "run"),
    4: ("track", "run"),
    5: ("indoor", "ride"),
    6: ("indoor", "ride"),
    8: ("mtb", "ride"),
    9: ("mtb", "ride"),
    11: ("cyclocross", "ride"),
    12: ("handcycle", "ride"),
    13: ("track", "ride"),
    14: ("indoor", "row"),
    15: ("elliptical", "other"),
    16: ("stairs", "other"),
    17: ("pool", "swim"),
    18: ("open_water", "swim"),
    19: ("flexibility", "other"),
    20: (None, "strength"),
    25: ("indoor", "ski"),
    26: ("cardio", "other"),
    27: ("indoor", "walk"),
    28: ("ebike", "ride"),
    29: ("bmx", "ride"),
    37: ("backcountry", "ski"),
    42: ("skate", "ski"),
    43: ("yoga", "other"),
    44: ("pilates", "other"),
    45: ("indoor", "run"),
    46: ("gravel", "ride"),
    47: ("ebike", "ride"),
    49: ("gravel", "ride"),
    58: ("virtual", "ride"),
    67: ("ultra", "run"),
    88: ("indoor", "ride"),
    123: ("mtb", "ride"),
    124: ("rucking", "walk"),
    127: ("ebike", "ride"),
}
_UNSPECIFIC = {0, 4, 10}
MULTISPORT = 18
KNOWN_OTHERS = frozenset(range(89)) | {254}

_RIDE, _RUN, _SWIM, _WALK, _ROW, _SKI = "ride", "run", "swim", "walk", "row", "ski"
# words of GPX <type>, TCX Sport and the exports of Strava, Garmin, Polar, Suunto, Komoot, Runkeeper …
_WORDS: dict[str, Sport] = {
    "ride": (_RIDE, None),
    "bike": (_RIDE, None),
    "biking": (_RIDE, None),
    "bicycle": (_RIDE, None),
    "bicycling": (_RIDE, None),
    "cycling": (_RIDE, None),
    "cycle": (_RIDE, None),
    "touringbicycle": (_RIDE, None),
    "citybike": (_RIDE, None),
    "racebike": (_RIDE, None),
    "road_cycling": (_RIDE, None),
    "road_biking": (_RIDE, None),
    "roadcycling": (_RIDE, None),
    "1": (_RIDE, None),
    "2": (_RIDE, None),
    "virtual_ride": (_RIDE, "virtual"),
    "virtualride": (_RIDE, "virtual"),
    "virtual_cycling": (_RIDE, "virtual"),
    "indoor_cycling": (_RIDE, "indoor"),
    "indoor_ride": (_RIDE, "indoor"),
    "spinning": (_RIDE, "indoor"),
    "gravel_ride": (_RIDE, "gravel"),
    "gravelride": (_RIDE, "gravel"),
    "gravel_cycling": (_RIDE, "gravel"),
    "mountain_biking": (_RIDE, "mtb"),
    "mountain_bike_ride": (_RIDE, "mtb"),
    "mountainbikeride": (_RIDE, "mtb"),
    "mountain_bike": (_RIDE, "mtb"),
    "mtb": (_RIDE, "mtb"),
    "e_bike_ride": (_RIDE, "ebike"),
    "ebikeride": (_RIDE, "ebike"),
    "e_biking": (_RIDE, "ebike"),
    "cyclocross": (_RIDE, "cyclocross"),
    "run": (_RUN, None),
    "running": (_RUN, None),
    "jogging": (_RUN, None),
    "jog": (_RUN, None),
    "street_running": (_RUN, None),
    "9": (_RUN, None),
    "virtual_run": (_RUN, "virtual"),
    "virtualrun": (_RUN, "virtual"),
    "trail_running": (_RUN, "trail"),
    "trail_run": (_RUN, "trail"),
    "trailrun": (_RUN, "trail"),
    "trailrunning": (_RUN, "trail"),
    "treadmill_running": (_RUN, "treadmill"),
    "treadmill": (_RUN, "treadmill"),
    "track_running": (_RUN, "track"),
    "swim": (_SWIM, None),
    "swimming": (_SWIM, None),
    "lap_swimming": (_SWIM, "pool"),
    "pool_swimming": (_SWIM, "pool"),
    "pool_swim": (_SWIM, "pool"),
    "open_water_swimming": (_SWIM, "open_water"),
    "openwater_swimming": (_SWIM, "open_water"),
    "walk": (_WALK, None),
    "walking": (_WALK, None),
    "10": (_WALK, None),
    "nordic_walking": (_WALK, None),
    "hike": (_WALK, "hiking"),
    "hiking": (_WALK, "hiking"),
    "4": (_WALK, "hiking"),
    "mountaineering": (_WALK, "mountaineering"),
    "snowshoe": (_WALK, "snowshoe"),
    "snowshoeing": (_WALK, "snowshoe"),
    "row": (_ROW, None),
    "rowing": (_ROW, None),
    "indoor_rowing": (_ROW, "indoor"),
    "ski": (_SKI, None),
    "skiing": (_SKI, None),
    "alpine_ski": (_SKI, "alpine"),
    "alpine_skiing": (_SKI, "alpine"),
    "downhill_skiing": (_SKI, "alpine"),
    "nordic_ski": (_SKI, "cross_country"),
    "nordicski": (_SKI, "cross_country"),
    "cross_country_skiing": (_SKI, "cross_country"),
    "cross_country_ski": (_SKI, "cross_country"),
    "backcountry_ski": (_SKI, "backcountry"),
    "backcountryski": (_SKI, "backcountry"),
    "snowboard": (_SKI, "snowboard"),
    "snowboarding": (_SKI, "snowboard"),
    "strength": ("strength", None),
    "strength_training": ("strength", None),
    "weight_training": ("strength", None),
    "weighttraining": ("strength", None),
    "other": ("other", None),
    "workout": ("other", None),
}


def fit_sport(sport: int | None, sub_sport: int | None) -> Sport:
    """FIT's numbers in our words."""
    extra, implied = _SUB.get(-1 if sub_sport is None else sub_sport, (None, "other"))
    if sport is None or sport in _UNSPECIFIC:
        return implied, extra
    ours = _FIT.get(sport, "other")
    return ours, extra or _FIT_SUB.get(sport)


def named_sport(name: str) -> Sport | None:
    """A sport given as a word, in whatever language; None for words we have not met."""
    known = _WORDS.get(re.sub(r"[^a-z0-9]+", "_", name.strip().lower()).strip("_"))
    sport = "" if known else sport_of(name)
    return (sport, None) if sport else known


def told_sport(name: str) -> tuple[str, str | None, list[Note]]:
    """A sport given as a word, with a note if we have not met the word."""
    known = named_sport(name) if name else ("other", None)
    if known is None:
        text = f"The sport “{name[:60]}” is not known; it was taken as another sport."
        return "other", None, [Note("unknown_sport", text)]
    return *known, []
