from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Threshold, User
from core.acting import acting_as
from tests.training.files import gpx, read_waiting
from tests.training.recordings import BEGAN, ride
from tests.training.web.conftest import Record
from training.models import Activity, Correction, Gear, Recomputation


def stored(user: User, activity: Activity) -> Activity:
    with acting_as(user):
        return Activity.objects.get(pk=activity.pk)


def test_effort_of_a_session_is_kept(as_athlete: Client, athlete: User, record: Record) -> None:
    activity = record()
    as_athlete.post(reverse("activity_effort", args=[activity.pk]), {"rpe": "7", "feel": "4"})
    found = stored(athlete, activity)
    assert (found.rpe, found.feel) == (7, 4)


def test_effort_left_empty_changes_nothing(as_athlete: Client, athlete: User, record: Record) -> None:
    activity = record(rpe=5)
    as_athlete.post(reverse("activity_effort", args=[activity.pk]), {})
    assert stored(athlete, activity).rpe == 5


def test_edited_session_keeps_its_sport_unless_another_is_chosen(
    as_athlete: Client, athlete: User, record: Record
) -> None:
    activity = record()
    url, told = (
        reverse("activity_edit", args=[activity.pk]),
        {"title": "Hills", "chosen_sport": "ride", "notes": "Wind"},
    )
    assert as_athlete.post(url, told).status_code == 302
    found = stored(athlete, activity)
    assert (found.title, found.notes, found.chosen_sport) == ("Hills", "Wind", "")
    as_athlete.post(url, {**told, "chosen_sport": "other"})
    found = stored(athlete, activity)
    assert (found.chosen_sport, found.sport) == ("other", "other")


def test_edited_session_takes_no_gear_of_others(as_athlete: Client, stranger: User, record: Record) -> None:
    with acting_as(stranger):
        gear = Gear.objects.create(athlete=stranger, name="Theirs", sport="ride")
    told = {"chosen_sport": "ride", "gear_id": str(gear.pk)}
    response = as_athlete.post(reverse("activity_edit", args=[record().pk]), told)
    assert "gear_id" in response.context["form"].errors


def test_deleted_session_is_gone_only_after_the_question(as_athlete: Client, athlete: User, record: Record) -> None:
    activity = record()
    url = reverse("activity_delete", args=[activity.pk])
    as_athlete.get(url)
    with acting_as(athlete):
        assert Activity.objects.filter(pk=activity.pk).exists()
    assert as_athlete.post(url)["Location"] == reverse("activities")
    with acting_as(athlete):
        assert not Activity.objects.filter(pk=activity.pk).exists()


@pytest.mark.parametrize(
    ("kind", "values", "field", "expected"),
    [
        ("crop", {"crop-from_s": "0:00", "crop-to_s": "10:00"}, "elapsed_s", 600),
        ("fix_distance", {"fix_distance-distance": "30"}, "distance_m", 30_000),
    ],
)  # fmt: skip
def test_correction_is_applied_and_taken_back(
    as_athlete: Client, athlete: User, record: Record, kind: str, values: dict[str, str], field: str, expected: float
) -> None:
    activity = record()
    before = getattr(stored(athlete, activity), field)
    as_athlete.post(reverse("activity_correct", args=[activity.pk]), {"kind": kind, **values})
    assert getattr(stored(athlete, activity), field) == pytest.approx(expected, rel=0.01)
    with acting_as(athlete):
        correction = Correction.objects.get(activity=activity)
    as_athlete.post(reverse("correction_undo", args=[activity.pk, correction.pk]))
    assert getattr(stored(athlete, activity), field) == before


def test_correction_that_makes_no_sense_is_refused_beside_its_field(as_athlete: Client, record: Record) -> None:
    activity = record()
    told = {"kind": "crop", "crop-from_s": "5:00", "crop-to_s": "4:00"}
    page = as_athlete.post(reverse("activity_correct", args=[activity.pk]), told)
    assert page.status_code == 200
    assert "ends after it begins" in page.content.decode()


def test_recomputation_is_asked_for(as_athlete: Client, athlete: User, record: Record) -> None:
    activity = record()
    as_athlete.post(reverse("activity_recompute", args=[activity.pk]))
    with acting_as(athlete):
        assert Recomputation.objects.get(athlete=athlete, activity_ids=[activity.pk])


