from django.contrib import admin
from django.urls import include, path

from accounts.web import impersonation

urlpatterns = [
    path("", include("accounts.web.urls")),
    path("admin/", admin.site.urls),
    path("impersonation/end", impersonation.end, name="end_impersonation"),
    path("accounts/", include("allauth.urls")),
    path("_allauth/", include("allauth.headless.urls")),
]
