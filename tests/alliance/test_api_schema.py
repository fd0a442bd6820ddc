"""/api/schema/ and /api/docs/: the API describes itself."""

import json

import pytest
from django.core.management import call_command
from django.urls import reverse

from alliance.api.docs import calls

ADDRESSES, CALLS = 78, 79  # bookings are listed and made at one address


def test_the_schema_is_valid_and_without_warnings(tmp_path):
    target = tmp_path / "schema.yml"

    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(target))

    assert "openapi: 3." in target.read_text()


def test_the_schema_holds_every_address_of_the_api(client, db):
    answer = client.get("/api/schema/", headers={"accept": "application/json"})
    paths = json.loads(answer.content)["paths"]

    assert answer.status_code == 200
    assert len(paths) == ADDRESSES
    assert list(paths["/api/v1/reports/{uuid}/submit/"]) == ["post"]
    assert {path.split("/")[3] for path in paths} == {
        "areas",
        "units",
        "resources",
        "services",
        "demands",
        "rounds",
        "edits",
        "meetings",
        "reports",
        "bulletins",
        "suggestions",
        "requests",
        "projects",
        "pairings",
        "deliberations",
        "resolutions",
        "engagements",
        "bookings",
    }


def test_the_page_explains_every_operation(client, db):
    page = client.get("/api/docs/").content.decode()

    assert page.count("<h2>") == len(calls()) == CALLS
    assert "列出联络员月报" in page
    assert "POST /api/v1/reports/{uuid}/submit/" in page
    assert "open 待提交、submitted 待审核、returned 退回修改、accepted 已通过" in page
    assert f'href="{reverse("api:schema")}"' in page
    assert "<style" not in page
    assert "<script>" not in page


@pytest.mark.parametrize("call", calls(), ids=lambda call: f"{call.method} {call.path}")
def test_every_operation_says_in_words_what_it_does(call):
    assert call.title
    assert call.about
    assert not [name for name, words in (*call.asks, *call.sends, *call.answers) if not words]
