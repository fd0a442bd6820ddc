import gc
import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alliance.settings")
application = get_wsgi_application()

# What is loaded before the server forks is shared by its workers: so all pages now, not at their
# first request, and out of the reach of the collector, which would write to every object's page.
import_module(settings.ROOT_URLCONF)
gc.freeze()
