from datetime import datetime
from typing import ClassVar, Self
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.ids import uuid7
from core.models.versioned import Versioned


class Role(models.TextChoices):
    ATHLETE = "athlete", _("Athlete")
    COACH = "coach", _("Coach")
    HEAD_COACH = "head_coach", _("Head coach")


COACHING_ROLES = frozenset({Role.COACH, Role.HEAD_COACH})


class ComplianceBy(models.TextChoices):
    FIRST = "first", _("What was planned first: duration, distance, load")
    DURATION = "duration", _("Duration")
    DISTANCE = "distance", _("Distance")
    LOAD = "load", _("Load")


class TeamQuerySet(models.QuerySet["Team"]):
    def visible_to(self, user_id: UUID) -> Self:
        return self.filter(memberships__user_id=user_id)


class Team(Versioned):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(_("name"), max_length=120)
    founder = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    coaches_need_mfa = models.BooleanField(_("coaches need a second factor"), default=False)
    compliance_green_pct = models.PositiveSmallIntegerField(_("as planned within"), default=20, db_default=20)
    compliance_yellow_pct = models.PositiveSmallIntegerField(_("nearly as planned within"), default=50, db_default=50)
    compliance_by = models.CharField(
        _("judged by"),
        max_length=10,
        choices=ComplianceBy,
        default=ComplianceBy.FIRST,
        db_default=ComplianceBy.FIRST,
    )
    athletes_may_swap = models.BooleanField(_("athletes may swap workouts"), default=True, db_default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[models.Manager["Team"]] = TeamQuerySet.as_manager()

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(compliance_green_pct__gte=1)
                & models.Q(compliance_yellow_pct__gt=models.F("compliance_green_pct"))
                & models.Q(compliance_yellow_pct__lte=99),
                name="team_compliance_in_order",
                violation_error_message=_("Nearly as planned reaches farther than as planned, both from 1 to 99 %."),
            ),
        )

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet["Membership"]):
    def visible_to(self, user_id: UUID) -> Self:
        return self.filter(team__memberships__user_id=user_id)


class Membership(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    team = models.ForeignKey(Team, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    roles = ArrayField(models.CharField(max_length=20, choices=Role), verbose_name=_("roles"))
    joined_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[models.Manager["Membership"]] = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = (
            models.UniqueConstraint(fields=["team", "user"], name="membership_once_per_team"),
            models.CheckConstraint(condition=models.Q(roles__len__gte=1), name="membership_has_a_role"),
        )
        indexes = (models.Index(fields=["user"], include=["team", "roles"], name="membership_of_user"),)

    def __str__(self) -> str:
        return f"{self.user_id} in {self.team_id}"

    def is_coaching(self) -> bool:
        return not COACHING_ROLES.isdisjoint(self.roles)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def visible_to(self, user_id: UUID) -> Self:
        return self.filter(team__memberships__user_id=user_id, team__memberships__roles__overlap=list(COACHING_ROLES))

    def open(self, now: datetime) -> Self:
        return self.filter(accepted_at=None, revoked_at=None, expires_at__gt=now)


class Invitation(models.Model):
    """A single-use way into a team. Only the hash of its token is kept; looked up before there is an actor."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    team = models.ForeignKey(Team, models.CASCADE, related_name="invitations")
    token_hash = models.BinaryField(max_length=32, unique=True)
    email = models.EmailField(_("e-mail"), blank=True)
    role = models.CharField(_("role"), max_length=20, choices=Role)
    scopes = ArrayField(models.CharField(max_length=20), verbose_name=_("proposed scopes"), default=list)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(_("expires"))
    revoked_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    objects: ClassVar[models.Manager["Invitation"]] = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        indexes = (models.Index(fields=["team", "-created_at"], name="invitation_of_team"),)

    def __str__(self) -> str:
        return f"{self.role} in {self.team_id}"


class JoinCode(models.Model):
    """A team's standing address to ask for admission; asking is not joining, so it may be shared openly."""

    team = models.OneToOneField(Team, models.CASCADE, primary_key=True, related_name="join_code")
    code = models.CharField(max_length=16, unique=True)

    def __str__(self) -> str:
        return self.code


class JoinRequestState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class JoinRequestQuerySet(models.QuerySet["JoinRequest"]):
    def visible_to(self, user_id: UUID) -> Self:
        decides = models.Q(team__memberships__user_id=user_id, team__memberships__roles__overlap=list(COACHING_ROLES))
        return self.filter(models.Q(user_id=user_id) | decides).distinct()


class JoinRequest(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    team = models.ForeignKey(Team, models.CASCADE, related_name="join_requests")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="join_requests")
    role = models.CharField(_("role"), max_length=20, choices=Role)
    scopes = ArrayField(models.CharField(max_length=20), verbose_name=_("granted scopes"), default=list)
    state = models.CharField(max_length=20, choices=JoinRequestState, default=JoinRequestState.WAITING)
    created_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    objects: ClassVar[models.Manager["JoinRequest"]] = JoinRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("join request")
        verbose_name_plural = _("join requests")
        constraints = (
            models.UniqueConstraint(
                fields=["team", "user"], condition=models.Q(state="waiting"), name="join_request_waits_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.user_id} asks to join {self.team_id}"
