"""The three presets: what they say, how the table is filled, and that everything which is there follows a change."""

from dataclasses import replace
from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.thresholds import set_threshold
from core.acting import acting_as, as_system
from core.work import claim, run, run_due
from strava.policies import PRESETS, current_preset, ensure_policy, preset_of, set_policy
from tests.cast import Cast, as_house, make_cast
from tests.training.recordings import BEGAN, ride
from training import repolicing
from training.formats.recording import Recording
from training.models import Activity, LoadChange, LoadDay, PolicyChange, Source, SourcePolicy, Stream
from training.passport import Passport
from training.policy_effects import effects_of
from training.recording import Recorded, record_session
from training.source_policies import disobeying, policy_of

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def cast() -> Cast:
    cast = make_cast()
    athlete = cast["athlete"]
    with acting_as(athlete):
        set_threshold(
            athlete_id=athlete.pk, sport="ride", kind="ftp_w", value=250, effective_on=date(2026, 1, 1), actor=athlete,
            now=NOW,
        )  # fmt: skip
    return cast


def outdoors(*, day: int = 0, watts: float = 200.0, seconds: int = 1200) -> Recording:
    made = ride(began=BEGAN + timedelta(days=day), seconds=seconds, watts=watts)
    way = made.channels["distance_m"]
    return replace(made, channels={**made.channels, "lat": 47.0 + way * 1e-6, "lng": way * 0 + 8}, title=f"Ride {day}")


def from_strava(cast: Cast, made: Recording, number: int = 1, **options: Any) -> Recorded:
    with as_house():
        return record_session(
            athlete_id=cast["athlete"].pk, recording=made, kind="strava", original=None, now=NOW,
            external_id=str(number), **options,
        )  # fmt: skip


def uploaded(cast: Cast, made: Recording) -> Recorded:
    with as_system("test"):
        return record_session(athlete_id=cast["athlete"].pk, recording=made, kind="file", original=None, now=NOW)


def follow() -> None:
    assert run_due(PolicyChange, call=repolicing.run, budget_s=60) > 0
    with as_system("test"):
        assert not PolicyChange.objects.exclude(state="done").exists()


def write(preset: str) -> None:
    with as_house():
        SourcePolicy.objects.filter(pk="strava").delete()
        PRESETS[preset].row().save()


@pytest.mark.parametrize(
    ("preset", "wanted"),
    [
        ("athlete_only", ("owner", False, False, False, 6)),
        ("coach_view", ("coach", False, True, True, None)),
        ("full", ("team", True, True, True, None)),
    ],
)
def test_presets_say_what_their_table_says(preset: str, wanted: tuple[Any, ...]) -> None:
    row = PRESETS[preset].row()
    assert (row.visible_to, row.ai_allowed, row.combinable, row.geo_stored, row.keep_days) == wanted
    assert preset_of(row) == preset


def test_choice_of_the_operator_fills_an_empty_table_once(settings: Any) -> None:
    with as_system("test"):
        SourcePolicy.objects.all().delete()
    settings.STRAVA_DATA_POLICY = ""
    ensure_policy()
    assert current_preset() == ""
    settings.STRAVA_DATA_POLICY = "coach_view"
    ensure_policy()
    settings.STRAVA_DATA_POLICY = "full"
    ensure_policy()
    assert current_preset() == "coach_view"


def test_service_that_nobody_decided_about_is_closed(cast: Cast) -> None:
    with as_system("test"):
        SourcePolicy.objects.all().delete()
    source = from_strava(cast, outdoors()).source
    assert source.passport == Passport("owner", ai_allowed=False, combinable=False)
    assert "lat" not in source.channels
    assert uploaded(cast, outdoors(day=1)).source.passport == Passport()


