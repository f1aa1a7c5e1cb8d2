from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TrainingConfig(AppConfig):
    name = "training"
    verbose_name = _("Training")

    def ready(self) -> None:
        from accounts.web import sections  # noqa: PLC0415 - after the models are there
        from training import handlers  # noqa: F401, PLC0415 - registers what it listens to

        # By its path: processes that show no pages load none of them.
        sections.bring("training.web.today.today_section")
        sections.bring("training.web.home.training_section")
