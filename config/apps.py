from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig as DjangoAdminConfig


class ConfigConfig(AppConfig):
    name = "config"

    def ready(self) -> None:
        from config import checks  # noqa: F401, PLC0415 - registers the system checks


class AdminConfig(DjangoAdminConfig):
    default_site = "config.admin_site.AdminSite"
