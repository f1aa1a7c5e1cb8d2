"""What is planned again and again: workouts in folders, and plans of many weeks with their versions."""

from datetime import date, timedelta
from typing import ClassVar, Self, TypeVar
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, Sport, Team
from accounts.models.visibility import AthleteOwned
from core.ids import uuid7
from core.models.versioned import Versioned
from core.models.work import Work, WorkQuerySet, due_index
from training.models.activity import SubSport
from training.models.plan import Purpose

M = TypeVar("M", bound=models.Model)


class SharedQuerySet(models.QuerySet[M]):
    def visible_to(self, user_id: UUID) -> Self:
        """One's own, and what is shared inside the teams one belongs to."""
        teams = Membership.objects.filter(user_id=user_id).values("team_id")
        return self.filter(Q(owner_id=user_id) | Q(team_id__in=teams))


class LibraryFolder(Versioned):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    team = models.ForeignKey(Team, models.SET_NULL, null=True, blank=True, related_name="+")
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="children")
    title = models.CharField(_("title"), max_length=200)

    objects: ClassVar[SharedQuerySet["LibraryFolder"]] = SharedQuerySet["LibraryFolder"].as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("library folder")
        verbose_name_plural = _("library folders")
        constraints = (
            models.UniqueConstraint(fields=["owner", "parent", "title"], nulls_distinct=False, name="folder_once"),
        )

    def __str__(self) -> str:
        return self.title


