"""The folders somebody sees, as a tree, and whom they may share with."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from accounts.models import Team
from accounts.web.visitor import Visitor
from training.models import LibraryFolder

MOST = 2_000


@dataclass(frozen=True, slots=True)
class Placed:
    row: LibraryFolder
    depth: int


@dataclass(frozen=True, slots=True)
class Shelf:
    """`own` are those one may put things into."""

    folders: list[Placed]
    own: list[Placed] = field(default_factory=list)
    teams: tuple[Team, ...] = ()

    def find(self, pk: UUID | None) -> LibraryFolder | None:
        return next((one.row for one in self.folders if one.row.pk == pk), None)

    def path_of(self, pk: UUID | None) -> list[LibraryFolder]:
        path: list[LibraryFolder] = []
        known = {one.row.pk: one.row for one in self.folders}
        while pk in known and len(path) < 10:
            path.insert(0, known[pk])
            pk = known[pk].parent_id
        return path

    def inside(self, pk: UUID) -> set[UUID]:
        """The folder and all below it."""
        found = {pk}
        for one in self.folders:  # parents stand before their children
            if one.row.parent_id in found:
                found.add(one.row.pk)
        return found


def shelf_of(visitor: Visitor) -> Shelf:
    user_id = visitor.user.pk
    rows = list(LibraryFolder.objects.visible_to(user_id).select_related("team").order_by("title", "id")[:MOST])
    teams = tuple(row.team for row in visitor.memberships if row.is_coaching())
    coached = {team.pk for team in teams}
    folders = _tree(rows)
    own = [one for one in folders if one.row.owner_id == user_id or one.row.team_id in coached]
    return Shelf(folders, own, teams)


def _tree(rows: Iterable[LibraryFolder]) -> list[Placed]:
    children: dict[UUID | None, list[LibraryFolder]] = {}
    known = {row.pk for row in rows}
    for row in rows:
        children.setdefault(row.parent_id if row.parent_id in known else None, []).append(row)
    return _below(children, None, 0)


def _below(children: dict[UUID | None, list[LibraryFolder]], pk: UUID | None, depth: int) -> list[Placed]:
    return [
        placed
        for row in children.get(pk, [])
        for placed in (Placed(row, depth), *(_below(children, row.pk, depth + 1) if depth < 10 else []))
    ]
