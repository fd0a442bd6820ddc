"""The portal's own settings, with the bench's view and its kind of notice."""

from alliance.settings import *  # noqa: F403
from alliance.settings import INSTALLED_APPS

ROOT_URLCONF = "bench.urls"
INSTALLED_APPS = [*INSTALLED_APPS, "bench"]
