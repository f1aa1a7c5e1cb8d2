"""What the home page of an athlete says about training: where they stand, and the last sessions."""

from django.utils import timezone

from accounts.web.sections import Section
from accounts.web.subjects import Subject
from accounts.web.visitor import PageRequest
from training.passport import Reader
from training.web.listing import SHOWN, row_of
from training.web.standing import standing_of, today_in
from training.web.subjects import activities_of
from training.web.withheld import told_gaps

LATEST = 3


def training_section(request: PageRequest, subject: Subject) -> Section:
    today = today_in(subject.person.time_zone, timezone.now())
    latest = activities_of(request, subject).newest_first().only(*SHOWN)[:LATEST]
    standing = standing_of(subject.id, reader=Reader.OWNER, today=today, sport=None)
    return Section(
        "training/_home.html",
        {
            "standing": standing,
            "withheld": told_gaps(standing.withheld, is_own=True),
            "rows": [row_of(activity) for activity in latest],
            "units": subject.units,
        },
    )
