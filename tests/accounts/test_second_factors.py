from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP

from accounts.second_factors import reseal_secrets
from core.crypto import kid_of
from tests.accounts.app_client import account

pytestmark = pytest.mark.django_db
NEWER = "k9:" + "A" * 43 + "="


def test_secrets_move_to_the_newest_key_and_still_open(settings: Any) -> None:
    user = account()
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    codes = RecoveryCodes.activate(user).get_unused_codes()
    settings.FIELD_KEYS = [NEWER, *settings.FIELD_KEYS]
    assert (reseal_secrets(), reseal_secrets()) == (2, 0)
    settings.FIELD_KEYS = [NEWER]
    kept = {row.type: row for row in Authenticator.objects.all()}
    assert kid_of(kept["totp"].data["secret"]) == kid_of(kept["recovery_codes"].data["seed"]) == "k9"
    assert RecoveryCodes(kept["recovery_codes"]).get_unused_codes() == codes
