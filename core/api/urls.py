from django.urls import path
from drf_spectacular.views import SpectacularAPIView

from core.api.docs import docs

urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(permission_classes=(), authentication_classes=()), name="api-schema"),
    path("docs/", docs, name="api-docs"),
]
