"""What each persona gets at each endpoint when it is aimed at the athlete of team Alpha. Expectations are code.

`OPEN` is anything but 401, 403 and 404: the door is open, whatever is then said about the empty body.
"""

OPEN = 0

ATHLETES = ("athlete", "teammate", "other_athlete")
COACHES = ("coach", "head_coach", "narrow_coach", "other_coach", "ex_coach")
STAFF = ("support", "admin", "super_admin")
KNOWN = (*ATHLETES, *COACHES, *STAFF)
GONE = ("anonymous", "suspended", "deleted")
EVERYONE = (*KNOWN, *GONE)

Row = dict[str, int]


def row(otherwise: int, **known: int) -> Row:
    return {**dict.fromkeys(KNOWN, otherwise), **known, **dict.fromkeys(GONE, 401)}


def all_of(people: tuple[str, ...], status: int) -> Row:
    return dict.fromkeys(people, status)


MINE = row(OPEN)
MY_ROW = row(404, athlete=OPEN)
OF_ATHLETE = row(404, athlete=OPEN, coach=OPEN, head_coach=OPEN, narrow_coach=403)
ROW_OF_ATHLETE = OF_ATHLETE
GUARDED = row(404)
OF_TEAM = row(404, athlete=OPEN, teammate=OPEN, coach=OPEN, head_coach=OPEN)
LED = row(404, athlete=403, teammate=403, coach=403, head_coach=OPEN)
COACHED = row(404, athlete=403, teammate=403, coach=OPEN, head_coach=OPEN)
OPEN_BODY = OF_TEAM
OWN_MEMBERSHIP = row(404, athlete=OPEN, teammate=403, coach=403, head_coach=OPEN)

_ROWS = ("thresholds", "zones", "fitness-seeds", "absences")

MATRIX: dict[str, dict[str, Row]] = {
    "me": {"get": MINE, "patch": MINE},
    "me/api-keys": {"get": MINE, "post": MINE},
    "me/api-keys/<uuid:pk>": {"delete": MY_ROW},
    "me/consents": {"get": MINE, "post": MINE},
    "me/consents/<slug:kind>": {"delete": MINE},
    "me/grants": {"get": MINE, "post": MINE},
    "me/grants/<uuid:pk>": {"get": MY_ROW, "patch": MY_ROW, "delete": MY_ROW},
    "me/join-requests": {"get": MINE, "post": MINE},
    "me/join-requests/<uuid:pk>": {"delete": row(404, other_athlete=OPEN)},
    "athletes": {"get": MINE, "post": MINE},
    "athletes/<uuid:athlete_id>/claim": {"post": GUARDED},
    "teams": {"get": MINE, "post": MINE},
    "teams/<uuid:team_id>": {"get": OF_TEAM, "patch": LED},
    "teams/<uuid:team_id>/members": {"get": OF_TEAM},
    "teams/<uuid:team_id>/members/<uuid:user_id>": {"get": OF_TEAM, "patch": OF_TEAM, "delete": OWN_MEMBERSHIP},
    "teams/<uuid:team_id>/handover": {"post": OPEN_BODY},
    "teams/<uuid:team_id>/invitations": {"get": COACHED, "post": OPEN_BODY},
    "teams/<uuid:team_id>/invitations/<uuid:pk>": {"delete": COACHED},
    "teams/<uuid:team_id>/join-requests": {"get": COACHED},
    "teams/<uuid:team_id>/join-requests/<uuid:pk>/accept": {"post": COACHED},
    "teams/<uuid:team_id>/join-requests/<uuid:pk>/decline": {"post": COACHED},
    "invitations/preview": {"post": MINE},
    "invitations/accept": {"post": MINE},
    "me/profile": {"get": MINE, "patch": MINE},
    "me/availability": {"get": MINE, "put": MINE},
    "athletes/<uuid:athlete_id>/profile": {"get": OF_ATHLETE, "patch": OF_ATHLETE},
    "athletes/<uuid:athlete_id>/availability": {"get": OF_ATHLETE, "put": OF_ATHLETE},
}
for _name in _ROWS:
    MATRIX[f"me/{_name}"] = {"get": MINE, "post": MINE}
    MATRIX[f"me/{_name}/<uuid:pk>"] = dict.fromkeys(("get", "patch", "delete"), MY_ROW)
    MATRIX[f"athletes/<uuid:athlete_id>/{_name}"] = {"get": OF_ATHLETE, "post": OF_ATHLETE}
    MATRIX[f"athletes/<uuid:athlete_id>/{_name}/<uuid:pk>"] = dict.fromkeys(("get", "patch", "delete"), ROW_OF_ATHLETE)

# Sessions: the athlete's own, read by those with the scope; others find nothing. `narrow_coach` holds `view_plan` only.
READ_SESSION = row(404, athlete=OPEN, coach=OPEN, head_coach=OPEN)
OWN_SESSION = row(404, athlete=OPEN, coach=403, head_coach=403)
ROW_OF_SESSION = row(404, athlete=OPEN, coach=403, head_coach=403)
_SESSION = "activities/<uuid:activity_id>"

