"""Tables without row-level security, and why. The suite and the doctor hold every other table to it."""

OPEN_TABLES = {
    "accounts_user": "looked up by e-mail before there is an actor",
    "accounts_user_groups": "Django's, unused: staff rights come from the role",
    "accounts_user_user_permissions": "Django's, unused: staff rights come from the role",
    "accounts_tokenfamily": "looked up by token before there is an actor",
    "accounts_refreshtoken": "hashes, looked up before there is an actor",
    "accounts_apikey": "hashes, looked up before there is an actor",
    "accounts_invitation": "hashes, looked up before there is an actor",
    "accounts_flag": "feature flags belong to no one",
    "accounts_flag_groups": "feature flags belong to no one",
    "accounts_flag_teams": "feature flags belong to no one",
    "accounts_flag_users": "feature flags belong to no one",
    "strava_inboxevent": "hints from outside, stored before anybody knows whose they are",
    "account_emailaddress": "allauth: read while signing in",
    "account_emailconfirmation": "allauth: read while signing in",
    "socialaccount_socialaccount": "allauth: read while signing in",
    "socialaccount_socialapp": "allauth: configuration",
    "socialaccount_socialtoken": "allauth: tokens are not kept",
    "mfa_authenticator": "allauth: read while signing in",
    "usersessions_usersession": "allauth: read while signing in",
    "django_session": "read before there is an actor",
    "django_migrations": "belongs to the schema",
    "django_content_type": "belongs to the schema",
    "django_admin_log": "staff only",
    "auth_group": "belongs to the schema",
    "auth_group_permissions": "belongs to the schema",
    "auth_permission": "belongs to the schema",
    "waffle_sample": "feature flags belong to no one",
    "waffle_switch": "feature flags belong to no one",
}
OPEN_PREFIXES = {"django_celery_beat_": "schedules belong to no one"}


def is_open(table: str) -> bool:
    return table in OPEN_TABLES or any(table.startswith(prefix) for prefix in OPEN_PREFIXES)
