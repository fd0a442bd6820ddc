"""Staff at a project's steps: partners, milestones and notes, each by its page."""

import pytest

from members.models import MemberUnit
from projects.actions import work_steps
from projects.models import Project
from tests.projects.works import NOW, TODAY, project_of

pytestmark = pytest.mark.django_db
DUE = {"title": "装完", "due_on": "2099-01-31"}


@pytest.fixture
def project(unit, street_user) -> Project:
    return project_of(unit, street_user, is_public=True)


@pytest.fixture
def desk(client, street_user, project):
    """desk(step, **typed): the project after the step's page was filled in and sent."""
    client.force_login(street_user)

    def send(step: str, **typed: object):
        url = f"{project.get_absolute_url()}{step}"
        assert client.get(url).status_code == 200
        answer = client.post(url, typed)
        assert (answer.status_code, answer["Location"]) == (302, project.get_absolute_url())
        return client.get(answer["Location"]).content.decode()

    return send


def test_a_partner_joins_gives_and_one_added_by_mistake_goes(desk, project, unit2, other_unit):
    for unit, promised in ((unit2, "出人"), (other_unit, "出灯")):
        project.partners.create(unit=unit, promised=promised)
    given, wrong = project.partners.get(unit=unit2), project.partners.get(unit=other_unit)
    assert "灯 36 盏" in desk(f"partners/{given.pk}/", delivered="灯 36 盏", on=TODAY)
    page = desk(f"partners/{wrong.pk}/drop/")
    assert f"{other_unit.label}已移出。" in page
    assert [one.delivered for one in project.partners.all()] == ["灯 36 盏"]


def test_a_unit_of_the_district_is_asked_to_join(client, desk, project, unit2):
    url = f"{project.get_absolute_url()}partners/add/"
    assert f"unit={unit2.uuid}" in client.get(url).content.decode()
    assert client.post(f"{url}?unit={unit2.uuid}", {"promised": "出人"}).status_code == 302
    joined: MemberUnit = project.partners.get().unit
    assert (joined, project.partners.get().promised) == (unit2, "出人")


def test_a_milestone_is_set_put_off_and_reached(desk, project):
    assert "装完" in desk("milestones/add/", **DUE)
    milestone = project.milestones.get()
    desk(f"milestones/{milestone.pk}/postpone/", due_on="2099-02-28")
    desk(f"milestones/{milestone.pk}/", on=TODAY)
    milestone.refresh_from_db()
    assert (str(milestone.due_on), milestone.done_on) == ("2099-02-28", TODAY)


def test_a_note_is_put_out_and_taken_in(client, desk, project):
    desk("notes/add/", text="装好了", on=TODAY)
    note = project.progress.get()
    show = f"{project.get_absolute_url()}notes/{note.pk}/show/"
    for shown in (True, False):
        client.post(show, {"show": int(shown)})
        note.refresh_from_db()
        assert note.is_public is shown


def test_a_note_that_names_a_military_unit_stays_inside(
    client, desk, project, military_unit, street_user
):
    note = work_steps.note(project, text="装好了", on=TODAY, by=street_user, now=NOW)
    type(note).objects.filter(pk=note.pk).update(text=f"{military_unit.name}帮了忙")
    answer = client.post(f"{project.get_absolute_url()}notes/{note.pk}/show/", {"show": 1})
    assert "军警单位" in client.get(answer["Location"]).content.decode()
    note.refresh_from_db()
    assert not note.is_public
