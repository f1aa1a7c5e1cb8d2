from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.second_factors import reseal_secrets
from config.doctor.keys import sealed_fields
from core.crypto import newest_kid
from core.rotation import reseal


class Command(BaseCommand):
    help = "Seals everything again under the first of FIELD_KEYS. Can be broken off and run again."

    def handle(self, *args: Any, **options: Any) -> None:
        lost = 0
        for model, field in sealed_fields():
            done, broken = reseal(model, field)
            lost += broken
            self.stdout.write(f"{model._meta.label}.{field.name}: {done} sealed again under {newest_kid()}")
        self.stdout.write(f"Second factors: {reseal_secrets()} sealed again under {newest_kid()}")
        if lost:
            raise CommandError(f"{lost} values could not be opened: a key is missing at the end of FIELD_KEYS.")
