from django.urls import URLPattern, include, path

from training.web import calendar_urls, plan_urls
from training.web.views import activities, corrections, feeds, fitness, gear, imports, records, sessions, uploads

# The same pages for oneself (or a ward) and for an athlete one coaches.
of_an_athlete: list[URLPattern] = [
    path("activities", activities.list_activities, name="activities"),
    path("activities/<uuid:pk>", sessions.show_activity, name="activity"),
    path("fitness", fitness.show_fitness, name="fitness_chart"),
    path("fitness/explain", fitness.explain_fitness, name="fitness_explain"),
    path("records", records.show_records, name="records"),
    *calendar_urls.of_an_athlete,
]

urlpatterns = [
    path("activities/new", sessions.add_activity, name="activity_add"),
    path("", include(plan_urls.urlpatterns)),
    path("", include(calendar_urls.urlpatterns)),
    path("", include(of_an_athlete)),
    path("athletes/<uuid:athlete_id>/", include((of_an_athlete, "athlete_training"))),
    path("activities/<uuid:pk>/edit", sessions.edit_activity, name="activity_edit"),
    path("activities/<uuid:pk>/effort", sessions.save_effort, name="activity_effort"),
    path("activities/<uuid:pk>/delete", sessions.remove_activity, name="activity_delete"),
    path("activities/<uuid:pk>/correct", corrections.correct_activity, name="activity_correct"),
    path(
        "activities/<uuid:pk>/correct/<uuid:correction_id>/undo",
        corrections.take_back_correction,
        name="correction_undo",
    ),
    path("activities/<uuid:pk>/recompute", corrections.recompute_activity, name="activity_recompute"),
    path("activities/<uuid:pk>/sources", corrections.arrange_sources, name="activity_sources"),
    path("fitness/progress", fitness.show_progress, name="fitness_progress"),
    path("records/thresholds", records.use_proposal, name="proposal_use"),
    path("upload", uploads.upload_files, name="upload"),
    path("upload/<uuid:pk>", uploads.show_upload, name="upload_result"),
    path("import", imports.import_archive, name="import"),
    path("import/<uuid:pk>", imports.show_import, name="import_result"),
    path("settings/feeds", feeds.show_feeds, name="feeds"),
    path("settings/feeds/<uuid:pk>/revoke", feeds.close_feed, name="feed_revoke"),
    path("gear", gear.list_gear, name="gear"),
    path("gear/new", gear.add_gear, name="gear_add"),
    path("gear/<uuid:pk>", gear.edit_gear, name="gear_edit"),
]
