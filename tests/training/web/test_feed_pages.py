import re

from django.test import Client
from django.urls import reverse

from accounts.models import User
from core.acting import as_system
from training.models import CalendarFeed


def test_new_address_is_shown_once_and_works(as_athlete: Client) -> None:
    page = as_athlete.post(reverse("feeds")).content.decode()
    address = re.search(r'value="(http[^"]+calendar\.ics\?token=[^"]+)"', page)
    assert address is not None
    path = address[1].partition("/api/")[2]
    assert Client().get(f"/api/{path}").status_code == 200
    again = as_athlete.get(reverse("feeds")).content.decode()
    assert "calendar.ics" not in again
    assert "last read" in again


def test_revoked_address_is_gone(as_athlete: Client, as_coach: Client, athlete: User) -> None:
    as_athlete.post(reverse("feeds"))
    with as_system("test"):
        feed = CalendarFeed.objects.get()
    address = reverse("feed_revoke", args=[feed.pk])
    assert (as_coach.post(address).status_code, as_athlete.get(address).status_code) == (404, 405)
    page = as_athlete.post(address, follow=True).content.decode()
    assert "Nothing is read at this address any more." in page
    assert feed.hint not in page


def test_eleventh_address_is_refused_in_words(as_athlete: Client) -> None:
    for _number in range(10):
        as_athlete.post(reverse("feeds"))
    assert "10 addresses already" in as_athlete.post(reverse("feeds")).content.decode()


def test_settings_lead_there(as_athlete: Client) -> None:
    assert reverse("feeds") in as_athlete.get(reverse("settings")).content.decode()


def test_page_for_nobody_asks_to_sign_in(client: Client, db: None) -> None:
    assert client.get(reverse("feeds")).status_code == 302
