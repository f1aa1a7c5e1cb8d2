"""Each list of the admin asks the same number of questions for one row and for three."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_celery_beat.models import CrontabSchedule, IntervalSchedule, PeriodicTask
from waffle.models import Sample
from waffle.models import Switch as WaffleSwitch

from accounts import models as m
from accounts.models import StaffRole, User
from core import models as c
from core.acting import as_system
from core.ids import uuid7
from strava import models as st
from tests.accounts.staffing import at_desk, login_of, staff_member
from training import models as t

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
DAY = date(2026, 11, 21)
pytestmark = pytest.mark.django_db


def somebody(number: int) -> User:
    return User.objects.filter(email=f"p{number}@example.com").first() or login_of(f"p{number}@example.com")


def team(number: int) -> m.Team:
    return m.Team.objects.create(name=f"Team {number}", founder=somebody(number))


def activity(number: int) -> t.Activity:
    return t.Activity.objects.create(
        athlete=somebody(number), sport="ride", start_at=NOW, end_at=NOW, time_zone="UTC", local_on=DAY
    )


def source(number: int) -> t.Source:
    return t.Source.objects.create(
        athlete=somebody(number), activity=activity(number), kind="file", sport="ride", start_at=NOW, end_at=NOW,
        time_zone="UTC", digest="x",
    )  # fmt: skip


def edition(number: int) -> t.PlanEdition:
    plan = t.Plan.objects.create(owner=somebody(number), title="Base")
    return t.PlanEdition.objects.create(plan=plan, owner=somebody(number), number=1, weeks=1)


def season(number: int) -> t.Season:
    return t.Season.objects.create(athlete=somebody(number), title="Spring", from_on=DAY, to_on=DAY)


def of_athlete(model: type[Model], **fields: Any) -> Callable[[int], Any]:
    return lambda n: model.objects.create(athlete=somebody(n), **fields)


def of_athlete_and(model: type[Model], name: str) -> Callable[[int], Any]:
    return lambda n: model.objects.create(athlete=somebody(n), **{name: n})


def of_user(model: type[Model], **fields: Any) -> Callable[[int], Any]:
    return lambda n: model.objects.create(user=somebody(n), **fields)


MAKERS: dict[type[Model], Callable[[int], Any]] = {
    User: somebody,
    m.Person: somebody,
    m.Team: team,
    m.Membership: lambda n: m.Membership.objects.create(team=team(n), user=somebody(n), roles=["athlete"]),
    m.Invitation: lambda n: m.Invitation.objects.create(
        team=team(n), token_hash=bytes([n]) * 32, role="athlete", created_by=somebody(n), expires_at=NOW
    ),
    m.JoinCode: lambda n: m.JoinCode.objects.create(team=team(n), code=f"CODE{n}"),
    m.JoinRequest: lambda n: m.JoinRequest.objects.create(team=team(n), user=somebody(n), role="athlete"),
    m.Grant: lambda n: m.Grant.objects.create(
        athlete=somebody(n),
        team=team(n),
        coach=somebody(n + 10),
        scopes=["view_plan"],
        from_at=NOW,
        consent_version="1",
    ),
    m.Access: lambda n: m.Access.objects.create(
        viewer=somebody(n + 10), athlete=somebody(n), team=team(n), scopes=["view_plan"], from_at=NOW
    ),
    m.Guardianship: lambda n: m.Guardianship.objects.create(athlete=somebody(n), guardian=somebody(n + 10)),
    m.AthleteProfile: of_athlete(m.AthleteProfile),
    m.AvailableDay: of_athlete(m.AvailableDay, weekday=1, duration_s=3600),
    m.Absence: of_athlete(m.Absence, from_on=DAY),
    m.Threshold: of_athlete(m.Threshold, kind="ftp_w", value=250, effective_on=DAY),
    m.ZoneSet: of_athlete(m.ZoneSet, metric="power", effective_on=DAY, boundaries=[100, 200]),
    m.FitnessSeed: of_athlete(m.FitnessSeed, on=DAY, fitness=40, fatigue=40),
    m.Consent: of_user(m.Consent, kind="terms", text_version="1", given_at=NOW),
    m.TokenFamily: lambda n: m.TokenFamily.objects.create(
        user=somebody(n), session_key=f"key{n}", password_stamp="x", expires_at=NOW
    ),
    m.ApiKey: lambda n: m.ApiKey.objects.create(
        user=somebody(n), name="watch", hint="pk_1", key_hash=bytes([n]) * 32, scopes=["read"]
    ),
    m.AuditEvent: lambda n: m.AuditEvent.objects.create(at=NOW, action="test", subject_id=somebody(n).pk),
    m.Flag: lambda n: m.Flag.objects.create(name=f"flag{n}"),
    EmailAddress: lambda n: EmailAddress.objects.create(user=somebody(n), email=f"p{n}@example.com"),
    Authenticator: of_user(Authenticator, type="totp", data={}),
    SocialAccount: lambda n: SocialAccount.objects.create(user=somebody(n), provider="google", uid=str(n)),
    UserSession: lambda n: UserSession.objects.create(
        user=somebody(n), ip="203.0.113.1", user_agent="x", session_key=f"key{n}"
    ),
    WaffleSwitch: lambda n: WaffleSwitch.objects.create(name=f"switch{n}"),
    Sample: lambda n: Sample.objects.create(name=f"sample{n}", percent=5),
    LogEntry: lambda n: LogEntry.objects.create(
        user=somebody(n), content_type=ContentType.objects.get_for_model(User), object_repr="x", action_flag=2
    ),
    IntervalSchedule: lambda n: IntervalSchedule.objects.create(every=n, period="seconds"),
    CrontabSchedule: lambda n: CrontabSchedule.objects.create(minute=str(n)),
    PeriodicTask: lambda n: PeriodicTask.objects.create(
        name=f"task{n}", task="t", interval=IntervalSchedule.objects.create(every=n, period="seconds")
    ),
    c.Event: lambda n: c.Event.objects.create(kind=f"kind{n}"),
    c.Delivery: lambda n: c.Delivery.objects.create(event=c.Event.objects.create(kind=f"kind{n}"), handler="h"),
    c.OutgoingMail: lambda n: c.OutgoingMail.objects.create(to=f"p{n}@example.com", subject="s", message="m"),
    c.Change: lambda n: c.Change.objects.create(kind="person", object_id=somebody(n).pk, op="upsert"),
    c.PastRow: lambda n: c.PastRow.objects.create(kind="person", object_id=somebody(n).pk, op="upsert", before={}),
    c.Epoch: lambda n: c.Epoch.objects.create(),
    c.Heartbeat: lambda n: c.Heartbeat.objects.create(name=f"beat{n}", at=NOW),
    c.Switch: lambda n: c.Switch.objects.create(name=f"switch{n}"),
    t.Activity: activity,
    t.Source: source,
    t.Original: lambda n: t.Original.objects.create(athlete=somebody(n), sha256=str(n), size_bytes=1, filename="a.fit"),
    t.Upload: of_athlete(t.Upload),
    t.UploadFile: of_athlete(t.UploadFile, filename="a.fit"),
    t.UploadItem: lambda n: t.UploadItem.objects.create(
        file=t.UploadFile.objects.create(athlete=somebody(n), filename="a.fit"), athlete=somebody(n), state="failed"
    ),
    t.ArchiveImport: of_athlete(t.ArchiveImport, filename="export.zip", size_bytes=1),
    t.Recomputation: of_athlete(t.Recomputation, cause="formula"),
    t.PolicyChange: lambda n: t.PolicyChange.objects.create(kind=f"kind-{n}"),
    t.Gear: of_athlete(t.Gear, name="Bike", sport="ride"),
    t.Correction: lambda n: t.Correction.objects.create(athlete=somebody(n), activity=activity(n), kind="crop"),
    t.LoadDay: of_athlete(
        t.LoadDay,
        sport="ride",
        local_on=DAY,
        load=1,
        sessions=1,
        timer_s=1,
        moving_s=1,
        distance_m=1,
        ascent_m=1,
        work_j=1,
    ),
    t.LoadChange: of_athlete(t.LoadChange, activity_id=uuid7(), sport="ride", local_on=DAY, delta=1, cause="recorded"),
    t.LibraryFolder: lambda n: t.LibraryFolder.objects.create(owner=somebody(n), title="Rides", team=team(n)),
    t.LibraryWorkout: lambda n: t.LibraryWorkout.objects.create(owner=somebody(n), title="Easy", team=team(n)),
    t.Plan: lambda n: t.Plan.objects.create(owner=somebody(n), title="Base", team=team(n)),
    t.PlanEdition: edition,
    t.PlanApplication: lambda n: t.PlanApplication.objects.create(
        athlete=somebody(n), edition=edition(n), batch=uuid7(), starts_on=DAY
    ),
    t.PlanAct: lambda n: t.PlanAct.objects.create(asked_by=somebody(n), kind="move"),
    t.PlanWaiver: of_athlete(t.PlanWaiver, code="ramp", on=DAY, reason="camp"),
    t.BulkJob: lambda n: t.BulkJob.objects.create(asked_by=somebody(n), kind="apply_plan"),
    t.Workout: of_athlete(t.Workout, on=DAY, sport="ride"),
    t.CalendarNote: of_athlete(t.CalendarNote, on=DAY),
    t.GoalEvent: of_athlete(t.GoalEvent, on=DAY, title="Race", sport="ride"),
    t.Season: season,
    t.SeasonPhase: lambda n: t.SeasonPhase.objects.create(
        season=season(n), athlete=somebody(n), kind="base", from_on=DAY, to_on=DAY
    ),
    t.CalendarFeed: lambda n: t.CalendarFeed.objects.create(
        athlete=somebody(n), token_hash=bytes([n]) * 32, hint="cal_"
    ),
    t.SourcePolicy: lambda n: t.SourcePolicy.objects.create(kind=f"kind{n}"),
    st.Connection: of_athlete_and(st.Connection, "strava_athlete_id"),
    st.KnownActivity: of_athlete_and(st.KnownActivity, "strava_id"),
    st.Fetch: of_athlete_and(st.Fetch, "strava_id"),
    st.Backfill: of_athlete(st.Backfill),
    st.Deletion: of_athlete(st.Deletion),
    st.InboxEvent: lambda n: st.InboxEvent.objects.create(
        object_type="activity", object_id=n, aspect_type="create", event_time=1, owner_id=1, subscription_id=1
    ),
    st.BudgetWindow: lambda n: st.BudgetWindow.objects.create(name=f"window{n}", told_at=NOW),
    c.RateLimit: lambda n: c.RateLimit.objects.create(scope=f"scope{n}", refill=1, capacity=1),
}
WITHOUT_A_PAGE = {
    "accounts.RefreshToken": "nothing but a hash",
    "core.IdempotencyKey": "sealed answers, kept a day",
    "strava.AuthorizationState": "nothing but hashes, for some minutes",
    "training.Stream": "packed bytes of a source",
    "training.Curve": "packed bytes of an activity",
    "training.Analysis": "shown on the activity's own pages",
    "training.PlannedDay": "sums of the plan",
    "auth.Permission": "rights come from the role",
    "auth.Group": "rights come from the role",
    "contenttypes.ContentType": "belongs to the schema",
    "sessions.Session": "secrets; ended through the person's page",
    "account.EmailConfirmation": "unused: addresses are confirmed by code",
    "socialaccount.SocialApp": "configured by the environment",
    "socialaccount.SocialToken": "tokens are not kept",
    "django_celery_beat.SolarSchedule": "unused",
    "django_celery_beat.ClockedSchedule": "unused",
    "django_celery_beat.PeriodicTasks": "a marker of the scheduler",
    "waffle.Flag": "replaced by ours",
}


def url(model: type[Model], page: str = "changelist", *args: object) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def test_each_model_has_a_page_or_a_reason() -> None:
    registered = {model._meta.label for model in admin.site._registry}
    known = {model._meta.label for model in apps.get_models() if not model._meta.auto_created}
    assert known - registered - set(WITHOUT_A_PAGE) == set()


def test_no_reason_is_stale() -> None:
    registered = {model._meta.label for model in admin.site._registry}
    assert registered & set(WITHOUT_A_PAGE) == set()


def test_each_list_is_counted() -> None:
    assert {model._meta.label for model in admin.site._registry} == {model._meta.label for model in MAKERS}


def queries_of(client: Any, path: str) -> int:
    with CaptureQueriesContext(connection) as found:
        answer = client.get(path)
    assert answer.status_code == 200
    return len(found)


@pytest.mark.parametrize("model", MAKERS, ids=lambda model: model._meta.label_lower)
def test_list_with_one_row_and_with_three_costs_the_same(model: type[Model]) -> None:
    client = at_desk(staff_member(StaffRole.SUPER_ADMIN))
    with as_system("test"):
        MAKERS[model](1)
    client.get(url(model))
    one = queries_of(client, url(model))
    with as_system("test"):
        MAKERS[model](2)
        MAKERS[model](3)
    assert queries_of(client, url(model)) == one


@pytest.mark.parametrize("role", [StaffRole.SUPPORT, StaffRole.SUPER_ADMIN])
@pytest.mark.parametrize("model", MAKERS, ids=lambda model: model._meta.label_lower)
def test_row_opens_and_search_answers_for_whoever_may_look(model: type[Model], role: StaffRole) -> None:
    staff = staff_member(role)
    client = at_desk(staff)
    with as_system("test"):
        MAKERS[model](1)
        row = model._default_manager.exclude(pk=staff.pk).first() if model is User else model._default_manager.first()
    may_look = staff.has_perm(f"{model._meta.app_label}.view_{model._meta.model_name}")
    expected = 200 if may_look else 403
    assert client.get(url(model, "change", row.pk)).status_code == expected
    assert client.get(url(model), {"q": "x"}).status_code in {expected, 302}
