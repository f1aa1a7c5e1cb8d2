from hashlib import sha256
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.ids import uuid7


class StaffRole(models.TextChoices):
    NONE = "", _("Not staff")
    SUPPORT = "support", _("Support")
    ADMIN = "admin", _("Admin")
    SUPER_ADMIN = "super_admin", _("Super admin")


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str | None, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=email.strip().lower() if email else None, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """The login and nothing else; what a person is called and likes is in `Person`."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField(_("e-mail"), max_length=254, null=True, blank=True)  # noqa: DJ001 - juniors have none
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("staff"), default=False)
    staff_role = models.CharField(_("staff role"), max_length=20, choices=StaffRole, blank=True, default=StaffRole.NONE)
    suspended_at = models.DateTimeField(_("suspended"), null=True, blank=True)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)
    is_superuser = False  # nobody is beyond the table of rights in `accounts.staff`

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = (
            models.UniqueConstraint(
                Lower("email"), name="user_email_unique", violation_error_message=_("This e-mail address is taken.")
            ),
            models.CheckConstraint(
                condition=models.Q(staff_role="", is_staff=False)
                | (~models.Q(staff_role="") & models.Q(is_staff=True)),
                name="user_staff_has_role",
            ),
        )

    def __str__(self) -> str:
        return masked_email(self.email) if self.email else str(self.pk)

    def get_session_auth_hash(self) -> str:
        """Changes with the password and with nothing else: a new SECRET_KEY, which signs the session, ends none."""
        return sha256(self.password.encode()).hexdigest()


def masked_email(address: str) -> str:
    """Enough to recognise an address one knows already; logs and pages for support show no more."""
    name, _at, domain = address.partition("@")
    return f"{name[:1]}…@{domain}"
