"""What other services call a sport, in the languages they call it in."""

import re
import unicodedata

_NAMES = {
    "ride": (
        "ride", "virtualride", "ebikeride", "emountainbikeride", "mountainbikeride", "gravelride", "cycling", "bike", "biking",
        "bicycle", "bicycleride", "bikeride", "roadbike", "mtb", "emtb", "mtnbike", "mountainbike", "ebike", "cyclingsport",
        "cyclingtransportation", "cyclingroad", "racingbicycle", "fahrrad", "rennrad", "velomobile", "handcycle",
        "roadbiking", "mountainbiking", "indoorcycling", "gravelcycling", "virtualcycling",
        "radfahrt", "radfahren", "virtuelleradfahrt", "mountainbikefahrt", "gravelfahrt", "ebikefahrt",
        "sortieavelo", "sortievelo", "velo", "cyclisme", "velovirtuel", "vtt", "sortiegravel",
        "salidaenbicicleta", "bicicleta", "ciclismo", "ciclismovirtual", "pedalada", "giroinbici", "uscitainbici", "fietsrit",
        "ركوبالدراجة",
    ),
    "run": (
        "run", "virtualrun", "trailrun", "running", "treadmillrunning", "trailrunning", "trackrunning", "streetrunning", "jogging",
        "lauf", "laufen", "traillauf", "virtuellerlauf", "course", "courseapied", "trail", "carrera", "correr", "corsa",
        "corrida", "hardloopsessie", "hardlopen", "ultrarun", "indoorrunning", "جري",
    ),
    "swim": (
        "swim", "swimming", "lapswimming", "openwaterswimming", "schwimmen", "natation", "natacion", "nadar", "nuoto", "natacao",
        "zwemmen", "سباحة",
    ),
    "walk": (
        "walk", "walking", "hike", "hiking", "casualwalking", "speedwalking", "spaziergang", "wanderung", "wandern", "gehen",
        "marche", "randonnee", "caminata", "caminar", "senderismo", "excursionismo", "camminata", "escursione", "caminhada",
        "wandeling", "snowshoe", "مشي",
    ),
    "ski": (
        "alpineski", "nordicski", "backcountryski", "snowboard", "rollerski", "ski", "skiing", "xcski", "crosscountryskiing",
        "resortskiingsnowboarding", "backcountryskiingsnowboarding", "skiclassic", "skatingski", "skilanglauf", "langlauf",
        "skialpin", "skinordique", "skidefond", "esquialpino", "esquinordico", "scialpino", "scinordico",
    ),
    "row": ("row", "rowing", "virtualrow", "virtualrowing", "indoorrowing", "rudern", "aviron", "remo", "canottaggio", "roeien"),
    "strength": (
        "weighttraining", "strength", "strengthtraining", "crossfit", "hiit", "highintensityintervaltraining",
        "krafttraining", "gewichtstraining", "musculation", "entrenamientoconpesas", "allenamentoconpesi",
    ),
}  # fmt: skip
_SPORTS = {name: sport for sport, names in _NAMES.items() for name in names}
_NOT_LETTERS = re.compile(r"[\W\d_]+")


def sport_of(name: str) -> str:
    """Ours for a service's word; empty for words nobody here knows."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    letters = _NOT_LETTERS.sub("", "".join(sign for sign in plain if not unicodedata.combining(sign)))
    return _SPORTS.get(letters, "")
