"""What the environment says becomes settings; what cannot be used stops the start in one line."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def started(shown: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    keys = {name: os.environ[name] for name in ("SECRET_KEY", "FIELD_KEYS", "BLIND_INDEX_KEY")}
    env = {"PATH": os.environ["PATH"], "DATA_DIR": str(folder)} | keys | environment
    code = f"from alliance import settings as s; print({shown})"
    run = [sys.executable, "-c", code]
    return subprocess.run(run, cwd=ROOT, env=env, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("environment", "line"),
    [
        ({"TIME_ZONE": "Nowhere/Town"}, "portal: TIME_ZONE names no time zone: Nowhere/Town"),
        ({"TIME_ZONE": "../x"}, "portal: TIME_ZONE names no time zone: ../x"),
        (
            {"REDIS_URL": "127.0.0.1:6379"},
            "portal: REDIS_URL must name a Redis database (redis://host:port/0)",
        ),
        (
            {"HTTPS": "1"},
            "portal: ALLOWED_HOSTS is not set: the host names by which the portal is called",
        ),
        ({"SECRET_KEY": "short"}, "portal: SECRET_KEY is too short: at least 40 characters"),
        (
            {"FIELD_KEYS": "nonsense"},
            "portal: FIELD_KEYS must hold Fernet keys (32 url-safe base64-encoded bytes)",
        ),
    ],
)
def test_what_cannot_be_used_is_said_in_one_line(tmp_path, environment, line):
    run = started("0", tmp_path, **environment)
    assert (run.returncode, run.stderr.splitlines()) == (1, [line])


def test_jobs_go_by_the_time_zone_of_the_pages(tmp_path):
    run = started("s.TIME_ZONE, s.CELERY_TIMEZONE", tmp_path, TIME_ZONE="Asia/Urumqi")
    assert run.stdout == "Asia/Urumqi Asia/Urumqi\n"


@pytest.mark.parametrize(("path", "whole"), [("", "True"), ("party", "False")])
def test_under_a_sub_path_nothing_is_said_for_the_neighbours(tmp_path, path, whole):
    shown = "s.SECURE_HSTS_SECONDS > 0, s.SECURE_HSTS_INCLUDE_SUBDOMAINS, s.SECURE_HSTS_PRELOAD"
    run = started(shown, tmp_path, HTTPS="1", ALLOWED_HOSTS="portal.example", BASE_PATH=path)
    assert run.stdout == f"True {whole} {whole}\n"
