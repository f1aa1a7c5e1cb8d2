"""Development without keys of Strava: the simulated one from tests/fakes/strava runs beside the site.

Its port and secrets are made once and kept, so that connections survive a restart and `script/manage` finds it.
"""

import json
import secrets
from collections.abc import Mapping

from deploy.local.paths import DATA, ROOT
from deploy.local.processes import living
from deploy.local.servers import free_port, is_free

KEPT = DATA / "strava.json"
PROCESS = "strava"
MODULE = "tests.fakes.strava"


def stand_in(environment: Mapping[str, str]) -> dict[str, str]:
    """What the settings must be told to use the simulator; nothing where real keys or no simulator are at hand."""
    is_development = environment.get("PACELINE_ENV", "development") == "development"
    if environment.get("STRAVA_APP_ID") or not is_development or not (ROOT / "tests" / "fakes" / "strava").exists():
        return {}
    kept = _kept()
    base = f"http://127.0.0.1:{kept['port']}"
    return {
        "STRAVA_SIMULATOR_PORT": kept["port"],
        "STRAVA_APP_ID": "54321",
        "STRAVA_APP_SECRET": kept["app"],
        "STRAVA_OAUTH_BASE": base,
        "STRAVA_API_BASE": f"{base}/api/v3",
        "STRAVA_WEBHOOK_SECRET": environment.get("STRAVA_WEBHOOK_SECRET") or kept["webhook"],
        "STRAVA_VERIFY_TOKEN": environment.get("STRAVA_VERIFY_TOKEN") or kept["verify"],
        "STRAVA_DATA_POLICY": environment.get("STRAVA_DATA_POLICY") or "full",
    }


def _kept() -> dict[str, str]:
    kept: dict[str, str] = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    for name in ("app", "webhook", "verify"):
        kept.setdefault(name, secrets.token_urlsafe(24))
    if not living(PROCESS, MODULE) and not is_free(int(kept.get("port", 0))):
        kept["port"] = str(free_port())
    draft = KEPT.with_suffix(".new")
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(kept, indent=1))
    draft.replace(KEPT)
    return kept
