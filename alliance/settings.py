"""Settings, all from the environment.

Without DATABASE_URL and REDIS_URL the portal is embedded: SQLite and a broker of plain files in
DATA_DIR, with its keys in DATA_DIR/portal.env (written by the first `make run`).
"""

from pathlib import Path

from environ import Env

from alliance.api.conf import REST_FRAMEWORK, SPECTACULAR_SETTINGS  # noqa: F401 - settings too
from alliance.audited import TRACKED
from alliance.environment import Unusable, clean_keys, postgresql, secret, zone

BASE_DIR = Path(__file__).resolve().parent.parent

env = Env()
DATA_DIR = Path(env("DATA_DIR", default=str(BASE_DIR / ".data")))
Env.read_env(DATA_DIR / "portal.env", overwrite=False)

DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)
EMBEDDED = not env("DATABASE_URL", default="")

SECRET_KEY = secret(env, "SECRET_KEY", least=40)
FIELD_KEYS = clean_keys(env, "FIELD_KEYS")  # Fernet keys, newest first
BLIND_INDEX_KEY = secret(env, "BLIND_INDEX_KEY", least=32)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"])
SECURE = env.bool("HTTPS", default=not (DEBUG or EMBEDDED))
if SECURE and not env("ALLOWED_HOSTS", default=""):
    raise Unusable("ALLOWED_HOSTS is not set: the host names by which the portal is called")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# --- what is installed ------------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "auditlog",
    "axes",
    "csp",
    "django_htmx",
    "drf_spectacular",
    "mptt",
    "rest_framework",
    "common",
    "notices",
    "grids",
    "members",
    "projects",
    "meetings",
    "alliance",
]

PROXY_COUNT = env.int("PROXY_COUNT", default=0)  # proxies of our own before the web server
MIDDLEWARE = [
    "common.middleware.client_address",
    "common.middleware.request_log",
    "common.middleware.readable_cookies",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "common.middleware.display",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "auditlog.middleware.AuditlogMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "alliance.urls"
WSGI_APPLICATION = "alliance.wsgi.application"
BASE_PATH = "/" + path + "/" if (path := env("BASE_PATH", default="").strip("/")) else "/"
FORCE_SCRIPT_NAME = BASE_PATH.rstrip("/") or None

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
                "common.context.site",
                "alliance.context.doors",
            ]
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- where data lives -------------------------------------------------------------------------

if EMBEDDED:
    DATA_DIR.mkdir(parents=True, exist_ok=True)
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": DATA_DIR / "portal.sqlite3",
            "OPTIONS": {
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA temp_store=MEMORY;"
                ),
            },
        }
    }
else:
    DATABASES = {"default": postgresql(env, "DATABASE_URL")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env("REDIS_URL", default="")
if not EMBEDDED and not REDIS_URL:
    raise Unusable("REDIS_URL is not set (redis://host:port/0)")
if REDIS_URL and not REDIS_URL.startswith(("redis://", "rediss://")):
    raise Unusable("REDIS_URL must name a Redis database (redis://host:port/0)")
CACHES = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
        if REDIS_URL
        else {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "cache_entry",
            "OPTIONS": {"MAX_ENTRIES": 20_000},  # beyond, counts and kept texts are thrown out
        }
    )
}

# --- jobs -------------------------------------------------------------------------------------

CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object]
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600}
else:
    BROKER_DIR = DATA_DIR / "broker"
    for folder in (BROKER_DIR / "queue", BROKER_DIR / "control"):
        folder.mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_URL = "fsatomic://localhost//"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(BROKER_DIR / "queue"),
        "data_folder_out": str(BROKER_DIR / "queue"),
        "control_folder": str(BROKER_DIR / "control"),
        "store_processed": False,
        "polling_interval": 0.5,
    }
CELERY_TIMEZONE = TIME_ZONE = zone(env, "TIME_ZONE", default="Asia/Shanghai")
CELERY_WORKER_HIJACK_ROOT_LOGGER = False  # its own lines would quote what an exception quotes
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_IGNORE_RESULT = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
JOB_SECONDS = {  # how often each job runs; every job computes what is due from the database
    "plan_meetings": 3600,
    "open_reports": 3600,
    "carry_plans": 3600,
    "raise_notices": 60,
    "deliver_notices": 60,
    "lapse_items": 3600,
    "release_idle_engagements": 3600,
    "find_gaps": 3600,
    "match_needs": 86400,
    "check_trees": 86400,
    "anonymise_expired": 86400,
}
CELERY_BEAT_SCHEDULE = {
    name: {"task": name, "schedule": float(seconds), "options": {"expires": seconds}}
    for name, seconds in JOB_SECONDS.items()
}

# --- who signs in -----------------------------------------------------------------------------

AUTH_USER_MODEL = "members.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in [
        ("UserAttributeSimilarityValidator", {}),
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    ]
]
LOGIN_URL = "members:sign_in"
LOGIN_REDIRECT_URL = "members:after_sign_in"
ACCOUNT_ADAPTER = "members.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {"login_failed": None}  # axes locks out, by account and address
ACCOUNT_SESSION_REMEMBER = False  # the session ends with the browser, and after SESSION_COOKIE_AGE
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "members/locked.html"
AXES_ENABLE_ADMIN = False
AXES_DISABLE_ACCESS_LOG = True  # no log-in statistics; its paths would hold personal links
SESSION_COOKIE_AGE = 8 * 3600  # seconds from signing in: one working day

# --- safety -----------------------------------------------------------------------------------

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "common.views.csrf_failed"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = BASE_PATH
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = SECURE
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
# Under a sub-path the host is the district's: what its other sites do is not ours to say.
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE and BASE_PATH == "/"
SECURE_REDIRECT_EXEMPT = [f"^{BASE_PATH[1:]}{name}$" for name in ("healthz", "readyz")]
if env.bool("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

# --- language, files, mail --------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
USE_TZ = True
USE_I18N = True
LOCALE_PATHS = [BASE_DIR / "locale"]  # what forms say, in plainer words
STATIC_URL = BASE_PATH + "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = env("STATIC_ROOT", default=str(BASE_DIR / "staticfiles"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
if mail := env("EMAIL_URL", default=""):
    vars().update(env.email_url_config(mail))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = DATA_DIR / "mail"
EMAIL_TIMEOUT = 20  # seconds; a mail server that hangs must not hold the delivery job
DEFAULT_FROM_EMAIL = env("MAIL_FROM", default="portal@localhost")

SOFFICE = env("SOFFICE", default="soffice")  # LibreOffice, by which papers become PDF, or "off"

# --- who runs the site: each line of the footer is left out when its value is unset -------------

SITE = {
    name: env(f"SITE_{name.upper()}", default="")
    for name in ("operator", "organiser", "address", "phone", "code", "icp", "police", "url")
}
SITE["name"] = env("SITE_NAME", default="区域化党建联合体")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "common.logs.JsonFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": env("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "axes": {"level": "WARNING"},
    },
}
AUDITLOG_CID_HEADER = None  # a visitor must not write into the trail
AUDITLOG_INCLUDE_TRACKING_MODELS = TRACKED
