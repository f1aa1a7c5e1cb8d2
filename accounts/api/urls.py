from django.urls import path

from accounts.api import admission, athletes, grants, me, profile, teams, thresholds

_rows = (
    ("thresholds", thresholds.ThresholdsView, thresholds.ThresholdView),
    ("zones", thresholds.ZonesView, thresholds.ZoneView),
    ("fitness-seeds", thresholds.FitnessSeedsView, thresholds.FitnessSeedView),
    ("absences", profile.AbsencesView, profile.AbsenceView),
)

urlpatterns = [
    path("me", me.MeView.as_view()),
    path("me/api-keys", grants.ApiKeysView.as_view()),
    path("me/api-keys/<uuid:pk>", grants.ApiKeyView.as_view()),
    path("me/consents", grants.ConsentsView.as_view()),
    path("me/consents/<slug:kind>", grants.ConsentView.as_view()),
    path("me/grants", grants.GrantsView.as_view()),
    path("me/grants/<uuid:pk>", grants.GrantView.as_view()),
    path("me/join-requests", admission.MyJoinRequestsView.as_view()),
    path("me/join-requests/<uuid:pk>", admission.MyJoinRequestView.as_view()),
    path("athletes", athletes.AthletesView.as_view()),
    path("athletes/<uuid:athlete_id>/claim", athletes.ClaimView.as_view()),
    path("teams", teams.TeamsView.as_view()),
    path("teams/<uuid:team_id>", teams.TeamView.as_view()),
    path("teams/<uuid:team_id>/members", teams.MembersView.as_view()),
    path("teams/<uuid:team_id>/members/<uuid:user_id>", teams.MemberView.as_view()),
    path("teams/<uuid:team_id>/handover", teams.HandoverView.as_view()),
    path("teams/<uuid:team_id>/invitations", admission.InvitationsView.as_view()),
    path("teams/<uuid:team_id>/invitations/<uuid:pk>", admission.InvitationView.as_view()),
    path("teams/<uuid:team_id>/join-requests", admission.TeamJoinRequestsView.as_view()),
    path("teams/<uuid:team_id>/join-requests/<uuid:pk>/accept", admission.DecisionView.as_view(decision="accept")),
    path("teams/<uuid:team_id>/join-requests/<uuid:pk>/decline", admission.DecisionView.as_view(decision="decline")),
    path("invitations/preview", admission.PreviewView.as_view()),
    path("invitations/accept", admission.AcceptView.as_view()),
]

# The same endpoints for oneself and, with the scope, for an athlete one coaches.
for prefix in ("me", "athletes/<uuid:athlete_id>"):
    urlpatterns += [
        path(f"{prefix}/profile", profile.ProfileView.as_view()),
        path(f"{prefix}/availability", profile.AvailabilityView.as_view()),
    ]
    for name, rows, row in _rows:
        urlpatterns += [path(f"{prefix}/{name}", rows.as_view()), path(f"{prefix}/{name}/<uuid:pk>", row.as_view())]
