"""What another policy would do to what is there: counted before anything is changed."""

from dataclasses import dataclass, fields
from datetime import datetime, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from training.models import Circle, Source, SourcePolicy
from training.passport import CIRCLES
from training.source_policies import disobeying

WORDS: dict[str, Promise] = {
    "sources": _("sessions came from %(source)s"),
    "changed": _("of the sessions would be treated otherwise"),
    "athletes": _("athletes have some that would be treated otherwise"),
    "removed": _("would be deleted, being older than the days they may be kept"),
    "outranked": _("would take their numbers from a file of the athlete instead"),
    "hidden_from_coaches": _("would vanish for coaches"),
    "hidden_from_teams": _("would vanish for the team"),
    "uncounted": _("would leave load, fitness, records and curves"),
    "untold_to_ai": _("would no longer be told to AI"),
    "places_dropped": _("would lose their route"),
    "shown_to_coaches": _("would become visible to coaches"),
    "shown_to_teams": _("would become visible to the team, as far as the athlete lets it"),
    "counted": _("would count in load, fitness, records and curves"),
    "told_to_ai": _("could be told to AI, where the athlete agrees"),
}


@dataclass(frozen=True, slots=True)
class Effects:
    """Of sessions, but for the athletes."""

    sources: int
    changed: int
    athletes: int
    removed: int
    outranked: int
    hidden_from_coaches: int
    hidden_from_teams: int
    uncounted: int
    untold_to_ai: int
    places_dropped: int
    shown_to_coaches: int
    shown_to_teams: int
    counted: int
    told_to_ai: int

    def said(self, source: str) -> list[tuple[int, str]]:
        """What there is any of, in words."""
        told = [(getattr(self, field.name), field.name) for field in fields(self)]
        return [(count, str(WORDS[name]) % {"source": source}) for count, name in told if count or name == "sources"]


def effects_of(policy: SourcePolicy, *, now: datetime) -> Effects:
    rows = Source.objects.filter(kind=policy.kind)
    stays, led = _staying(rows, policy, now), _leading(_staying(rows, policy, now), policy)
    is_kept = Q() if policy.geo_stored else Q(geo_stored=True, channels__contains="lat")
    return Effects(
        sources=rows.count(),
        **disobeying(policy).aggregate(changed=Count("pk"), athletes=Count("athlete", distinct=True)),
        removed=rows.count() - stays.count(),
        outranked=stays.filter(activity__leader=F("pk")).count() - led.count(),
        hidden_from_coaches=_loses(led, policy, Circle.COACH),
        hidden_from_teams=_loses(led, policy, Circle.TEAM),
        uncounted=0 if policy.combinable else led.filter(combinable=True).count(),
        untold_to_ai=0 if policy.ai_allowed else led.filter(ai_allowed=True).count(),
        places_dropped=0 if policy.geo_stored else stays.filter(is_kept).count(),
        shown_to_coaches=_gains(led, policy, Circle.COACH),
        shown_to_teams=_gains(led, policy, Circle.TEAM),
        counted=led.filter(combinable=False).count() if policy.combinable else 0,
        told_to_ai=led.filter(ai_allowed=False).count() if policy.ai_allowed else 0,
    )


def _staying(rows: QuerySet[Source], policy: SourcePolicy, now: datetime) -> QuerySet[Source]:
    """The others are past the days they may be kept, and go with everything that was measured from them."""
    return rows if policy.keep_days is None else rows.filter(fetched_at__gt=now - timedelta(days=policy.keep_days))


def _leading(rows: QuerySet[Source], policy: SourcePolicy) -> QuerySet[Source]:
    """Whose numbers are the session's and stay so: nothing restricted leads where there is something free."""
    led = rows.filter(activity__leader=F("pk"))
    free = Source.objects.filter(visible_to=Circle.TEAM, ai_allowed=True, combinable=True).exclude(kind=policy.kind)
    return led.exclude(Exists(free.filter(activity=OuterRef("activity")))) if policy.passport.is_restricted else led


def _loses(led: QuerySet[Source], policy: SourcePolicy, circle: Circle) -> int:
    """Sessions that this circle sees now, and would not see any more."""
    is_shut_out = CIRCLES.index(policy.visible_to) < CIRCLES.index(circle)
    return led.filter(visible_to__in=_from(circle)).count() if is_shut_out else 0


def _gains(led: QuerySet[Source], policy: SourcePolicy, circle: Circle) -> int:
    is_let_in = CIRCLES.index(policy.visible_to) >= CIRCLES.index(circle)
    unseen = led.exclude(visible_to__in=_from(circle)).filter(narrowed_to__in=_from(circle))
    return unseen.count() if is_let_in else 0


def _from(circle: Circle) -> tuple[str, ...]:
    return CIRCLES[CIRCLES.index(circle) :]