@pytest.mark.parametrize("before", [*PRESETS])
@pytest.mark.parametrize("after", [*PRESETS])
def test_what_is_there_becomes_as_if_it_had_come_under_the_new_policy(cast: Cast, before: str, after: str) -> None:
    write(after)
    wanted = [from_strava(cast, outdoors(day=day), number=day) for day in range(3)]
    wanted_days = told_days()
    wanted_rows = [row_of(one.activity.pk) for one in wanted]
    with as_system("test"):
        Activity.objects.all().delete()
        LoadChange.objects.all().delete()
        LoadDay.objects.all().delete()
    write(before)
    sources = [from_strava(cast, outdoors(day=day), number=day).source for day in range(3)]
    with as_system("test"):
        set_policy(after)
    follow()
    found = [row_of(source.activity_id) for source in sources]
    if PRESETS[after].geo_stored and not PRESETS[before].geo_stored:  # only fetching brings the places back
        wanted_rows = [{**row, "polyline": ""} for row in wanted_rows]
    assert found == wanted_rows
    assert told_days() == wanted_days
    assert_journal_agrees()
    with as_system("test"):
        assert not disobeying(policy_of("strava")).exists()


def row_of(activity_id: Any) -> dict[str, Any]:
    with as_system("test"):
        names = ("title", "source_title", "load", "avg_power_w", "visible_to", "ai_allowed", "combinable", "polyline")
        row = Activity.objects.values(*names).get(pk=activity_id)
        curves = Activity.objects.get(pk=activity_id).curves.values_list(
            "metric", "visible_to", "ai_allowed", "combinable"
        )
        streams = Stream.objects.filter(source__activity_id=activity_id).exclude(channel__in=("lat", "lng"))
        return {**row, "curves": sorted(curves), "streams": sorted(streams.values_list("channel", "visible_to"))}


def told_days() -> list[Any]:
    with as_system("test"):
        return sorted(LoadDay.objects.values_list("local_on", "load", "sessions", "visible_to", "ai_allowed"))


def assert_journal_agrees() -> None:
    with as_system("test"):
        told: dict[Any, float] = {}
        for row in LoadChange.objects.all():
            key = (row.local_on, row.visible_to, row.ai_allowed, row.combinable)
            told[key] = told.get(key, 0.0) + row.delta
        days = {(d.local_on, d.visible_to, d.ai_allowed, d.combinable): d.load for d in LoadDay.objects.all()}
        assert told == days


def test_places_go_from_the_tables_and_do_not_come_back_by_themselves(cast: Cast) -> None:
    write("full")
    source = from_strava(cast, outdoors()).source
    with as_system("test"):
        set_policy("athlete_only")
    follow()
    with as_system("test"):
        assert not Stream.objects.filter(source=source, channel__in=("lat", "lng")).exists()
        assert Activity.objects.get().polyline == ""
        set_policy("full")
    follow()
    with as_system("test"):
        assert Source.objects.get().geo_stored is False


def test_only_me_session_stays_the_athletes_under_every_policy(cast: Cast) -> None:
    write("athlete_only")
    from_strava(cast, outdoors(), narrowed=Passport(visible_to="owner"))
    with as_system("test"):
        set_policy("full")
    follow()
    with as_system("test"):
        assert Activity.objects.get().passport == Passport("owner")


def test_file_leads_as_soon_as_the_service_is_restricted(cast: Cast) -> None:
    write("full")
    with as_system("test"):
        from_strava(cast, outdoors(watts=377))
        other = uploaded(cast, ride(seconds=1200, watts=210)).source
        assert Activity.objects.get().leader != other  # it knows less
        set_policy("athlete_only")
    follow()
    with as_system("test"):
        activity = Activity.objects.get()
        assert (activity.leader, activity.avg_power_w, activity.visible_to) == (other, 210, "team")
        assert {row.delta for row in LoadChange.objects.all()} == {activity.load}
    assert_journal_agrees()


def test_uploading_the_file_unlocks_what_was_the_athletes_alone(cast: Cast) -> None:
    write("athlete_only")
    locked = from_strava(cast, outdoors()).activity
    coach, path = cast.as_("coach"), f"/api/v1/activities/{locked.pk}"
    assert coach.get(path).status_code == 404
    unlocked = uploaded(cast, outdoors())
    assert unlocked.activity.pk == locked.pk
    told = coach.get(path).json()
    assert (told["avg_power_w"], [one["kind"] for one in told["sources"]]) == (200, ["file"])


def test_journal_of_a_hidden_session_is_hidden_as_well(cast: Cast) -> None:
    write("full")
    from_strava(cast, outdoors())
    with as_system("test"):
        set_policy("athlete_only")
    follow()
    with as_system("test"):
        assert not LoadChange.objects.exists()
        assert not LoadDay.objects.exists()


