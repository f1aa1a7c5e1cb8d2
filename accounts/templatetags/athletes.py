from collections.abc import Collection
from typing import Any

from django import template

from accounts.models import COACHING_ROLES, Role
from accounts.web.navigation import Place, chapters_of, settings_of
from accounts.web.subjects import Subject, names_of

register = template.Library()


@register.simple_tag
def subject_url(subject: Subject, name: str, **kwargs: Any) -> str:
    return subject.url(name, **kwargs)


@register.simple_tag(takes_context=True)
def chapters(context: template.Context) -> tuple[Place, ...]:
    """The pages beside this one: an athlete's for whoever coaches them, else one's own settings."""
    request, subject = context["request"], context.get("subject")
    if subject is not None and subject.is_other:
        return chapters_of(subject, request.path)
    return settings_of(request.visitor, request.path)


@register.simple_tag
def scope_names(scopes: Collection[str]) -> list[str]:
    return names_of(scopes)


@register.simple_tag
def role_names(roles: Collection[str]) -> list[str]:
    return [str(role.label) for role in Role if role.value in roles]


@register.simple_tag
def role_flags(roles: Collection[str]) -> dict[str, bool]:
    return {"coaching": not COACHING_ROLES.isdisjoint(roles), "head_coach": Role.HEAD_COACH in roles}
