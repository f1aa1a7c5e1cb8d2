"""Who may see whom, worked out from what athletes granted, who coaches where, and who looks after whom.

Policies in the database read the result and nothing else, so everything that changes one of the three calls
`derive_access` in the same transaction.
"""

from collections.abc import Collection, Iterable
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Access, Grant, Membership, Scope
from core.acting import as_system
from core.errors import NotAllowed, NotFound


def derive_access(athlete_ids: Iterable[UUID]) -> None:
    """Rebuild the rows of these athletes. Running it again, or by two at once, ends in the same rows."""
    ids = sorted(set(athlete_ids))
    if not ids:
        return
    with as_system("derive access"), connection.cursor() as cursor:
        cursor.execute(_LOCK, [ids])
        Access.objects.filter(athlete_id__in=ids).delete()
        cursor.execute(_DERIVE, {"ids": ids, "everything": list(Scope.values)})


def derive_access_of_team(team_id: UUID) -> None:
    with as_system("derive access"):
        derive_access(Grant.objects.filter(team_id=team_id).values_list("athlete_id", flat=True))


def derive_access_of_coach(user_id: UUID) -> None:
    """A second factor came or went: teams that insist on one open or close."""
    with as_system("derive access"):
        teams = Membership.objects.filter(user_id=user_id, team__coaches_need_mfa=True).values("team_id")
        derive_access(Grant.objects.filter(team_id__in=teams).values_list("athlete_id", flat=True))


def live_access(viewer_id: UUID) -> QuerySet[Access]:
    now = timezone.now()
    is_open = Q(until_at=None) | Q(until_at__gt=now)
    return Access.objects.filter(is_open, viewer_id=viewer_id, from_at__lte=now)


def scopes_on(*, viewer_id: UUID, athlete_id: UUID) -> frozenset[str]:
    """What a viewer may do with an athlete right now; an athlete may do everything with themselves."""
    if viewer_id == athlete_id:
        return frozenset(Scope.values)
    found = live_access(viewer_id).filter(athlete_id=athlete_id).values_list("scopes", flat=True)
    return frozenset(scope for scopes in found for scope in scopes)


def require_scope(scope: str, *, viewer_id: UUID, athlete_id: UUID) -> None:
    """Unseen athletes are not there; seen ones without the scope are not to be touched."""
    held = scopes_on(viewer_id=viewer_id, athlete_id=athlete_id)
    if not held:
        raise NotFound
    if scope not in held:
        raise NotAllowed(_("The athlete has not granted this."))


def known_scopes(scopes: Collection[str]) -> list[str]:
    return [scope for scope in Scope.values if scope in set(scopes)]


_LOCK = "select pg_advisory_xact_lock(727275, hashtext(id::text)) from unnest(%s::uuid[]) as id"

_DERIVE = """
    insert into accounts_access (viewer_id, athlete_id, team_id, scopes, from_at, until_at)
    select m.user_id, g.athlete_id, g.team_id, g.scopes, g.from_at, g.until_at
    from accounts_grant g
    join accounts_team t on t.id = g.team_id
    join accounts_membership m on m.team_id = g.team_id and m.roles && '{coach,head_coach}'::varchar[]
        and (g.coach_id is null or g.coach_id = m.user_id)
    where g.athlete_id = any (%(ids)s) and m.user_id <> g.athlete_id and cardinality(g.scopes) > 0
      and (g.until_at is null or g.until_at > clock_timestamp())
      and (not t.coaches_need_mfa or exists (
          select from mfa_authenticator a where a.user_id = m.user_id and a.type in ('totp', 'webauthn')))
    union all
    select guardian_id, athlete_id, null, %(everything)s::varchar[], created_at, null
    from accounts_guardianship where athlete_id = any (%(ids)s)
"""
