"""What a machine says to pip about package indexes and certificates holds for uv and npm too."""

import os
import ssl
import subprocess
from pathlib import Path
from urllib.parse import unquote, urlsplit

from deploy.local.paths import PYTHON

ENVIRONMENT_OF_UV = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "trusted-host": "UV_INSECURE_HOST",
    "no-index": "UV_NO_INDEX",
}


def for_uv() -> dict[str, str]:
    settings = _pip_settings()
    found = {name: _present(settings[key]) for key, name in ENVIRONMENT_OF_UV.items() if key in settings}
    found["UV_FIND_LINKS"] = found.get("UV_FIND_LINKS", "").replace(" ", ",")
    # Every file is checked against its hash, so it does not matter which index offers it.
    defaults = {"UV_INDEX_STRATEGY": "unsafe-best-match", "SSL_CERT_FILE": _certificates(settings), **found}
    return {**_filled(defaults), **os.environ}


def for_npm() -> dict[str, str]:
    return {**_filled({"NODE_EXTRA_CA_CERTS": _certificates(_pip_settings())}), **os.environ}


def for_requests() -> dict[str, str]:
    return {**_filled({"REQUESTS_CA_BUNDLE": _certificates(_pip_settings())}), **os.environ}


def _pip_settings() -> dict[str, str]:
    """By name alone: later lines (a user's file, then the environment) win over earlier ones."""
    command = [str(PYTHON), "-m", "pip", "config", "list"]
    listing = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    pairs = (line.partition("=") for line in sorted(listing.splitlines(), key=_rank) if "=" in line)
    return {key.rpartition(".")[2]: value.strip("'\"").replace("\\n", " ") for key, _, value in pairs}


def _rank(line: str) -> int:
    return next((rank for rank, start in enumerate(("global.", "install.", ":env:")) if line.startswith(start)), 0)


def _certificates(settings: dict[str, str]) -> str:
    """The machine's own store knows what its administrator trusts; uv and Node.js bring lists of their own."""
    known = settings.get("cert") or ssl.get_default_verify_paths().cafile or ""
    return known if Path(known).is_file() else ""


def _present(places: str) -> str:
    """pip passes over a folder that is not there, uv would stop."""
    return " ".join(
        place for place in places.split() if _is_remote(place) or Path(unquote(urlsplit(place).path)).exists()
    )


def _is_remote(place: str) -> bool:
    return urlsplit(place).scheme not in {"", "file"}


def _filled(settings: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in settings.items() if value}
