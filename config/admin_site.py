"""The staff's side. Every page runs as named system work with the staff member as actor, after the permission check."""

from typing import Any, cast

from allauth.account.internal.flows.reauthentication import suspend_request
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, resolve_url
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from accounts import staff
from accounts.models import User
from accounts.web.recency import has_proved_identity_lately
from core.acting import acting_as, as_system

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class AdminSite(admin.AdminSite):
    site_header = site_title = "Paceline"
    index_title = _("Staff")
    enable_nav_sidebar = True

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Only our own pages: those that libraries bring along show more than staff should see."""
        if admin_class is not None and issubclass(admin_class, self._page_class):
            super().register(model_or_iterable, admin_class, **options)

    @cached_property
    def _page_class(self) -> type[Any]:
        from accounts.admin.pages import StaffPage  # noqa: PLC0415 - needs this site's app registry

        return StaffPage

    def has_permission(self, request: HttpRequest) -> bool:
        return staff.may_enter_admin(request.user)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:  # noqa: FBT001, FBT002 - Django's signature
        def permitted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method not in SAFE_METHODS and not has_proved_identity_lately(request):
                suspended: HttpResponse = suspend_request(request, resolve_url("account_reauthenticate"))
                return suspended
            with acting_as(cast(User, request.user)), as_system("staff admin"):
                response: HttpResponseBase = view(request, *args, **kwargs)
                return _rendered(response)

        permitted.__name__ = getattr(view, "__name__", "view")
        if getattr(view, "csrf_exempt", False):
            permitted.csrf_exempt = True  # type: ignore[attr-defined]
        return super().admin_view(permitted, cacheable)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """allauth signs staff in: throttled, with the second factor."""
        if self.has_permission(request):
            return redirect("admin:index")
        if request.user.is_authenticated:
            raise PermissionDenied
        wanted = request.GET.get("next") or resolve_url("admin:index")
        return HttpResponseRedirect(f"{resolve_url('account_login')}?{urlencode({'next': wanted})}")

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:  # type: ignore[override]
        return redirect("account_logout")

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:  # type: ignore[override]
        return redirect("account_change_password")


def _rendered(response: HttpResponseBase) -> HttpResponseBase:
    # Templates of the admin still query; Django would render them after the view, outside its transaction.
    render = getattr(response, "render", None)
    rendered: HttpResponseBase = render() if callable(render) else response
    return rendered
