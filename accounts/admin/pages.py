"""What all pages of the staff's side have in common."""

from collections.abc import Callable, Iterable
from typing import Any, ClassVar, cast

from django.contrib import admin, messages
from django.contrib.admin.utils import label_for_field
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts import auditing, staff
from accounts.models import User
from core.errors import DomainError
from core.work import replay

HIDDEN = "•••"


class StaffPage(admin.ModelAdmin[Any]):
    """Nothing is deleted here, support sees masks, and whoever looks at a person leaves a line in the audit log."""

    list_per_page = 50
    show_full_result_count = False
    save_on_top = True
    masked: ClassVar[dict[str, Callable[[Any], str]]] = {}
    subject_field: ClassVar[str] = ""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        return self._for(request, super().get_list_display(request))

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        return self._for(request, super().get_fields(request, obj))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        names = super().get_readonly_fields(request, obj)
        return (
            self._for(request, [*names, *(name for name in self.masked if name not in names)])
            if self._is_masking(request)
            else list(names)
        )

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        """Who sees masks finds a person by the whole address, not by feeling for its letters."""
        names = list(super().get_search_fields(request))
        return [f"={name.lstrip('=^@')}" for name in names] if self._is_masking(request) else names

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        answer = super().changeform_view(request, object_id, form_url, extra_context)
        if self.subject_field and object_id and request.method == "GET" and answer.status_code == 200:
            self.audit("staff.viewed", request, answer.context_data["original"])  # type: ignore[attr-defined]
        return answer

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        fields = [
            name for part in message if isinstance(part, dict) for name in part.get("changed", {}).get("fields", [])
        ]
        self.audit("staff.changed", request, obj, fields=[str(name) for name in fields])
        return super().log_change(request, obj, message)

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        self.audit("staff.added", request, obj)
        return super().log_addition(request, obj, message)

    def audit(self, action: str, request: HttpRequest, obj: Model, **details: Any) -> None:
        kind = obj._meta.label_lower
        auditing.record(
            action, actor=actor_of(request), subject=self._subject_of(obj), kind=kind, id=str(obj.pk), **details
        )

    def _subject_of(self, obj: Model) -> User | None:
        found = obj
        for name in self.subject_field.split(".") if self.subject_field not in {"", "self"} else []:
            found = getattr(found, name)
        return found if isinstance(found, User) else None

    def _is_masking(self, request: HttpRequest) -> bool:
        return not actor_of(request).has_perm(staff.SEE_PERSONAL_DATA)

    def _for(self, request: HttpRequest, names: Iterable[Any]) -> list[Any]:
        if not self._is_masking(request):
            return list(names)
        return [self._mask_of(name) if name in self.masked else name for name in names]

    def _mask_of(self, name: str) -> Callable[[Any], str]:
        masks = self.__dict__.setdefault("_masks", {})
        if name not in masks:
            masks[name] = _masked(name, self.masked[name], str(label_for_field(name, self.model)))
        return masks[name]  # type: ignore[no-any-return]

    def apply_to_each(self, request: HttpRequest, rows: QuerySet[Any], act: Callable[[Any], None]) -> None:
        """An action on a selection: each refusal is told, the others are done."""
        done = 0
        for row in rows:
            try:
                act(row)
                done += 1
            except DomainError as error:
                self.message_user(request, f"{row}: {error}", messages.ERROR)
        if done:
            self.message_user(request, _("Done for %(count)d.") % {"count": done}, messages.SUCCESS)


class ReadOnlyPage(StaffPage):
    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class WorkPage(ReadOnlyPage):
    """Work that waits, is being done, is done or was given up. Dead letters are the ones in the last state."""

    list_filter: ClassVar[tuple[Any, ...]] = ("state",)
    ordering = ("-created_at",)
    actions: tuple[str, ...] = ("replay",)

    @admin.action(description=_("Try again"), permissions=["replay"])
    def replay(self, request: HttpRequest, rows: QuerySet[Any]) -> None:
        count = replay(rows)
        auditing.record("staff.replayed", actor=actor_of(request), kind=self.opts.label_lower, count=count)
        self.message_user(request, _("%(count)d will be tried again.") % {"count": count}, messages.SUCCESS)

    def has_replay_permission(self, request: HttpRequest) -> bool:
        return actor_of(request).has_perm(staff.REPLAY_WORK)


def _masked(name: str, mask: Callable[[Any], str], title: str) -> Callable[[Any], str]:
    def shown(row: Any) -> str:
        value = getattr(row, name)
        return mask(value) if value else ""

    shown.short_description = title  # type: ignore[attr-defined]
    return shown


def actor_of(request: HttpRequest) -> User:
    """Whoever gets as far as a page of the admin is signed in."""
    return cast(User, request.user)


def hidden(_value: Any) -> str:
    return HIDDEN
