"""No job ever says that somebody is satisfied: that is the word of who asked alone."""

import pytest
from django.conf import settings
from django.core.management import call_command

from projects.models import Demand, Engagement, Request
from tests.projects.dispatching import asked, led


def satisfied() -> list[object]:
    return [
        list(Demand.objects.order_by("pk").values_list("met_on", flat=True)),
        list(Engagement.objects.order_by("pk").values_list("status", "rating")),
        list(Request.objects.order_by("pk").values_list("status", "solved", "rating")),
    ]


@pytest.mark.parametrize("day", ["2026-12-20", "2027-02-10", "2027-11-10"])
def test_no_job_marks_anything_satisfied_by_a_time_out(engaged, grid, capsys, day):
    engaged("reported")
    led(asked(grid), "done")
    before = satisfied()
    for name in settings.JOB_SECONDS:
        call_command("run_job", name, "--at", f"{day}T09:00")
    assert satisfied() == before
