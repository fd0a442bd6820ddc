"""Log lines: what they say, and what they must not say."""

import json
import logging
import sys

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from common.logs import JsonFormatter, request_id
from common.middleware import request_log


def line(record: logging.LogRecord) -> dict:
    return json.loads(JsonFormatter().format(record))


def record(message: str, **more) -> logging.LogRecord:
    made = logging.LogRecord("portal", logging.INFO, __file__, 1, message, (), None)
    made.__dict__.update(more)
    return made


def test_facts_stand_beside_the_message():
    made = line(record("request", facts={"route": "grids:area", "status": 200}))
    assert {key: made[key] for key in ("level", "logger", "message", "route", "status")} == {
        "level": "info",
        "logger": "portal",
        "message": "request",
        "route": "grids:area",
        "status": 200,
    }


def test_a_request_line_names_no_path(client, caplog):
    caplog.set_level(logging.INFO, logger="portal.request")
    response = client.get("/report/?q=13812341234", REMOTE_ADDR="10.1.2.3")
    made = line(caplog.records[-1])
    assert (made["method"], made["route"], made["status"]) == ("GET", "common:report", 200)
    assert sorted(made) == ["level", "logger", "message", "method", "ms", "route", "status", "time"]
    assert len(response["X-Request-ID"]) == 16
    for secret in ("13812341234", "10.1.2.3"):
        assert secret not in json.dumps(made)


def test_lines_of_one_request_share_its_id(caplog):
    caplog.set_level(logging.INFO)
    seen = []

    def view(request):
        seen.append(line(record("inside"))["request"])
        return HttpResponse()

    response = request_log(view)(RequestFactory().get("/"))
    assert seen == [response["X-Request-ID"]]
    assert request_id.get() == ""


def test_a_failed_request_is_an_error(caplog):
    request_log(lambda request: HttpResponse(status=500))(RequestFactory().get("/"))
    assert [made.levelname for made in caplog.records] == ["ERROR"]


def test_what_django_says_of_a_request_loses_its_path():
    request = RequestFactory().get("/in/a-secret-token/")
    made = line(record("Not Found: /in/a-secret-token/", request=request, status_code=404))
    assert made["message"] == "404"


def test_an_error_is_its_type_and_places_not_its_message():
    try:
        try:
            raise KeyError("13812341234")
        except KeyError as error:
            raise ValueError("Key (phone)=(13812341234) exists") from error
    except ValueError:
        failed = record("job failed")
        failed.exc_info = sys.exc_info()
    made = line(failed)
    assert made["error"]["type"] == "builtins.ValueError"
    assert made["error"]["cause"]["type"] == "builtins.KeyError"
    assert made["error"]["at"][0].endswith("test_an_error_is_its_type_and_places_not_its_message")
    assert "13812341234" not in json.dumps(made)


def test_what_celery_says_of_a_failed_task_loses_the_words_of_the_exception():
    context = {"name": "boom", "description": "raised unexpected", "exc": "(13812341234) exists"}
    message = "Task %(name)s %(description)s: %(exc)s"
    made = logging.LogRecord(
        "celery.app.trace", logging.ERROR, __file__, 1, message, (context,), None
    )
    assert line(made)["message"] == "task boom raised unexpected"


@pytest.mark.parametrize("level", [logging.DEBUG, logging.CRITICAL])
def test_level_is_said(level):
    made = record("x")
    made.levelname = logging.getLevelName(level)
    assert line(made)["level"] == logging.getLevelName(level).lower()
