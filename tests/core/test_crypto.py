from base64 import urlsafe_b64encode
from typing import Any

import pytest

from core.crypto import SealBroken, kid_of, open_sealed, seal

OLD = f"old:{urlsafe_b64encode(b'o' * 32).decode()}"
NEW = f"new:{urlsafe_b64encode(b'n' * 32).decode()}"


@pytest.fixture(autouse=True)
def keys(settings: Any) -> None:
    settings.FIELD_KEYS = [OLD]


def test_sealed_text_opens_in_its_place_only() -> None:
    sealed = seal("secret", "table.column:1")
    assert "secret" not in sealed
    assert open_sealed(sealed, "table.column:1") == "secret"
    with pytest.raises(SealBroken):
        open_sealed(sealed, "table.column:2")


def test_text_sealed_twice_looks_different() -> None:
    assert seal("secret", "here") != seal("secret", "here")


def test_new_key_seals_and_the_old_one_still_opens(settings: Any) -> None:
    before = seal("secret", "here")
    settings.FIELD_KEYS = [NEW, OLD]
    assert open_sealed(before, "here") == "secret"
    assert kid_of(seal("secret", "here")) == "new"


def test_text_of_a_key_that_is_gone_cannot_be_opened(settings: Any) -> None:
    before = seal("secret", "here")
    settings.FIELD_KEYS = [NEW]
    with pytest.raises(SealBroken):
        open_sealed(before, "here")


@pytest.mark.parametrize("broken", ["", "old", "old:x:y", "none:AAAA:AAAA"])
def test_text_that_was_never_sealed_cannot_be_opened(broken: str) -> None:
    with pytest.raises(SealBroken):
        open_sealed(broken, "here")
