"""BASE_PATH: the portal as a part of the district's own site."""

import os
import subprocess
import sys

import pytest

ASK = """
import django
django.setup()
from django.test import Client
from django.urls import reverse
answers = [Client().get(path).status_code for path in ("/healthz", "/s/")]
print(reverse("projects:directory"), *answers)
"""


@pytest.mark.parametrize(("base", "path"), [("", "/s/"), ("/alliance", "/alliance/s/")])
def test_health_is_asked_without_https_and_pages_are_not(base, path, tmp_path):
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "alliance.settings",
        "ALLOWED_HOSTS": "testserver",
        "BASE_PATH": base,
        "DATA_DIR": str(tmp_path),
        "HTTPS": "1",
        "STATIC_ROOT": str(tmp_path),
    }
    answer = subprocess.run([sys.executable, "-c", ASK], env=env, capture_output=True, text=True)
    assert answer.stdout.split() == [path, "200", "301"], answer.stderr
