"""What accounts tells, put into letters."""

from uuid import UUID

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from accounts.models import COACHING_ROLES, Guardianship, Invitation, JoinRequest, Person, Role, Team, User
from core.crypto import open_sealed
from core.events import on
from core.text import clean_line
from notifications.letters import Letter, page, post_letter, send_letter


@on("accounts.token_replayed")
def warn_of_replayed_token(user_id: str) -> None:
    texts = (
        _("An app that was signed in to your account presented a key that had been used before."),
        _("That happens when a device is restored from a copy, or when somebody has copied your key. To be safe "
          "the app was signed out. If it was you, sign in again. If not, change your password."),
    )  # fmt: skip
    letter = Letter(_("An app was signed out of your account"), texts, {}, page("/settings/security"))
    send_letter(letter, to=User.objects.get(pk=user_id))


@on("accounts.verification_wanted")
def remind_to_verify(user_id: str) -> None:
    texts = (_("Your e-mail address is not confirmed yet. Sign in, and we send you a code that confirms it."),)
    letter = Letter(_("Please confirm your e-mail address"), texts, {}, page("/accounts/login/"))
    send_letter(letter, to=User.objects.get(pk=user_id))


@on("accounts.invited")
def send_invitation(invitation_id: str, sealed_url: str) -> None:
    invitation = Invitation.objects.select_related("team").get(pk=invitation_id)
    if not invitation.email or invitation.revoked_at or invitation.accepted_at:
        return
    names = {"who": _name(invitation.created_by_id), "team": clean_line(invitation.team.name)}
    text = (
        _("%(who)s invites you to train with %(team)s.")
        if invitation.role == Role.ATHLETE
        else _("%(who)s invites you to coach with %(team)s.")
    )
    url = open_sealed(sealed_url, invitation_id)
    letter = Letter(_("An invitation to %(team)s"), (text, _("This link is for you alone and works once:")), names, url)
    post_letter(letter, address=invitation.email, locale=_locale(invitation.created_by_id))


@on("accounts.invitation_accepted")
def tell_of_accepted_invitation(invitation_id: str, user_id: str) -> None:
    invitation = Invitation.objects.select_related("team", "created_by").get(pk=invitation_id)
    names = {"who": _name(UUID(user_id)), "team": clean_line(invitation.team.name)}
    letter = Letter(
        _("%(who)s joined %(team)s"), (_("%(who)s accepted your invitation to %(team)s."),), names, page("/")
    )
    send_letter(letter, to=invitation.created_by)


@on("accounts.claim_invited")
def send_claim_link(guardianship_id: str, sealed_url: str) -> None:
    found = Guardianship.objects.get(pk=guardianship_id)
    if not found.claim_email or found.claim_expires_at is None or found.claim_expires_at <= timezone.now():
        return
    names = {"who": _name(found.guardian_id), "name": _name(found.athlete_id)}
    text = _("%(who)s has looked after the training diary of %(name)s. With this link it becomes your own:")
    url = open_sealed(sealed_url, guardianship_id)
    letter = Letter(_("Your training diary is waiting for you"), (text,), names, url)
    post_letter(letter, address=found.claim_email, locale=_locale(found.athlete_id))


@on("accounts.claimed")
def tell_guardian(athlete_id: str, guardian_id: str) -> None:
    names = {"name": _name(UUID(athlete_id))}
    letter = Letter(_("%(name)s took over the account"), (_("%(name)s now signs in without you."),), names)
    send_letter(letter, to=User.objects.get(pk=guardian_id))


@on("accounts.join_requested")
def tell_coaches_of_request(request_id: str) -> None:
    request = JoinRequest.objects.select_related("team").get(pk=request_id)
    names = {"who": _name(request.user_id), "team": clean_line(request.team.name)}
    url = page(f"/teams/{request.team_id}/admission")
    letter = Letter(
        _("%(who)s would like to join %(team)s"), (_("You can accept or decline on the team's page."),), names, url
    )
    deciding = {Role.HEAD_COACH} if request.role != Role.ATHLETE else COACHING_ROLES
    memberships = request.team.memberships.filter(roles__overlap=list(deciding))
    for coach in User.objects.filter(pk__in=memberships.values("user_id")):
        send_letter(letter, to=coach)


@on("accounts.join_request_accepted")
def tell_of_accepted_request(request_id: str) -> None:
    request = JoinRequest.objects.select_related("team", "user").get(pk=request_id)
    names = {"team": clean_line(request.team.name)}
    letter = Letter(_("%(team)s said yes"), (_("You are a member of %(team)s now."),), names, page("/"))
    send_letter(letter, to=request.user)


@on("accounts.join_request_declined")
def tell_of_declined_request(request_id: str) -> None:
    request = JoinRequest.objects.select_related("team", "user").get(pk=request_id)
    names = {"team": clean_line(request.team.name)}
    letter = Letter(_("%(team)s said no"), (_("%(team)s did not take up your request to join."),), names)
    send_letter(letter, to=request.user)


@on("accounts.removed_from_team")
def tell_of_removal(user_id: str, team_id: str) -> None:
    team = Team.objects.get(pk=team_id)
    texts = (_("You are no longer a member of %(team)s. Its coaches no longer see your training."),)
    letter = Letter(_("You left %(team)s"), texts, {"team": clean_line(team.name)}, page("/"))
    send_letter(letter, to=User.objects.get(pk=user_id))


@on("accounts.handed_over")
def tell_of_handover(athlete_id: str, team_id: str, coach_id: str, at: str) -> None:
    moment = parse_datetime(at)
    names = {
        "athlete": _name(UUID(athlete_id)),
        "coach": _name(UUID(coach_id)),
        "team": clean_line(Team.objects.get(pk=team_id).name),
        "on": moment.date().isoformat() if moment else at,
    }
    to_athlete = (_("From %(on)s on, %(coach)s coaches you in %(team)s. You decide who sees your training:"),)
    to_coach = (_("From %(on)s on, you coach %(athlete)s in %(team)s."),)
    subject = _("A new coach in %(team)s")
    send_letter(Letter(subject, to_athlete, names, page("/settings/privacy")), to=User.objects.get(pk=athlete_id))
    send_letter(Letter(subject, to_coach, names, page("/")), to=User.objects.get(pk=coach_id))


def _name(person_id: UUID) -> str:
    """Names are what people typed: one line, and nothing that a mail could stumble over."""
    name = Person.objects.filter(pk=person_id).values_list("name", flat=True).first() or ""
    return clean_line(name)[:80] or str(_("Somebody"))


def _locale(person_id: UUID) -> str:
    return Person.objects.filter(pk=person_id).values_list("locale", flat=True).first() or "en"
