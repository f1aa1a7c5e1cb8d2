"""How bytes get to Strava and back: to the addresses of the settings, bounded in time and size, nowhere else."""

import json
import os
import time
from functools import cache, partial
from typing import Any
from urllib.parse import urlsplit

import orjson
import requests
from requests.adapters import HTTPAdapter
from requests.utils import get_environ_proxies

CONNECT_S, READ_S, WHOLE_S = 3.0, 10.0, 18.0
MAX_BYTES = 20 * 1024 * 1024
_HOST = "https://www.strava.com"
_API = f"{_HOST}/api/v3"


class Bounded(HTTPAdapter):
    """Rewrites the fixed addresses of stravalib, and reads whole bodies within a limit: also those that drip."""

    def __init__(self, *, api_base: str, oauth_base: str) -> None:
        super().__init__(max_retries=0)
        self.api_base, self.oauth_base = api_base, oauth_base

    def send(self, request: Any, *args: Any, **options: Any) -> Any:
        request.url = self._address(str(request.url))
        options |= {"timeout": (CONNECT_S, READ_S), "stream": True, "proxies": _proxies_to(request.url)}
        until = time.monotonic() + WHOLE_S
        response = super().send(request, **options)
        try:
            response._content = _whole(response, until)
            # Asked for twice, and of the records of a whole day.
            setattr(response, "json", cache(partial(parsed, response._content)))  # noqa: B010
        finally:
            response.close()
        return response

    def _address(self, url: str) -> str:
        if url.startswith(f"{_API}/"):
            return f"{self.api_base}{url[len(_API) :]}"
        return f"{self.oauth_base}{url[len(_HOST) :]}"


def session_to(*, api_base: str, oauth_base: str) -> requests.Session:
    made = requests.Session()
    made.mount("https://", Bounded(api_base=api_base, oauth_base=oauth_base))
    made.auth = _as_it_is  # without it a .netrc of the machine would replace our header
    made.max_redirects = 0
    # It would read the whole environment again for each call, which costs more than the call.
    made.trust_env = False
    made.verify = os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("CURL_CA_BUNDLE") or True
    return made


def parsed(body: bytes) -> Any:
    """One odd letter or number must not cost a whole page: what the strict reader refuses, the lenient one may take."""
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        try:
            return json.loads(body)
        except RecursionError:
            raise ValueError("nested too deeply") from None


def _proxies_to(url: str) -> dict[str, str]:
    parts = urlsplit(url)
    return dict(_proxies_of(f"{parts.scheme}://{parts.netloc}/"))


@cache
def _proxies_of(base: str) -> dict[str, str]:
    return get_environ_proxies(base)


def _as_it_is(request: Any) -> Any:
    return request


def _whole(response: Any, until: float) -> bytes:
    chunks, size = [], 0
    while chunk := response.raw.read1(65_536, decode_content=True):
        size += len(chunk)
        if size > MAX_BYTES or time.monotonic() > until:
            raise requests.exceptions.ReadTimeout("The answer is too large or too slow.")
        chunks.append(chunk)
    return b"".join(chunks)
