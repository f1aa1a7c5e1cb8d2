"""Addresses of what stands in a calendar beside workouts."""

from django.urls import path

from training.api import events, feeds

urlpatterns = [
    path("events", events.EventsView.as_view()),
    path("events/<uuid:event_id>", events.EventView.as_view()),
    path("notes", events.NotesView.as_view()),
    path("notes/<uuid:note_id>", events.NoteView.as_view()),
    path("calendar-feeds", feeds.FeedsView.as_view()),
    path("calendar-feeds/<uuid:pk>", feeds.FeedView.as_view()),
    path("calendar.ics", feeds.CalendarFileView.as_view()),
    path("seasons", events.SeasonsView.as_view()),
    path("seasons/<uuid:season_id>", events.SeasonView.as_view()),
]