def test_two_sessions_at_once_become_one_and_two_again(as_athlete: Client, athlete: User, record: Record) -> None:
    one = record()
    other = record(ride(began=BEGAN + timedelta(minutes=50)))
    url = reverse("activity_sources", args=[one.pk])
    as_athlete.post(url, {"join": "1", "other": str(other.pk)})
    with acting_as(athlete):
        assert Activity.objects.filter(athlete=athlete).count() == 1
        leaving = one.sources.exclude(pk=stored(athlete, one).leader_id).get()
    as_athlete.post(url, {"part": "1", "source": str(leaving.pk)})
    with acting_as(athlete):
        assert Activity.objects.filter(athlete=athlete).count() == 2


def test_typed_session_is_there(as_athlete: Client, athlete: User) -> None:
    told = {
        "sport": "strength", "on": "2026-05-01", "at": "18:30", "time_zone": "Europe/Zurich", "minutes": "45", "rpe": "6",
        "title": "Core",
    }  # fmt: skip
    response = as_athlete.post(reverse("activity_add"), told)
    with acting_as(athlete):
        activity = Activity.objects.get(athlete=athlete)
    assert response["Location"] == reverse("activity", args=[activity.pk])
    assert (activity.title, activity.load_method, activity.local_on.isoformat()) == ("Core", "rpe", "2026-05-01")


def test_gear_counts_its_mileage(as_athlete: Client, athlete: User, record: Record) -> None:
    as_athlete.post(reverse("gear_add"), {"name": "Canyon", "sport": "ride", "distance_before": "100"})
    with acting_as(athlete):
        gear = Gear.objects.get(athlete=athlete)
    as_athlete.post(reverse("activity_edit", args=[record().pk]), {"chosen_sport": "ride", "gear_id": str(gear.pk)})
    row = as_athlete.get(reverse("gear")).context["used"][0]
    assert row.distance_m == pytest.approx(128_800, rel=0.001)


def test_proposal_sets_what_the_efforts_say(as_athlete: Client, athlete: User, record: Record) -> None:
    record(ride(began=timezone.now() - timedelta(days=3), watts=300, seconds=3700))
    page = as_athlete.get(reverse("records"))
    proposal = next(one["proposal"] for one in page.context["proposals"] if one["proposal"].kind == "ftp_w")
    as_athlete.post(reverse("proposal_use"), {"sport": "ride", "kind": "ftp_w"})
    with acting_as(athlete):
        newest = Threshold.objects.filter(athlete=athlete, kind="ftp_w").latest("effective_on")
    assert (newest.value, newest.effective_on) == (proposal.value, proposal.on)


def test_proposal_that_nothing_speaks_for_is_not_there(as_athlete: Client, athlete: User) -> None:
    assert as_athlete.post(reverse("proposal_use"), {"sport": "ride", "kind": "ftp_w"}).status_code == 404


@pytest.mark.usefixtures("originals_disk")
def test_files_sent_without_script_are_read_and_reported(
    as_athlete: Client, athlete: User, django_capture_on_commit_callbacks: object
) -> None:
    files = [SimpleUploadedFile("line.gpx", gpx()), SimpleUploadedFile("bad.fit", b"nothing")]
    response = as_athlete.post(reverse("upload"), {"file": files})
    assert response.status_code == 302
    assert as_athlete.get(response["Location"]).context["is_settled"] is False
    read_waiting()
    page = as_athlete.get(response["Location"])
    assert page.context["is_settled"] is True
    assert [one.state for one in page.context["outcomes"]] == ["done", "failed"]
    assert "bad.fit" in page.content.decode()


@pytest.mark.usefixtures("originals_disk")
def test_files_without_the_token_are_refused(athlete: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(athlete, backend="accounts.signing_in.SignInBackend")
    sent = {"file": SimpleUploadedFile("line.gpx", gpx())}
    assert client.post(reverse("upload"), sent).status_code == 403


def test_sending_nothing_is_said(as_athlete: Client) -> None:
    page = as_athlete.post(reverse("upload"), {}, follow=True)
    assert "at least one file" in page.content.decode()


def test_part_chosen_in_the_charts_is_offered_to_be_kept(as_athlete: Client, record: Record) -> None:
    page = as_athlete.get(reverse("activity_correct", args=[record().pk]), {"from_s": "65", "to_s": "3605"})
    for part in ('value="1:05"', 'value="1:00:05"'):
        assert part in page.content.decode()