class LibraryWorkout(Versioned):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    team = models.ForeignKey(Team, models.SET_NULL, null=True, blank=True, related_name="+")
    folder = models.ForeignKey(LibraryFolder, models.SET_NULL, null=True, blank=True, related_name="workouts")
    title = models.CharField(_("title"), max_length=200)
    sport = models.CharField(_("sport"), max_length=20, choices=Sport)
    sub_sport = models.CharField(_("kind"), max_length=20, choices=SubSport, blank=True)
    description = models.TextField(_("description"), max_length=10_000, blank=True)
    structure = models.JSONField(_("structure"), null=True, blank=True)
    structure_text = models.TextField(_("structure as text"), max_length=20_000, blank=True)
    planned_duration_s = models.FloatField(_("planned duration"), null=True, blank=True)
    planned_distance_m = models.FloatField(_("planned distance"), null=True, blank=True)
    planned_load = models.FloatField(_("planned load"), null=True, blank=True)
    planned_intensity = models.FloatField(_("planned intensity"), null=True, blank=True)
    typed = models.JSONField(default=list)
    """Names of the planned figures that a person gave; the others follow from the structure."""
    purpose = models.CharField(_("purpose"), max_length=20, choices=Purpose, blank=True)
    tags = ArrayField(models.CharField(max_length=40), verbose_name=_("tags"), default=list, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    search = models.GeneratedField(
        expression=SearchVector("title", "description", config="simple"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects: ClassVar[SharedQuerySet["LibraryWorkout"]] = SharedQuerySet["LibraryWorkout"].as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("library workout")
        verbose_name_plural = _("library workouts")
        indexes = (
            models.Index(fields=["owner", "title", "id"], name="library_workout_of_owner"),
            GinIndex(fields=["search"], name="library_workout_search"),
        )

    def __str__(self) -> str:
        return self.title


class Plan(Versioned):
    """A plan of many weeks. Its content is its newest version; older ones stay for those who run them."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    team = models.ForeignKey(Team, models.SET_NULL, null=True, blank=True, related_name="+")
    folder = models.ForeignKey(LibraryFolder, models.SET_NULL, null=True, blank=True, related_name="plans")
    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(_("description"), max_length=10_000, blank=True)
    tags = ArrayField(models.CharField(max_length=40), verbose_name=_("tags"), default=list, blank=True)
    weeks = models.PositiveSmallIntegerField(_("weeks"), default=1)
    edition = models.PositiveIntegerField(_("edition"), default=1)
    created_at = models.DateTimeField(db_default=Now())

    objects: ClassVar[SharedQuerySet["Plan"]] = SharedQuerySet["Plan"].as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        constraints = (models.CheckConstraint(condition=Q(weeks__gte=1, weeks__lte=104), name="plan_1_to_104_weeks"),)

    def __str__(self) -> str:
        return self.title


class PlanEdition(models.Model):
    """One version of a plan's content: items with a key each, a day from 0 and the fields of a workout or note."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="editions")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    team = models.ForeignKey(Team, models.SET_NULL, null=True, blank=True, related_name="+")
    number = models.PositiveIntegerField(_("edition"))
    weeks = models.PositiveSmallIntegerField(_("weeks"))
    items = models.JSONField(default=list)
    created_at = models.DateTimeField(db_default=Now())
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("edition of a plan")
        verbose_name_plural = _("editions of plans")
        constraints = (models.UniqueConstraint(fields=["plan", "number"], name="plan_edition_once"),)

    def __str__(self) -> str:
        return f"{self.plan_id} {self.number}"


class ApplicationQuerySet(AthleteOwned["PlanApplication"]):
    def told(self) -> Self:
        """With what the plan is called and how far it has come; for those who do not see the plan that stays empty."""
        return self.annotate(
            plan_title=models.F("plan__title"), weeks=models.F("edition__weeks"),
            edition_number=models.F("edition__number"), newest_edition=models.F("plan__edition"),
        )  # fmt: skip


class PlanApplication(Versioned):
    """A plan put into one athlete's calendar: what was chosen then, so that it can be undone or brought up to date."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    athlete = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    team = models.ForeignKey(Team, models.SET_NULL, null=True, blank=True, related_name="+")
    plan = models.ForeignKey(Plan, models.SET_NULL, null=True, related_name="applications")
    edition = models.ForeignKey(PlanEdition, models.SET_NULL, null=True, blank=True, related_name="+")
    """Without one nothing newer can come: the plan was removed, or it was a stretch of another calendar."""
    batch = models.UUIDField()
    """One act of applying to several athletes."""
    starts_on = models.DateField()
    options = models.JSONField(default=dict)
    applied_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    applied_at = models.DateTimeField(db_default=Now())
    undone_at = models.DateTimeField(null=True, blank=True)

    plan_title: str | None
    weeks: int | None
    edition_number: int | None
    newest_edition: int | None
    objects: ClassVar[ApplicationQuerySet] = ApplicationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("applied plan")
        verbose_name_plural = _("applied plans")
        indexes = (
            models.Index(fields=["athlete", "-applied_at"], name="application_of_athlete"),
            models.Index(fields=["batch"], name="application_batch"),
        )

    def __str__(self) -> str:
        return f"{self.plan_id} from {self.starts_on}"

    @property
    def ends_on(self) -> date | None:
        return self.starts_on + timedelta(days=self.weeks * 7 - 1) if self.weeks else None

    @property
    def is_behind(self) -> bool:
        """A newer edition is there for it."""
        known = (self.edition_number, self.newest_edition)
        return self.undone_at is None and None not in known and known[0] < known[1]  # type: ignore[operator]


class BulkJob(Work):
    """An act on many athletes or workouts, with a result for each. What can be undone says how."""

    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    team = models.ForeignKey(Team, models.SET_NULL, null=True, blank=True, related_name="+")
    kind = models.CharField(_("kind"), max_length=30)
    values = models.JSONField(default=dict)
    total = models.PositiveIntegerField(_("items"), default=0)
    done = models.PositiveIntegerField(_("done"), default=0)
    results = models.JSONField(default=list)

    objects = WorkQuerySet["BulkJob"].as_manager()

    class Meta:
        verbose_name = _("bulk job")
        verbose_name_plural = _("bulk jobs")
        indexes = (
            due_index("bulk_job_due"),
            models.Index(fields=["asked_by", "-created_at"], name="bulk_job_of_person"),
        )


class PlanAct(models.Model):
    """One act in a calendar, with the rows as they were: what undo brings back."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=30)
    before = models.JSONField(default=list)
    after = models.JSONField(default=list)
    done_at = models.DateTimeField(db_default=Now())
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("act in a calendar")
        verbose_name_plural = _("acts in calendars")
        indexes = (models.Index(fields=["asked_by", "-done_at"], name="plan_act_of_person"),)

    def __str__(self) -> str:
        return self.kind
