import pytest
from django.utils import translation

from accounts.models import ThresholdKind, Units
from accounts.web.measures import MeasureError, measure

PACE, CSS, KG, FTP = (
    ThresholdKind.THRESHOLD_PACE_MPS,
    ThresholdKind.CSS_MPS,
    ThresholdKind.WEIGHT_KG,
    ThresholdKind.FTP_W,
)


@pytest.mark.parametrize(
    ("kind", "units", "text", "value_si"),
    [
        (PACE, Units.METRIC, "4:05", 1000 / 245),
        (PACE, Units.METRIC, " 4:05.5 ", 1000 / 245.5),
        (PACE, Units.IMPERIAL, "6:34", 1609.344 / 394),
        (CSS, Units.METRIC, "1:35", 100 / 95),
        (CSS, Units.IMPERIAL, "1:27", 91.44 / 87),
        (KG, Units.METRIC, "68.5", 68.5),
        (KG, Units.IMPERIAL, "150", 150 * 0.45359237),
        (FTP, Units.METRIC, "250", 250.0),
        (PACE, Units.METRIC, "\u0664:\u0660\u0665", 1000 / 245),
    ],
)
def test_read_what_people_write_gives_si(kind: str, units: str, text: str, value_si: float) -> None:
    assert measure(kind, units).read(text) == value_si


@pytest.mark.parametrize("text", ["4:05", "3:59", "12:00"])
@pytest.mark.parametrize("units", list(Units))
def test_show_after_read_gives_the_same_pace(text: str, units: str) -> None:
    pace = measure(PACE, units)
    assert pace.show(pace.read(text)) == text


@pytest.mark.parametrize("text", ["", "4", "4:60", "0:00", "-4:05", "4:05:00", "abc", "1e3"])
def test_read_of_a_wrong_pace_is_refused(text: str) -> None:
    with pytest.raises(MeasureError):
        measure(PACE, Units.METRIC).read(text)


@pytest.mark.parametrize("text", ["", "0", "-1", "nan", "inf", "1e999", "x"])
def test_read_of_a_wrong_number_is_refused(text: str) -> None:
    with pytest.raises(MeasureError):
        measure(FTP, Units.METRIC).read(text)


def test_weight_in_german_uses_the_comma() -> None:
    with translation.override("de"):
        weight = measure(KG, Units.METRIC)
        assert (weight.read("68,5"), weight.show(68.5)) == (68.5, "68,5")
