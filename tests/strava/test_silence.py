"""Whoever may not see a session hears nothing of it: whatever its numbers are, every answer is the same to the letter.

That it came may show (a workout is done, something is withheld); so both worlds have one, and only what it says differs.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from core.acting import as_system
from tests.access.conftest import cast, originals_disk, targets  # noqa: F401 - fixtures
from tests.cast import Cast
from tests.strava.canary import (
    Answer,
    World,
    api_paths,
    ask,
    browser_of,
    make_world,
    page_paths,
    settle,
    told,
    write,
)
from tests.strava.writes import send, writes
from training.models import Source
from training.sources import renew_source

pytestmark = pytest.mark.django_db
Heard = tuple[int, str, str]
_PASSING = re.compile(  # of the moment or of the request; and how often a row was written, since that is counted
    r'((?:csrfmiddlewaretoken" value|nonce|csrf-token" content|timestamp|request_id|X-CSRFToken|name="batch" value'
    r'|name="at" value|data-version|name="version" value|_at|batch_id|act_id|hint|left_id|"id|workout_id|application_id)"?[=:] ?)'
    r'"[^"]*"|"version":\d+|(?<=[\da-f]{12}):\d+|(?<=state=)[\w-]+|(?<=token=)[\w-]+',
    re.IGNORECASE,
)


def heard_in(answer: Answer) -> Heard:
    has_versions = answer.etag.startswith('"') or b'"compliance":' in answer.content
    etag = "" if has_versions else answer.etag  # of rows that were written: counted as well
    return answer.status, etag, _PASSING.sub(r"\1", answer.text)


def heard(world: World, persona: str, *, has_pages: bool) -> Iterator[tuple[str, Heard]]:
    client, browser = world.cast.as_(persona), browser_of(world.cast, persona)
    for path in dict.fromkeys(api_paths(world)):
        yield path, heard_in(ask(client, path))
    for path in dict.fromkeys(page_paths(world) if has_pages else ()):
        if "?" not in path:
            yield f"part {path}", heard_in(ask(browser, path, {"HX-Request": "true"}))
        if "q=" not in path:
            yield path, heard_in(ask(browser, path))
    for number, (method, path, body) in enumerate(writes(world)):
        yield f"{number} {method} {path}", heard_in(send(client, method, path, body))


def tell_otherwise(world: World) -> None:
    """Another title, longer, slower, harder, an hour later."""
    other = told(seconds=4011, watts=211.0, bpm=131.0, speed=6.1, later=timedelta(hours=1), word="Timbuktu")
    with as_system("test"):
        source = Source.objects.get(activity=world.activity, kind="strava")
        renew_source(source=source, recording=other, now=timezone.now())
    settle()


@pytest.mark.parametrize(("preset", "persona"), [("athlete_only", "coach"), ("full", "narrow_coach")])
def test_what_a_session_says_changes_no_answer_to_whom_it_is_hidden_from(
    preset: str,
    persona: str,
    cast: Cast,  # noqa: F811
    targets: dict[str, UUID],  # noqa: F811
) -> None:
    write(preset)
    world = make_world(cast, targets)
    has_pages = persona == "coach"
    before = dict(heard(world, persona, has_pages=has_pages))
    tell_otherwise(world)
    after = dict(heard(world, persona, has_pages=has_pages))
    assert {path: _parted(before[path], after[path]) for path in before if before[path] != after[path]} == {}
    assert not [path for path, answer in before.items() if answer[0] >= 500]


def _parted(one: Heard, other: Heard) -> str:
    """Where two answers part."""
    if one[2] == other[2]:
        return f"{one[:2]} / {other[:2]}"
    at = next((at for at, pair in enumerate(zip(one[2], other[2], strict=False)) if pair[0] != pair[1]), 0)
    return f"{one[0]} {one[2][max(at - 60, 0) : at + 60]!r} / {other[0]} {other[2][max(at - 20, 0) : at + 60]!r}"
