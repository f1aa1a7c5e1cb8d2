from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from accounts.web import impersonation
from accounts.web.door import Door
from core.web import health
from core.web.metrics import metrics

handler400 = "core.web.errors.bad_request"
handler403 = "core.web.errors.forbidden"
handler404 = "core.web.errors.not_found"
handler500 = "core.web.errors.server_error"

urlpatterns = [
    # First, for it is asked most and a resolver tries one after the other.
    path("api/v1/", include("accounts.api.urls")),
    path("api/v1/", include("training.api.urls")),
    path("api/v1/", include("strava.api.urls")),
    path("", include("strava.urls")),
    path("", include("training.web.urls")),
    path("", include("accounts.web.urls")),
    path("admin/", admin.site.urls),
    path("impersonation/end", impersonation.end, name="end_impersonation"),
    Door("accounts/", include("allauth.urls")),
    Door("_allauth/", include("allauth.headless.urls")),
    path("api/", include("core.api.urls")),
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    path("metrics", metrics, name="metrics"),
    path("version", health.version, name="version"),
]

if settings.ENVIRONMENT == "development":
    from core.web.gallery import gallery

    urlpatterns += [path("dev/gallery/", gallery, name="gallery")]
