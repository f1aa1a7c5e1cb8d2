from datetime import datetime

import pytest
from django.utils import timezone

from tests.cast import Cast, make_cast


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def now() -> datetime:
    return timezone.now()
