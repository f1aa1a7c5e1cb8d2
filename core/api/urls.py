"""Included under `api/` after the endpoints of all apps: it ends with the answer to every other address."""

from django.urls import path, re_path

from core.api.docs import DocsView, SchemaView, not_found

urlpatterns = [
    path("schema/", SchemaView.as_view(), name="api-schema"),
    path("docs/", DocsView.as_view(), name="api-docs"),
    re_path(r"", not_found),
]
