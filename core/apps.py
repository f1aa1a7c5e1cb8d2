from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    name = "core"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from core.observability import switch_on  # noqa: PLC0415 - needs settings

        autodiscover_modules("handlers")
        switch_on()
