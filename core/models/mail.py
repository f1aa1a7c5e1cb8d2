from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.fields import EncryptedTextField
from core.models.work import Work, WorkQuerySet, due_index


class OutgoingMail(Work):
    """A message on its way. The text is sealed while it waits (it may hold a code) and emptied once it is sent."""

    to = models.CharField(_("to"), max_length=320)
    subject = models.CharField(_("subject"), max_length=998)
    message = EncryptedTextField(_("message"), blank=True, default="")
    key = models.CharField(_("once"), max_length=200, null=True, blank=True, unique=True)
    provider_id = models.CharField(max_length=255, blank=True, default="")

    objects: ClassVar[models.Manager["OutgoingMail"]] = WorkQuerySet["OutgoingMail"].as_manager()

    class Meta:
        verbose_name = _("outgoing mail")
        verbose_name_plural = _("outgoing mail")
        indexes = (due_index("outgoing_mail_due"),)
