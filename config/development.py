"""Working defaults for a machine without configuration: secrets made once, addresses of the embedded servers."""

import json
import os
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa


def kept_secret(folder: Path, name: str) -> str:
    path = folder / "secrets" / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write_once(path, _MAKERS.get(name, _random_text)())
    return path.read_text()


def database_url(folder: Path, name: str) -> str:
    return _servers(folder).get(name, "postgres://paceline_web@127.0.0.1:5432/paceline")


def redis_url(folder: Path) -> str:
    return _servers(folder).get("REDIS_URL", "redis://127.0.0.1:6379/0")


def _servers(folder: Path) -> dict[str, str]:
    """What `script/setup` wrote about the embedded servers."""
    path = folder / "servers.json"
    found: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    return found


def _write_once(path: Path, text: str) -> None:
    # Web, worker and beat may start at the same moment: the first file linked into place is everyone's.
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(text)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _random_text() -> str:
    return secrets.token_urlsafe(48)


def _field_key() -> str:
    return f"k1:{urlsafe_b64encode(secrets.token_bytes(32)).decode()}"


def _rsa_key() -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


_MAKERS: dict[str, Callable[[], str]] = {"FIELD_KEYS": _field_key, "JWT_PRIVATE_KEY": _rsa_key}
