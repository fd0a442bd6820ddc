"""The portal's own settings, with keys for tests and what makes tests quick."""

import os
import tempfile

os.environ.setdefault("SECRET_KEY", "tests-only-" + "k" * 50)
os.environ.setdefault("FIELD_KEYS", "dGVzdHMtb25seS10ZXN0cy1vbmx5LXRlc3RzLW9ubHk=")
os.environ.setdefault("BLIND_INDEX_KEY", "tests-only-" + "b" * 40)
os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="portal-tests-"))

from alliance.settings import *

HTTPS = False
SECURE = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 0
DEMO = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_AUTOREFRESH = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CELERY_TASK_ALWAYS_EAGER = True
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
if EMBEDDED:
    DATABASES["default"]["TEST"] = {"NAME": DATA_DIR / "tests.sqlite3"}
LOGGING["root"]["level"] = "WARNING"
