"""Every setting of Paceline. This is the only module that reads the environment."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import django_stubs_ext
import environ

from config import development

django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

ENVIRONMENT = env.str("PACELINE_ENV", default="development")
IS_PRODUCTION = ENVIRONMENT == "production"
DEBUG = env.bool("DEBUG", default=False)
DATA_DIR = Path(env.str("PACELINE_DATA", default=str(BASE_DIR / ".data")))
VERSION = env.str("PACELINE_VERSION", default="0.1.0")


def secret(name: str) -> str:
    """Production names its secrets (`config.checks` refuses to start without); elsewhere they are made once and kept."""
    value: str = env.str(name, default="")
    return value or ("" if IS_PRODUCTION else development.kept_secret(DATA_DIR, name))


def secret_list(name: str) -> list[str]:
    """Newest first; the rest still open what they once sealed."""
    return [part.strip() for part in secret(name).split(",") if part.strip()]


# --- addresses and secrets -------------------------------------------------------------------------------------
PORT = env.int("PORT", default=8000)
PUBLIC_URL = env.str("PUBLIC_URL", default=f"http://localhost:{PORT}").rstrip("/")
_public = urlsplit(PUBLIC_URL)
IS_SECURE = _public.scheme == "https"
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS",
    default=[_public.hostname or "localhost"] + ([] if IS_PRODUCTION else ["localhost", "127.0.0.1", "[::1]"]),
)
PUBLIC_HOST = ALLOWED_HOSTS[0].lstrip(".").replace("*", "localhost")
ADMIN_HOST = env.str("ADMIN_HOST", default="")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
SIGNUP_OPEN = env.bool("SIGNUP_OPEN", default=True)

_secret_keys = secret_list("SECRET_KEY")
SECRET_KEY = _secret_keys[0] if _secret_keys else ""
SECRET_KEY_FALLBACKS = _secret_keys[1:]
FIELD_KEYS = secret_list("FIELD_KEYS")
JWT_PRIVATE_KEY = secret("JWT_PRIVATE_KEY").replace("\\n", "\n")
METRICS_TOKEN = secret("METRICS_TOKEN")
RATE_LIMITS = env.str("RATE_LIMITS", default="")
PACELINE_DEMO = env.bool("PACELINE_DEMO", default=not IS_PRODUCTION)

# --- applications ----------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "core",
    "accounts",
    "notifications",
    "training",
    "strava",
    "config.apps.ConfigConfig",
    "config.apps.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.forms",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.google",
    "allauth.socialaccount.providers.apple",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.headless",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_celery_beat",
    "django_htmx",
    "csp",
    "hijack",
    "waffle",
]

MIDDLEWARE = [
    "core.web.middleware.RequestMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "core.web.middleware.MaintenanceMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "hijack.middleware.HijackUserMiddleware",
    "accounts.web.staff.StaffMiddleware",
    "accounts.web.middleware.PersonMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "waffle.middleware.WaffleMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
APPEND_SLASH = False
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "accounts.web.context.person",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "core.templatetags.ui"],
        },
    }
]

# --- database --------------------------------------------------------------------------------------------------
# The site connects as a login that owns nothing and cannot pass row-level security; migrations use the owner.
_runtime = env.db_url("DATABASE_URL", default=development.database_url(DATA_DIR, "DATABASE_URL"))
DATABASE_OWNER = env.db_url("DATABASE_OWNER_URL", default=development.database_url(DATA_DIR, "DATABASE_OWNER_URL"))
_role_prefix = env.str("DATABASE_ROLE_PREFIX", default=_runtime["NAME"])
DATABASE_ROLES = {
    "owner": f"{_role_prefix}_owner",
    "app": f"{_role_prefix}_app",
    "system": f"{_role_prefix}_system",
    "login": _runtime["USER"],
}
STATEMENT_TIMEOUT_MS = env.int("STATEMENT_TIMEOUT_MS", default=5_000)
DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        **_runtime,
        "ENGINE": "core.postgres",
        "ATOMIC_REQUESTS": True,
        "CONN_HEALTH_CHECKS": True,
        "CONN_MAX_AGE": 60,
        "OPTIONS": {
            "connect_timeout": 2,
            "options": f"-c statement_timeout={STATEMENT_TIMEOUT_MS} -c idle_in_transaction_session_timeout=30000",
        },
        "TEST": {"NAME": f"test_{_runtime['NAME']}{env.str('PACELINE_TEST_DB_SUFFIX', default='')}"},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- redis: wakes things up, counts and remembers; never the record ----------------------------------------------
REDIS_URL = env.str("REDIS_URL", default=development.redis_url(DATA_DIR))
CACHES = {
    "default": {
        "BACKEND": "core.cache.TolerantRedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "cache",
        "OPTIONS": {"socket_connect_timeout": 0.3, "socket_timeout": 0.5},
    }
}
# A kill switch works within half a minute even if the news of it is lost.
CACHES["flags"] = {**CACHES["default"], "KEY_PREFIX": "flags", "TIMEOUT": 30}

# --- people and their sessions ---------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "accounts.staff.StaffBackend",
    "accounts.signing_in.SignInBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "CommonPasswordValidator", "NumericPasswordValidator")
] + [{"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}}]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = int(timedelta(days=90).total_seconds())
SESSION_COOKIE_NAME = "__Host-session" if IS_SECURE else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if IS_SECURE else "csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_SECURE
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "core.web.errors.csrf_failure"

ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
# The door (`accounts.web.door`) counts by address, exactly; allauth's own counters by account stay behind it.
ACCOUNT_RATE_LIMITS = {
    "login": None,
    "signup": None,
    "login_failed": "5/300s/key",
    "reset_password": "5/m/key",
    "request_login_code": "3/m/key",
}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_CHANGE_EMAIL = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
USERSESSIONS_TRACK_ACTIVITY = True

MFA_ADAPTER = "accounts.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = True
MFA_TOTP_ISSUER = "Paceline"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_PRODUCTION

SOCIALACCOUNT_ADAPTER = "accounts.adapters.SocialAccountAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_QUERY_EMAIL = True
SOCIALACCOUNT_STORE_TOKENS = False
GOOGLE_CLIENT_ID = env.str("GOOGLE_CLIENT_ID", default="")
APPLE_CLIENT_ID = env.str("APPLE_CLIENT_ID", default="")
SOCIALACCOUNT_PROVIDERS: dict[str, dict[str, Any]] = {
    "google": {
        "APPS": [{"client_id": GOOGLE_CLIENT_ID, "secret": env.str("GOOGLE_CLIENT_SECRET", default=""), "key": ""}]
        if GOOGLE_CLIENT_ID
        else [],
        "SCOPE": ["profile", "email"],
        "OAUTH_PKCE_ENABLED": True,
    },
    "apple": {
        "APPS": [
            {
                "client_id": APPLE_CLIENT_ID,
                "secret": env.str("APPLE_KEY_ID", default=""),
                "key": env.str("APPLE_TEAM_ID", default=""),
                "settings": {"certificate_key": env.str("APPLE_PRIVATE_KEY", default="").replace("\\n", "\n")},
            }
        ]
        if APPLE_CLIENT_ID
        else [],
    },
}

HEADLESS_CLIENTS = ("app",)
HEADLESS_TOKEN_STRATEGY = "accounts.token_strategy.FamilyTokenStrategy"  # noqa: S105 - a class, no secret
HEADLESS_JWT_ALGORITHM = "RS256"
HEADLESS_JWT_PRIVATE_KEY = JWT_PRIVATE_KEY
HEADLESS_JWT_ACCESS_TOKEN_EXPIRES_IN = 15 * 60
HEADLESS_JWT_REFRESH_TOKEN_EXPIRES_IN = int(timedelta(days=7).total_seconds())
HEADLESS_JWT_STATEFUL_VALIDATION_ENABLED = True
HEADLESS_JWT_ROTATE_REFRESH_TOKEN = True
HEADLESS_SERVE_SPECIFICATION = True
HEADLESS_FRONTEND_URLS = {
    "account_confirm_email": f"{PUBLIC_URL}/accounts/confirm-email/{{key}}/",
    "account_reset_password": f"{PUBLIC_URL}/accounts/password/reset/",
    "account_reset_password_from_key": f"{PUBLIC_URL}/accounts/password/reset/key/{{key}}/",
    "account_signup": f"{PUBLIC_URL}/accounts/signup/",
    "socialaccount_login_error": f"{PUBLIC_URL}/accounts/social/login/error/",
}

HIJACK_LOGIN_REDIRECT_URL = "/"
HIJACK_LOGOUT_REDIRECT_URL = "/admin/"
HIJACK_INSERT_BEFORE = None
HIJACK_PERMISSION_CHECK = "accounts.impersonation.may_impersonate"

WAFFLE_FLAG_MODEL = "accounts.Flag"
WAFFLE_CREATE_MISSING_FLAGS = False
WAFFLE_CACHE_NAME = "flags"

# --- Strava: off without an app id -----------------------------------------------------------------------------
# Not STRAVA_CLIENT_ID and STRAVA_CLIENT_SECRET: its library would refresh tokens behind our back with those.
STRAVA_APP_ID = env.str("STRAVA_APP_ID", default="")
STRAVA_APP_SECRET = env.str("STRAVA_APP_SECRET", default="")
STRAVA_API_BASE = env.str("STRAVA_API_BASE", default="https://www.strava.com/api/v3").rstrip("/")
STRAVA_OAUTH_BASE = env.str("STRAVA_OAUTH_BASE", default="https://www.strava.com").rstrip("/")
STRAVA_WEBHOOK_SECRET = env.str("STRAVA_WEBHOOK_SECRET", default="")
STRAVA_VERIFY_TOKEN = env.str("STRAVA_VERIFY_TOKEN", default="")
STRAVA_DATA_POLICY = env.str("STRAVA_DATA_POLICY", default="" if IS_PRODUCTION else "full")
STRAVA_REVOKE = env.str("STRAVA_REVOKE", default="new")

# --- the API ---------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.api.authentication.BearerAuthentication",
        "accounts.api.authentication.BrowserAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["core.api.permissions.Denied"],
    "DEFAULT_PARSER_CLASSES": ["core.api.parsers.SafeJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["core.api.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "core.api.schema.Schema",
    "EXCEPTION_HANDLER": "core.api.errors.exception_handler",
    "DEFAULT_VERSIONING_CLASS": None,
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Paceline API",
    "DESCRIPTION": "Training and coaching for endurance athletes.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": ["drf_spectacular.hooks.postprocess_schema_enums", "core.api.schema.complete"],
    "ENUM_NAME_OVERRIDES": {
        "Role": "accounts.models.team.Role",
        "Scope": "accounts.models.grant.Scope",
        "ApiKeyScope": "accounts.models.token.ApiKeyScope",
        "Audience": "accounts.models.profile.Audience",
        "Sport": "accounts.models.profile.Sport",
        "ThresholdSport": "accounts.models.threshold.ThresholdSport",
        "FitnessState": "training.api.load.FITNESS_STATES",
        "UploadState": "training.api.uploads.UPLOAD_STATES",
        "ArchiveState": "training.models.upload.ArchiveState",
        "RunKind": "training.api.run_serializers.RUN_KINDS",
        "RunState": "training.api.run_serializers.RUN_STATES",
        "RunOutcome": "training.api.run_serializers.RUN_OUTCOMES",
        "AbsenceKind": "accounts.models.profile.AbsenceKind",
        "NoteKind": "training.models.plan.NoteKind",
        "PhaseKind": "training.models.plan.PhaseKind",
        "WorkoutState": "training.models.plan.WorkoutState",
        "StravaState": "strava.models.connection.ConnectionState",
        "StravaBackfillState": "strava.status.BACKFILL_STATES",
        "StravaScope": "strava.oauth.SCOPES",
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
MAX_UPLOAD_BYTES = 25 * 1024 * 1024
MAX_UPLOAD_FILES = 500
MAX_ARCHIVE_BYTES = 5 * 1024**3
DATA_UPLOAD_MAX_NUMBER_FILES = MAX_UPLOAD_FILES + 1  # one more is refused in our words, further ones in Django's

# --- background work -------------------------------------------------------------------------------------------
CELERY_BROKER_URL = REDIS_URL
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"

# --- mail ------------------------------------------------------------------------------------------------------
EMAIL_BACKEND = "core.mail.OutboxBackend"
MAIL_DIR = DATA_DIR / "mail"
_email = env.email_url("EMAIL_URL", default="") if env.str("EMAIL_URL", default="") else {}
MAIL_DELIVERY_BACKEND = env.str("ANYMAIL_BACKEND", default=_email.get("EMAIL_BACKEND", "core.mail.FileBackend"))
globals().update({key: value for key, value in _email.items() if key not in {"EMAIL_BACKEND", "EMAIL_FILE_PATH"}})
EMAIL_TIMEOUT = 15
ANYMAIL = {name: env.str(f"ANYMAIL_{name}") for name in env.list("ANYMAIL_SETTINGS", default=[])} | {
    "REQUESTS_TIMEOUT": 15
}
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default=f"Paceline <hello@{_public.hostname}>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- languages, time, files ------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español"), ("fr", "Français"), ("de", "Deutsch"), ("ar", "العربية")]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_NAME = "language"
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(DATA_DIR / "static")))
_npm = BASE_DIR / "node_modules"
_vendored = {
    "htmx": "htmx.org/dist",
    "uplot": "uplot/dist",
    "maplibre": "maplibre-gl/dist",
    "dejavu": "dejavu-fonts-ttf/ttf",
}
STATICFILES_DIRS: list[Any] = [
    BASE_DIR / "static",
    *((f"vendor/{name}", _npm / path) for name, path in _vendored.items() if (_npm / path).is_dir()),
]
# Without a build step: files come straight from where they are made, and a change is seen at the next load.
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = not IS_PRODUCTION
MEDIA_URL = env.str("MEDIA_URL", default="/media/")
MEDIA_ROOT = DATA_DIR / "media"
S3_BUCKET = env.str("S3_BUCKET", default="")
_s3_options = {
    "bucket_name": S3_BUCKET,
    "endpoint_url": env.str("S3_ENDPOINT", default="") or None,
    "region_name": env.str("S3_REGION", default="") or None,
    "access_key": env.str("S3_ACCESS_KEY", default="") or None,
    "secret_key": env.str("S3_SECRET_KEY", default="") or None,
    "default_acl": None,
    "file_overwrite": True,
    "max_memory_size": 10 * 1024 * 1024,
}
STORAGES: dict[str, Any] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # Only ever read through views that ask who is asking; never under an address of their own.
    "originals": {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": _s3_options}
    if S3_BUCKET
    else {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": MEDIA_ROOT / "originals", "base_url": None, "allow_overwrite": True},
    },
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if IS_PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
MAP_STYLE_URL = env.str("MAP_STYLE_URL", default="")

# --- browser security ------------------------------------------------------------------------------------------
SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds()) if IS_SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_SECURE
SECURE_HSTS_PRELOAD = False
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
_identity_origins = (["https://accounts.google.com"] if GOOGLE_CLIENT_ID else []) + (
    ["https://appleid.apple.com"] if APPLE_CLIENT_ID else []
)
_strava_origin = ["{0.scheme}://{0.netloc}".format(urlsplit(STRAVA_OAUTH_BASE))] if STRAVA_APP_ID else []
_tiles = [f"{urlsplit(MAP_STYLE_URL).scheme}://{urlsplit(MAP_STYLE_URL).netloc}"] if MAP_STYLE_URL else []
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "font-src": ["'self'"],
        "manifest-src": ["'self'"],
        "worker-src": ["'self'", "blob:"],
        "img-src": ["'self'", "data:", "blob:", *_tiles],
        "media-src": ["'self'", "blob:"],
        "connect-src": ["'self'", *_tiles],
        "form-action": ["'self'", *_identity_origins, *_strava_origin],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "object-src": ["'none'"],
    }
}

# --- observability ---------------------------------------------------------------------------------------------
SENTRY_DSN = env.str("SENTRY_DSN", default="")
OTEL_EXPORTER_OTLP_ENDPOINT = env.str("OTEL_EXPORTER_OTLP_ENDPOINT", default="")
LOG_LEVEL = env.str("LOG_LEVEL", default="INFO")
LOGGING_CONFIG = "core.logging.configure"
LOGGING = {"level": LOG_LEVEL, "is_json": IS_PRODUCTION}

SILENCED_SYSTEM_CHECKS = [
    "auth.W004",  # e-mail addresses are unique by a constraint on their lower-case form
]
