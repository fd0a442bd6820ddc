"""The Celery application of the portal: worker and beat start from here."""

import os

from celery import Celery
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alliance.settings")

TRANSPORT_ALIASES["fsatomic"] = "common.fsbroker:Transport"

app = Celery("alliance")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.autodiscover_tasks(related_name="jobs")
