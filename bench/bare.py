"""The floor: Django, psycopg, one SELECT, JSON. No middleware, no framework for APIs, no row-level security."""

import os
from uuid import UUID

import environ
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path

settings.configure(
    SECRET_KEY="bare",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    MIDDLEWARE=[],
    DATABASES={
        "default": {
            **environ.Env().db_url("DATABASE_URL"),
            "ENGINE": "django.db.backends.postgresql",
            "CONN_MAX_AGE": None,
        }
    },
    LOGGING_CONFIG=None,
)
WHO = UUID(os.environ["BENCH_USER"])


def me(request: HttpRequest) -> JsonResponse:
    with connection.cursor() as cursor:
        cursor.execute("select id, email, is_active, date_joined from accounts_user where id = %s", [WHO])
        key, email, is_active, joined = cursor.fetchone()
    return JsonResponse({"id": key, "email": email, "is_active": is_active, "date_joined": joined})


def activities(request: HttpRequest) -> JsonResponse:
    with connection.cursor() as cursor:
        cursor.execute(
            "select id, title, sport, start_at, local_on, timer_s, distance_m, load, zones, polyline, version"
            " from training_activity where athlete_id = %s order by start_at desc, id desc limit 20",
            [WHO],
        )
        names = [column.name for column in cursor.description]
        found = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return JsonResponse({"data": found})


def event(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("insert into bench_event (told) values (%s)", [request.body.decode()])
    return HttpResponse()


urlpatterns = [path("api/v1/me", me), path("api/v1/activities", activities), path("events", event)]
application = get_wsgi_application()
