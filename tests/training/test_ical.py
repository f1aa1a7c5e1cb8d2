from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from training.ical import Entry, escaped, folded, write_calendar

AT = datetime(2026, 3, 1, 6, 0, 30, tzinfo=UTC)


def entry(**changes):
    told = {"uid": "1@example.org", "stamp": AT, "sequence": 3, "summary": "Ride", "first": date(2026, 3, 1)}
    return Entry(**{**told, "last": date(2026, 3, 1), **changes})


def lines(*entries):
    return write_calendar("Plan", entries).decode().replace("\r\n ", "").split("\r\n")


def test_whole_day_ends_on_the_day_after_and_blocks_nobody():
    told = lines(entry(last=date(2026, 3, 3)))
    assert "DTSTART;VALUE=DATE:20260301" in told
    assert "DTEND;VALUE=DATE:20260304" in told
    assert "TRANSP:TRANSPARENT" in told
    assert (told[0], told[-2], told[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR", "")


def test_entry_with_a_time_is_told_in_utc():
    told = lines(entry(starts_at=AT, duration_s=5400, is_cancelled=True))
    assert {"DTSTART:20260301T060030Z", "DTEND:20260301T073030Z", "STATUS:CANCELLED", "SEQUENCE:3"} <= set(told)


def test_signs_with_a_meaning_are_escaped():
    assert escaped("a;b,c\\d\r\ne\x07\tf") == "a\\;b\\,c\\\\d\\ne\tf"
    told = lines(entry(summary="Ride\nEND:VEVENT", description="1, 2; 3"))
    assert "SUMMARY:Ride\\nEND:VEVENT" in told
    assert "DESCRIPTION:1\\, 2\\; 3" in told


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=400))
def test_no_line_is_longer_than_75_bytes_and_unfolding_gives_it_back(text):
    parts = folded(f"DESCRIPTION:{text}").split("\r\n ")
    sizes = [len(part.encode()) + (number > 0) for number, part in enumerate(parts)]
    assert max(sizes) <= 75
    assert "".join(parts) == f"DESCRIPTION:{text}"
