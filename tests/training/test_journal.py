"""What the machine of the ledger once found, kept as an example."""

import pytest

from tests.training import comparing
from tests.training.test_ledger_machine import Training


@pytest.mark.django_db
def test_source_that_fewer_may_see_leaves_nothing_double_when_it_is_split_off() -> None:
    state = Training()
    try:
        state.begin(seed=7016)
        state.remove_threshold(pick=250)
        state.record_again_by_another_device(kind="file", late=100, pick=214, seed=4155)
        state.record_again_by_another_device(kind="shown", late=37, pick=110, seed=526)
        state.split(pick=87)
        comparing.assert_journal_adds_up(state.athlete.pk)
    finally:
        state.teardown()