MATRIX |= {
    "activities": {"get": MINE, "post": MINE},
    _SESSION: {"get": READ_SESSION, "patch": OWN_SESSION, "delete": OWN_SESSION},
    f"{_SESSION}/file": {"get": MY_ROW},
    f"{_SESSION}/corrections": {"get": READ_SESSION, "post": OWN_SESSION},
    f"{_SESSION}/corrections/<uuid:pk>": {"delete": ROW_OF_SESSION},
    **{
        f"{_SESSION}/{part}": {"get": READ_SESSION}
        for part in ("streams", "laps", "intervals", "curve", "efforts", "picture")
    },
    **{f"{_SESSION}/{act}": {"post": OWN_SESSION} for act in ("merge", "split", "recompute")},
    **{
        name: {"get": MINE}
        for name in (
            "fitness",
            "fitness/explain",
            "curves",
            "records",
            "badges",
            "statistics",
            "load-shape",
            "threshold-proposals",
            "power-model",
        )
    },
    "fitness/picture": {"get": MINE},
    "calendar": {"get": MINE},
    "me/imports": {"get": MINE, "post": MINE},
    "me/imports/<uuid:import_id>": {"get": MY_ROW},
    "recomputations": {"get": MINE},
    "recomputations/<uuid:pk>": {"get": row(404, athlete=OPEN, coach=OPEN, head_coach=OPEN)},
    "gear": {"get": MINE, "post": MINE},
    "gear/<uuid:pk>": {"get": MY_ROW, "patch": MY_ROW, "delete": MY_ROW},
    "uploads": {"get": MINE, "post": MINE},
    "uploads/<uuid:upload_id>": {"get": MY_ROW},
}

# The plan: read with `view_plan`, which `narrow_coach` holds; changed with `edit_plan`, which it does not.
READ_PLAN = row(404, athlete=OPEN, coach=OPEN, head_coach=OPEN, narrow_coach=OPEN)
EDIT_PLAN = row(404, athlete=OPEN, coach=OPEN, head_coach=OPEN, narrow_coach=403)
_WORKOUT = "workouts/<uuid:workout_id>"

MATRIX |= {
    "workouts": {"get": MINE, "post": MINE},
    **{
        f"workouts/{act}": {"post": MINE} for act in ("parse", "move", "copy", "remove", "shift", "copy-week", "import")
    },
    "plan-acts": {"get": MINE},
    "plan-acts/<uuid:pk>/undo": {"post": MY_ROW},
    _WORKOUT: {"get": READ_PLAN, "patch": EDIT_PLAN, "delete": EDIT_PLAN},
    **{f"{_WORKOUT}/{part}": {"get": READ_PLAN} for part in ("steps", "suggestions")},
    f"{_WORKOUT}/export": {"get": MINE},  # asked for no format, which is said before anything is looked for
    **{f"{_WORKOUT}/{act}": {"post": EDIT_PLAN} for act in ("pair", "unpair", "excuse", "swap", "swaps")},
}
MATRIX |= {kind: {"get": MINE, "post": MINE} for kind in ("events", "notes", "seasons", "calendar-feeds")}
MATRIX |= {
    "calendar-feeds/<uuid:pk>": {"delete": MY_ROW},
    "calendar.ics": {"get": all_of(EVERYONE, OPEN)},  # the token is the key; without one that is said first
}
MATRIX |= {
    f"{kind}/<uuid:{name}_id>": {"get": READ_PLAN, "patch": EDIT_PLAN, "delete": EDIT_PLAN}
    for kind, name in (("events", "event"), ("notes", "note"), ("seasons", "season"))
}

# The library: shared with the team, changed by those who coach it. What is done with plans belongs to whoever may plan.
_PLAN, _SHARED = "plans/<uuid:plan_id>", {"get": OF_TEAM, "patch": COACHED, "delete": COACHED}
MATRIX |= {
    "library/folders": {"get": MINE, "post": MINE},
    "library/folders/<uuid:folder_id>": _SHARED,
    "library/workouts": {"get": MINE, "post": MINE},
    "library/workouts/from-calendar": {"post": MINE},
    "library/workouts/<uuid:library_id>": _SHARED,
    "library/workouts/<uuid:library_id>/schedule": {"post": OF_TEAM},
    "plans": {"get": MINE, "post": MINE},
    "plans/from-calendar": {"post": MINE},
    "plans/clone": {"post": MINE},
    _PLAN: {**_SHARED, "put": COACHED},
    **{f"{_PLAN}/{act}": {"post": OF_TEAM} for act in ("copy", "apply", "rebase")},
    "plan-applications": {"get": MINE},
    "plan-applications/undo": {"post": MINE},
    "plan-applications/<uuid:pk>": {"get": READ_PLAN},
    "plan-applications/<uuid:pk>/undo": {"post": EDIT_PLAN},
    "plan-warnings": {"get": MINE},
    "plan-waivers": {"get": MINE, "post": MINE},
    "plan-waivers/<uuid:pk>": {"delete": EDIT_PLAN},
    "bulk-jobs": {"get": MINE},
    "bulk-jobs/<uuid:pk>": {"get": MY_ROW},
}

MATRIX |= {
    "strava/connection": {"get": MINE, "delete": MINE},
    **{f"strava/{act}": {"post": MINE} for act in ("connect", "sync", "backfill")},
}
