from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.training.workouts.test_fit_workouts import MINUTE, file
from training.formats.recording import Unreadable
from training.workouts.files.formats import read_workout

ZWO = b'<workout_file><workout><SteadyState Duration="60" Power="0.75"/></workout></workout_file>'
ERG = b"[COURSE HEADER]\nMINUTES WATTS\n[END COURSE HEADER]\n[COURSE DATA]\n0 100\n1 100\n[END COURSE DATA]\n"
FIT = file(MINUTE, MINUTE, {"kind": 6, "value": 0, "zone": 3})
JSON = b'{"steps": [{"duration": 60, "power": {"value": 75}}]}'


@pytest.mark.parametrize(
    ("content", "kind"),
    [(ZWO, "zwo"), (ERG, "erg"), (JSON, "intervals"), (FIT, "fit"), (b"\xef\xbb\xbf \n" + ZWO, "zwo")],
)
def test_content_decides_whatever_the_name_says(content: bytes, kind: str) -> None:
    for name in ("", "a.fit", "b.zwo", "c.json", "d"):
        assert read_workout(content, name).kind == kind


def test_the_name_is_the_title_where_the_file_has_none() -> None:
    assert read_workout(ZWO, "C:\\rides\\Sweet Spot.v2.zwo").title == "Sweet Spot.v2"
    named = ZWO.replace(b"<workout>", b"<name>Own</name><workout>", 1)
    assert read_workout(named, "other.zwo").title == "Own"


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "empty"), (b" \0\n", "empty"), (b"hello", "not_a_workout"), (b"x" * (5 * 1024 * 1024 + 1), "too_large")],
)
def test_other_contents_are_refused(content: bytes, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_workout(content, "a.zwo")
    assert refused.value.code == code


@settings(max_examples=150, deadline=None)
@given(st.sampled_from([ZWO, ERG, JSON, FIT]), st.data())
def test_damaged_files_are_read_or_refused_but_never_break(content: bytes, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(content)))
    until = data.draw(st.integers(at, min(at + 8, len(content))))
    put = data.draw(
        st.binary(max_size=6) | st.sampled_from([b"<", b'"', b"1e999", b"nan", b"-1", b"\xff\xfe", b"[", b"{"])
    )
    with suppress(Unreadable):
        read_workout(content[:at] + put + content[until:], "a.mrc")
