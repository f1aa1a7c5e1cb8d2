from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import caches
from django.test import RequestFactory

from accounts import targeting
from accounts.models import Flag, Membership, Person, Team, User
from core.acting import acting_as, as_system

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_flags(settings) -> None:
    settings.CACHES = {**settings.CACHES, "flags": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    caches["flags"].clear()


def person(email: str = "ann@example.com", **fields: str) -> User:
    user = User.objects.create_user(email)
    with as_system("test"):
        Person.objects.create(user=user, **fields)
    return user


def flag(**aims: object) -> Flag:
    return Flag.objects.create(name="new_calendar", **aims)


def is_on(found: Flag, user: object) -> bool:
    request = RequestFactory().get("/")
    request.user = user
    with acting_as(user if isinstance(user, User) else None):
        return bool(found.is_active(request))


def test_flag_without_an_aim_is_off() -> None:
    assert not is_on(flag(), person())


def test_percentage_is_stable_and_only_grows() -> None:
    people = [UUID(int=number) for number in range(2000)]
    groups = [
        {who for who in people if targeting.is_in_percentage("x", who, Decimal(share))} for share in (0, 10, 30, "99.9")
    ]
    assert groups[0] == set()
    assert groups[0] <= groups[1] <= groups[2] <= groups[3]
    assert 140 < len(groups[1]) < 260
    assert groups[1] == {who for who in people if targeting.is_in_percentage("x", who, Decimal(10))}
    assert groups[1] != {who for who in people if targeting.is_in_percentage("y", who, Decimal(10))}


def test_percentage_asks_the_person_and_sets_no_cookie() -> None:
    found, users = flag(percent=50), [person(f"{number}@example.com") for number in range(20)]
    first = [is_on(found, user) for user in users]
    assert first == [is_on(found, user) for user in users]
    assert {True, False} == set(first)
    request = RequestFactory().get("/")
    request.user = users[0]
    found.is_active(request)
    assert not getattr(request, "waffles", {})


def test_anonymous_are_never_drawn() -> None:
    assert not is_on(flag(percent=Decimal("99.9")), AnonymousUser())


@pytest.mark.parametrize(("roles", "is_hit"), [(["coach"], True), (["athlete"], False)])
def test_team_role_is_an_aim(roles: list[str], is_hit: bool) -> None:
    ann = person()
    with as_system("test"):
        Membership.objects.create(team=Team.objects.create(name="North"), user=ann, roles=["coach"])
    assert is_on(flag(team_roles=roles), ann) is is_hit


def test_team_is_an_aim() -> None:
    ann, ben = person(), person("ben@example.com")
    with as_system("test"):
        north, south = Team.objects.create(name="North"), Team.objects.create(name="South")
        Membership.objects.create(team=north, user=ann, roles=["athlete"])
        Membership.objects.create(team=south, user=ben, roles=["athlete"])
        found = flag()
        found.teams.add(north)
    assert (is_on(found, ann), is_on(found, ben)) == (True, False)


@pytest.mark.parametrize(("country", "is_hit"), [("NO", True), ("DE", False), ("", False)])
def test_country_is_an_aim(country: str, is_hit: bool) -> None:
    assert is_on(flag(countries=["NO", "SE"]), person(country=country)) is is_hit


def test_plan_is_an_aim_once_somebody_sells_plans(monkeypatch: pytest.MonkeyPatch) -> None:
    ann, ben = person(), person("ben@example.com")
    monkeypatch.setattr(targeting, "_plan_finders", [])
    targeting.register_plans(lambda user_id: {"pro"} if user_id == ann.pk else set())
    found = flag(plans=["pro", "coach"])
    assert (is_on(found, ann), is_on(found, ben)) == (True, False)


@pytest.mark.parametrize(
    "aims", [{"everyone": True}, {"authenticated": True}, {"percent": Decimal("99.9")}, {"testing": True}]
)
def test_kill_switch_beats_every_aim(aims: dict[str, object]) -> None:
    found, ann = flag(is_killed=True, **aims), person()
    request = RequestFactory().get("/", {"dwft_new_calendar": "1"})
    request.user = ann
    assert found.is_active(request) is False
    assert found.is_active_for_user(ann) is False


def test_everyone_off_beats_the_aims() -> None:
    assert not is_on(flag(everyone=False, percent=Decimal("99.9")), person())


def test_traits_are_looked_up_once(django_assert_num_queries) -> None:
    ann, aimed = person(), Flag(pk=99, name="other", team_roles=["coach"], countries=["NO"])
    with acting_as(ann), django_assert_num_queries(3):
        targeting.is_targeted(aimed, ann)
        targeting.is_targeted(aimed, ann)


def test_flag_that_draws_somebody_asks_nothing_more(django_assert_num_queries, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(targeting, "slot_of", lambda *_: 0)
    ann, drawn = person(), flag(percent=50, team_roles=["coach"])
    with acting_as(ann), django_assert_num_queries(0):
        assert targeting.is_targeted(drawn, ann)


def test_slot_of_a_stranger_is_within_range() -> None:
    assert 0 <= targeting.slot_of("x", uuid4()) < targeting.SLOTS
