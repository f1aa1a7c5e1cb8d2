from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig as DjangoAdminConfig


class ConfigConfig(AppConfig):
    name = "config"

    def ready(self) -> None:
        from config.checks import refuse_to_start_without_secrets  # noqa: PLC0415 - registers the system checks, too

        refuse_to_start_without_secrets()


class AdminConfig(DjangoAdminConfig):
    default_site = "config.admin_site.AdminSite"