def test_dry_run_counts_what_would_vanish_and_changes_nothing(cast: Cast) -> None:
    write("full")
    for day in range(3):
        from_strava(cast, outdoors(day=day), number=day)
    uploaded(cast, ride(began=BEGAN + timedelta(days=2), seconds=1200))
    with as_system("test"):
        Source.objects.filter(external_id="0").update(fetched_at=NOW - timedelta(days=7))
    told = StringIO()
    call_command("source_policy", "set", "strava", "athlete_only", "--dry-run", stdout=told)
    counts = {line.split(maxsplit=1)[1]: int(line.split()[0]) for line in told.getvalue().splitlines()[:-1]}
    assert counts == {
        "sessions came from Strava": 3,
        "of the sessions would be treated otherwise": 3,
        "athletes have some that would be treated otherwise": 1,
        "would be deleted, being older than the days they may be kept": 1,
        "would take their numbers from a file of the athlete instead": 1,
        "would vanish for coaches": 1,
        "would vanish for the team": 1,
        "would leave load, fitness, records and curves": 1,
        "would no longer be told to AI": 1,
        "would lose their route": 2,
    }
    assert current_preset() == "full"
    with as_system("test"):
        assert not PolicyChange.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_dry_run_outside_any_transaction_sees_what_is_there() -> None:
    """As from a shell: nothing has said yet for whom the tables are read."""
    cast = make_cast()
    write("full")
    from_strava(cast, outdoors())
    told = StringIO()
    call_command("source_policy", "set", "strava", "athlete_only", "--dry-run", stdout=told)
    assert "1  would vanish for coaches" in told.getvalue()
    call_command("source_policy", "show", "strava", stdout=told)
    assert "The table says: full." in told.getvalue()
    call_command("source_policy", "set", "strava", "athlete_only", stdout=told)
    with as_house():
        assert PolicyChange.objects.count() == 1


def test_dry_run_of_a_wider_policy_counts_what_would_appear(cast: Cast) -> None:
    write("athlete_only")
    from_strava(cast, outdoors())
    from_strava(cast, outdoors(day=1), number=2, narrowed=Passport(visible_to="owner"))
    with as_system("test"):
        found = effects_of(PRESETS["full"].row(), now=NOW)
    assert (found.shown_to_coaches, found.shown_to_teams, found.counted, found.told_to_ai) == (1, 1, 2, 2)
    assert (found.removed, found.hidden_from_coaches, found.places_dropped) == (0, 0, 0)


def test_command_sets_shows_and_refuses(cast: Cast) -> None:
    write("full")
    from_strava(cast, outdoors())
    told = StringIO()
    call_command("source_policy", "set", "strava", "coach_view", stdout=told)
    follow()
    call_command("source_policy", "show", "strava", stdout=told)
    assert "The table says: coach_view." in told.getvalue()
    assert "The last change is done: 1 of 1." in told.getvalue()
    with pytest.raises(CommandError):
        call_command("source_policy", "set", "strava", stdout=told)


def test_change_that_dies_in_the_middle_goes_on_where_it_was(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    write("full")
    for day in range(4):
        from_strava(cast, outdoors(day=day, seconds=120), number=day)
    monkeypatch.setattr(repolicing, "BATCH", 1)
    with as_system("test"):
        set_policy("coach_view")
    row = claim(PolicyChange)
    assert row is not None
    died = repolicing.renew
    calls = iter([None, KeyboardInterrupt])

    def dies(work: Any) -> None:
        found = next(calls)
        if found:
            raise found
        died(work)

    monkeypatch.setattr(repolicing, "renew", dies)
    with pytest.raises(KeyboardInterrupt):
        run(row, call=repolicing.run)
    monkeypatch.setattr(repolicing, "renew", died)
    with as_system("test"):
        assert Activity.objects.filter(visible_to="coach").count() == 2
        PolicyChange.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    follow()
    with as_system("test"):
        work = PolicyChange.objects.get()
        assert (work.total, work.done) == (4, 4)
        assert Activity.objects.filter(visible_to="coach").count() == 4


def test_change_without_anything_to_follow_is_done_at_once(cast: Cast) -> None:
    write("full")
    from_strava(cast, outdoors())
    with as_system("test"):
        set_policy("full")
        before = Activity.objects.get().version
    follow()
    with as_system("test"):
        assert Activity.objects.get().version == before
