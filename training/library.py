"""The library: workouts to be planned again and again, in folders, one's own or shared with a team one coaches."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from django.contrib.postgres.search import SearchQuery
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, User
from accounts.models.team import COACHING_ROLES
from core.errors import DomainError, NotAllowed
from training.contents import CONTENT, content_of, settled
from training.models import LibraryFolder, LibraryWorkout, Plan, PlanEdition, Workout
from training.plan_rights import plan_sight
from training.planning import plan_workout
from training.structures import PLANNED

Row = TypeVar("Row", LibraryFolder, LibraryWorkout, Plan)
DEEPEST = 8
_WORDS = re.compile(r"\w+")


def coached_teams(user_id: UUID) -> set[UUID]:
    rows = Membership.objects.filter(user_id=user_id, roles__overlap=list(COACHING_ROLES))
    return set(rows.values_list("team_id", flat=True))


def require_change(row: Row, *, actor: User) -> None:
    """One's own, and what is shared with a team one coaches; its other members read it."""
    if row.owner_id != actor.pk and row.team_id not in coached_teams(actor.pk):
        raise NotAllowed(_("Only its owner and the coaches of its team may change this."))


def require_share(team_id: UUID | None, *, actor: User) -> None:
    if team_id is not None and team_id not in coached_teams(actor.pk):
        raise DomainError(_("Share it with a team you coach."), field="team_id", detail="not_coached")


def search(rows: models.QuerySet[Any], text: str) -> models.QuerySet[Any]:
    """Words of title and description, or their beginnings."""
    words = _WORDS.findall(text)[:10]
    if not words:
        return rows
    asked = SearchQuery(" & ".join(f"{word}:*" for word in words), search_type="raw", config="simple")
    return rows.filter(search=asked)


# --- folders ------------------------------------------------------------------------------------------------------
@transaction.atomic
def create_folder(*, actor: User, **given: Any) -> LibraryFolder:
    folder = LibraryFolder(owner=actor, **placed(given, "parent", actor))
    _check_depth(folder)
    folder.save(force_insert=True)
    return folder


@transaction.atomic
def change_folder(*, folder: LibraryFolder, actor: User, **given: Any) -> LibraryFolder:
    """Sharing a folder shares what lies in it, as far as it belongs to the same person."""
    require_change(folder, actor=actor)
    is_shared_anew = "team_id" in given and given["team_id"] != folder.team_id
    _set(folder, checked(folder, given, "parent", actor))
    _check_depth(folder)
    folder.save()
    if is_shared_anew:
        _share_below(folder)
    return folder


@transaction.atomic
def remove_folder(*, folder: LibraryFolder, actor: User) -> None:
    """The folders inside go with it; workouts and plans move up."""
    require_change(folder, actor=actor)
    inside = [folder.pk, *below(folder)]
    for model in (LibraryWorkout, Plan):
        model._default_manager.filter(folder_id__in=inside).update(folder_id=folder.parent_id)
    LibraryFolder.objects.filter(pk__in=inside).delete()


def below(folder: LibraryFolder) -> list[UUID]:
    """All folders inside, level by level."""
    found: list[UUID] = []
    level = [folder.pk]
    while level and len(found) < 10_000:
        level = list(LibraryFolder.objects.filter(parent_id__in=level).values_list("pk", flat=True))
        found += level
    return found


def _share_below(folder: LibraryFolder) -> None:
    inside = [folder.pk, *below(folder)]
    LibraryFolder.objects.filter(pk__in=inside, owner=folder.owner_id).update(team_id=folder.team_id)
    LibraryWorkout.objects.filter(folder_id__in=inside, owner=folder.owner_id).update(team_id=folder.team_id)
    plans = Plan.objects.filter(folder_id__in=inside, owner=folder.owner_id)
    PlanEdition.objects.filter(plan__in=plans.values("pk")).update(team_id=folder.team_id)
    plans.update(team_id=folder.team_id)


def _check_depth(folder: LibraryFolder) -> None:
    parent, depth = folder.parent_id, 1
    while parent is not None:
        if parent == folder.pk or depth >= DEEPEST:
            raise DomainError(_("A folder cannot lie there."), field="parent_id", detail="nesting")
        parent = LibraryFolder.objects.filter(pk=parent).values_list("parent_id", flat=True).first()
        depth += 1


# --- workouts -----------------------------------------------------------------------------------------------------
@transaction.atomic
def create_workout(*, actor: User, **given: Any) -> LibraryWorkout:
    """`given` holds a whole content (`contents.settled`)."""
    workout = LibraryWorkout(owner=actor, **placed(given, "folder", actor))
    workout.save(force_insert=True)
    return workout


@transaction.atomic
def change_workout(*, workout: LibraryWorkout, actor: User, **given: Any) -> LibraryWorkout:
    require_change(workout, actor=actor)
    rest = {name: value for name, value in given.items() if name not in CONTENT}
    content = settled(given, before=content_of(workout))
    _set(workout, {**content, **checked(workout, rest, "folder", actor)})
    workout.save()
    return workout


def remove_workout(*, workout: LibraryWorkout, actor: User) -> None:
    require_change(workout, actor=actor)
    workout.delete()


# --- what both have -----------------------------------------------------------------------------------------------
def placed(given: Mapping[str, Any], place: str, actor: User) -> dict[str, Any]:
    """Something new in a shared folder is shared as the folder is."""
    values = dict(given)
    folder = folder_to_fill(values.get(f"{place}_id"), field=f"{place}_id", actor=actor)
    if folder is not None and "team_id" not in values:
        values["team_id"] = folder.team_id
    require_share(values.get("team_id"), actor=actor)
    return values


def checked(row: Row, given: Mapping[str, Any], place: str, actor: User) -> dict[str, Any]:
    if "team_id" in given and given["team_id"] != row.team_id:
        if row.owner_id != actor.pk:
            raise NotAllowed(_("Only its owner may share this."))
        require_share(given["team_id"], actor=actor)
    folder_to_fill(given.get(f"{place}_id"), field=f"{place}_id", actor=actor)
    return dict(given)


def folder_to_fill(folder_id: UUID | None, *, field: str, actor: User) -> LibraryFolder | None:
    if folder_id is None:
        return None
    folder = LibraryFolder.objects.visible_to(actor.pk).filter(pk=folder_id).first()
    if folder is None:
        raise DomainError(_("There is no such folder."), field=field, detail="does_not_exist")
    require_change(folder, actor=actor)
    return folder


def _set(row: Row, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)


# --- to the calendar and back -------------------------------------------------------------------------------------
def keep_workout(*, workout: Workout, actor: User, **given: Any) -> LibraryWorkout:
    """A workout of a calendar, kept for later. What one may not read of it one cannot keep."""
    sight = plan_sight(viewer_id=actor.pk, athlete_id=workout.athlete_id)
    if not sight.reads_words_of(workout):
        raise NotAllowed(_("Another team has planned this."))
    title = given.pop("title", "") or workout.title or workout.get_sport_display()
    return create_workout(actor=actor, **{**content_of(workout), **given, "title": title})


def schedule_for(
    *, content: Mapping[str, Any], athlete_id: UUID, actor: User, now: datetime, on: date, team_id: UUID | None = None
) -> Workout:
    """On a day of one athlete. Figures that follow from the structure follow the athlete's thresholds."""
    given = {name: content[name] for name in CONTENT if name not in {*PLANNED, "typed", "structure_text"}}
    given |= {name: content[name] for name in content["typed"]}
    with transaction.atomic():
        return plan_workout(athlete_id=athlete_id, actor=actor, now=now, on=on, team_id=team_id, **given)
